package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.PullProgress;

/** The requests about images. */
final class ImageCalls {

    private final Connection connection;
    private final RegistryLogins logins;

    ImageCalls(Connection connection, RegistryLogins logins) {
        this.connection = connection;
        this.logins = logins;
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

    void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {
        new Pull(connection, reference, progress).run(logins.forImage(reference), deadline);
    }
}
