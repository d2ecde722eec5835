package me.meeshy.infra.orchestration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.archive.Owner;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.Service;

/**
 * What {@code use_api_socket} gives a container, as compose has it: the socket of the engine that it runs on, this client's
 * logins to registries, and the variable that tells the docker command where these are. The logins are read whenever a
 * container is filled, and do not count as a change: what a credential helper gives may be another one each hour.
 */
final class ApiSocket {

    /** On the engine's host and in the container, wherever the client reaches the engine. */
    private static final String SOCKET = "/var/run/docker.sock";

    /** The socket's place where {@code /var/run} is a link, as in most images. */
    private static final Set<String> PLACES = Set.of(SOCKET, "/run/docker.sock");

    private static final String VARIABLE = "DOCKER_CONFIG";
    private static final String FOLDER = "/run/secrets/docker";
    /** Where the logins are. */
    static final String LOGINS = FOLDER + "/config.json";

    private static final int MODE = 0444;

    private ApiSocket() {}

    /** Its own mount in that place goes before ours. */
    static Optional<MountSpec> mount(Service service) {
        boolean ours = service.security().apiSocket()
                && service.mounts().stream().noneMatch(mount -> PLACES.contains(mount.target()));
        return ours ? Optional.of(new MountSpec.OfHost(Path.of(SOCKET), SOCKET, false, false)) : Optional.empty();
    }

    /** Its own folder of logins goes before ours. */
    static Map<String, String> environment(Service service) {
        var environment = new LinkedHashMap<>(service.environment());
        if (service.security().apiSocket()) {
            environment.putIfAbsent(VARIABLE, FOLDER);
        }
        return environment;
    }

    static CopiedFile logins() {
        return CopiedFile.foundLater("configs." + LOGINS, LOGINS, ApiSocket::read, MODE, new Owner(false, 0, 0));
    }

    private static byte[] read(ContainerEngine engine) {
        return engine.registryLogins().getBytes(StandardCharsets.UTF_8);
    }
}
