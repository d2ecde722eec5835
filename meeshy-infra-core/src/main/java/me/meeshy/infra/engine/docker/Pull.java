package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.engine.PullProgress.Phase;
import org.jspecify.annotations.Nullable;

/** One pull of one image. */
final class Pull {

    private final Connection connection;
    private final String reference;
    private final Consumer<PullProgress> progress;
    private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

    Pull(Connection connection, String reference, Consumer<PullProgress> progress) {
        this.connection = connection;
        this.reference = reference;
        this.progress = progress;
    }

    /**
     * Pulls.
     *
     * @param login for its registry; empty to come as nobody
     */
    void run(Optional<AuthConfig> login, Duration deadline) {
        String what = "pull image " + reference;
        Failures failures = connection.requests().failures();
        tell(Optional.empty(), Phase.STARTED);
        EngineStream<PullResponseItem> stream = new EngineStream<>(what, failures, this::take);
        try (stream) {
            var command = connection.client().pullImageCmd(withTag(reference));
            login.ifPresent(command::withAuthConfig);
            command.exec(stream);
            if (!stream.await(deadline)) {
                throw failures.timeout(what, deadline, null);
            }
        } catch (EngineException e) {
            throw ofRegistry(e);
        }
        @Nullable String words = refusal.get();
        if (words != null) {
            throw ofRegistry(failures.refused(what, 0, words, null));
        }
        tell(Optional.empty(), Phase.DONE);
    }

    /** What the engine tells without a meaning of its own is what kept it from the registry. */
    private static EngineException ofRegistry(EngineException failure) {
        if (failure.reason() != EngineException.Reason.OTHER) {
            return failure;
        }
        return new EngineException(
                EngineException.Reason.REGISTRY,
                failure.getMessage()
                        + "; check that the engine's host reaches the registry, and that the image's name is right",
                failure);
    }

    private void take(PullResponseItem item) {
        if (item.getErrorDetail() != null) {
            refusal.compareAndSet(null, String.valueOf(item.getErrorDetail().getMessage()));
        } else if (item.getId() != null && item.getStatus() != null) {
            phase(item.getStatus()).ifPresent(phase -> tell(item, phase));
        }
    }

    private void tell(PullResponseItem item, Phase phase) {
        var detail = item.getProgressDetail();
        progress.accept(new PullProgress(
                reference,
                Optional.ofNullable(item.getId()),
                phase,
                bytes(detail == null ? null : detail.getCurrent()),
                bytes(detail == null ? null : detail.getTotal())));
    }

    private void tell(Optional<String> layer, Phase phase) {
        progress.accept(new PullProgress(reference, layer, phase, OptionalLong.empty(), OptionalLong.empty()));
    }

    private static OptionalLong bytes(@Nullable Long count) {
        return count == null || count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** The engine's words for what happens to a layer; what else it says has no phase. */
    private static Optional<Phase> phase(String status) {
        return Optional.ofNullable(
                switch (status) {
                    case "Pulling fs layer", "Waiting" -> Phase.WAITING;
                    case "Downloading" -> Phase.DOWNLOADING;
                    case "Verifying Checksum", "Download complete" -> Phase.DOWNLOADED;
                    case "Extracting" -> Phase.EXTRACTING;
                    case "Pull complete", "Already exists" -> Phase.LAYER_DONE;
                    default -> null;
                });
    }

    /** Without a tag the engine would pull every tag that the registry has. */
    static String withTag(String reference) {
        boolean digest = reference.contains("@");
        boolean tag = reference.lastIndexOf(':') > reference.lastIndexOf('/');
        return digest || tag ? reference : reference + ":latest";
    }
}
