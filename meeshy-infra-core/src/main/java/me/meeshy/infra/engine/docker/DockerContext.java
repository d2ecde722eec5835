package me.meeshy.infra.engine.docker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.EngineException;

/**
 * A docker context: a name for an engine's place, as {@code docker context create} writes it.
 *
 * @param name its name
 * @param host the engine's place
 * @param certificates where its certificates would stand
 * @param skipVerification whether the engine's certificate may be of any authority
 */
record DockerContext(String name, String host, Path certificates, boolean skipVerification) {

    /** The one that means: no context at all. */
    private static final String NONE = "default";

    /** The context that the docker command would use: {@code DOCKER_CONTEXT}, else the one that {@code docker context use} chose. */
    static Optional<DockerContext> chosen(DockerSettings settings) {
        Optional<String> byVariable = settings.variable("DOCKER_CONTEXT");
        Optional<String> name =
                byVariable.isPresent() ? byVariable : JsonValues.text(settings.read(), "currentContext");
        return name.filter(each -> !each.equals(NONE)).map(each -> read(settings, each, byVariable.isPresent()));
    }

    private static DockerContext read(DockerSettings settings, String name, boolean byVariable) {
        String folder = folderOf(name);
        Path file = settings.folder()
                .resolve("contexts")
                .resolve("meta")
                .resolve(folder)
                .resolve("meta.json");
        String chosenBy =
                byVariable ? "DOCKER_CONTEXT" : settings.configuration().toString();
        Map<?, ?> endpoint = DockerSettings.object(file)
                .flatMap(meta -> JsonValues.object(meta, "Endpoints"))
                .flatMap(endpoints -> JsonValues.object(endpoints, "docker"))
                .orElseThrow(() -> new EngineException(
                        EngineException.Reason.CONFIGURATION,
                        "Cannot use the docker context '" + name + "' that " + chosenBy + " chooses: " + file
                                + " is missing or names no engine; choose another with `docker context use`, or name"
                                + " an engine with DOCKER_HOST",
                        null));
        return new DockerContext(
                name,
                JsonValues.text(endpoint, "Host").orElse(""),
                settings.folder()
                        .resolve("contexts")
                        .resolve("tls")
                        .resolve(folder)
                        .resolve("docker"),
                JsonValues.isTrue(endpoint, "SkipTLSVerify"));
    }

    private static String folderOf(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
