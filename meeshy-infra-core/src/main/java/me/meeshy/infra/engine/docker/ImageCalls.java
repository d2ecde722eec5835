package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.AuthConfig;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ImageBuild;
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
        return inspect(reference).map(DetailsTranslation::image);
    }

    private Optional<Map<?, ?>> inspect(String reference) {
        return connection.<Optional<Map<?, ?>>>send(
                "inspect image " + reference,
                () -> new JsonRequests(connection).get("/images/" + JsonRequests.image(reference) + "/json"));
    }

    /** The age of a tag. */
    Optional<Instant> tagged(String reference) {
        Map<?, ?> image = inspect(reference).orElse(Map.of());
        if (!(image.get("Metadata") instanceof Map<?, ?> metadata)) {
            return Optional.empty();
        }
        try {
            Instant moment = OffsetDateTime.parse(String.valueOf(metadata.get("LastTagTime")))
                    .toInstant();
            return Optional.of(moment).filter(Instant.EPOCH::isBefore);
        } catch (DateTimeParseException e) {
            // an image without a time is one whose age is not known
            return Optional.empty();
        }
    }

    void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {
        new Pull(connection, reference, progress).run(logins.forImage(reference), deadline);
    }

    void build(ImageBuild build, InputStream context, Duration deadline, Consumer<String> output) {
        var needed = new LinkedHashMap<String, AuthConfig>();
        for (String base : build.bases()) {
            // logins for what is there already would be asked for in vain
            if (build.settings().pull() || find(base).isEmpty()) {
                logins.forImage(base).ifPresent(login -> needed.put(RegistryLogins.registry(base), login));
            }
        }
        new BuildCall(connection, build, output).run(needed, context, deadline);
    }
}
