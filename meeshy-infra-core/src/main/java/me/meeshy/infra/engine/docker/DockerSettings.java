package me.meeshy.infra.engine.docker;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/** What the docker command goes by: the variables of the environment, and the folder of its configuration. */
final class DockerSettings {

    private final Map<String, String> environment;
    private final Path home;

    DockerSettings(Map<String, String> environment, Path home) {
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    static DockerSettings ofThisProcess() {
        return new DockerSettings(System.getenv(), Path.of(System.getProperty("user.home", "")));
    }

    /** A variable of the environment, unless it is blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Where a program is on the environment's PATH; its mere name where it is not. */
    String program(String name) {
        for (String each : variable("PATH").orElse("").split(Pattern.quote(File.pathSeparator), -1)) {
            Path file = Path.of(each.isEmpty() ? "." : each, name);
            if (Files.isExecutable(file)) {
                return file.toAbsolutePath().toString();
            }
        }
        return name;
    }

    /** {@code DOCKER_CONFIG}, else {@code ~/.docker}. */
    Path folder() {
        return variable("DOCKER_CONFIG").map(Path::of).orElseGet(() -> home.resolve(".docker"));
    }

    Path configuration() {
        return folder().resolve("config.json");
    }

    /** What {@code config.json} holds; empty where there is none. */
    Map<?, ?> read() {
        return object(configuration()).orElse(Map.of());
    }

    /**
     * The object in a file of the folder, or empty if there is no such file.
     *
     * @throws EngineException if it cannot be read; its content is not told, since it may hold passwords
     */
    static Optional<Map<?, ?>> object(Path file) {
        try {
            @Nullable Object value = Json.parse(Files.readString(file, StandardCharsets.UTF_8));
            return Optional.of(JsonValues.object(value).orElseThrow(() -> unreadable(file, "it is no JSON object")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (IllegalArgumentException e) {
            // Without its cause, which may quote a part of the text.
            throw unreadable(file, "it is not JSON");
        }
    }

    private static EngineException unreadable(Path file, String why) {
        return new EngineException(
                EngineException.Reason.CONFIGURATION,
                "Cannot use the docker command's settings in " + file + ": " + why
                        + "; mend the file, or name another folder with DOCKER_CONFIG",
                null);
    }
}
