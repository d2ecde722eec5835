package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.engine.ImageDetails;
import org.jspecify.annotations.Nullable;

/** The requests about images. */
final class ImageCalls {

    private final Connection connection;

    ImageCalls(Connection connection) {
        this.connection = connection;
    }

    Optional<ImageDetails> find(String reference) {
        return connection.<Optional<ImageDetails>>send("inspect image " + reference, () -> {
            try {
                return Optional.of(DetailsTranslation.image(
                        connection.client().inspectImageCmd(reference).exec()));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Pulls with the credentials of the docker command's configuration, as far as they stand in that file. */
    void pull(String reference, Duration deadline) {
        String what = "pull image " + reference;
        Failures failures = connection.requests().failures();
        AtomicReference<@Nullable String> refusal = new AtomicReference<>();
        EngineStream<PullResponseItem> stream = new EngineStream<>(what, failures, item -> {
            if (item.getErrorDetail() != null) {
                refusal.compareAndSet(null, String.valueOf(item.getErrorDetail().getMessage()));
            }
        });
        try (stream) {
            connection.client().pullImageCmd(withTag(reference)).exec(stream);
            if (!stream.await(deadline)) {
                throw failures.timeout(what, deadline, null);
            }
        }
        @Nullable String words = refusal.get();
        if (words != null) {
            throw failures.refused(what, 0, words, null);
        }
    }

    /** Without a tag the engine would pull every tag that the registry has. */
    static String withTag(String reference) {
        boolean digest = reference.contains("@");
        boolean tag = reference.lastIndexOf(':') > reference.lastIndexOf('/');
        return digest || tag ? reference : reference + ":latest";
    }
}
