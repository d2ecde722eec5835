package me.meeshy.infra.examples;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import me.meeshy.infra.model.InfraException;

/** Meeshy's environments, copied under names and ports of their own, so that no two runs meet. */
final class CopiedEnvironments {

    private CopiedEnvironments() {}

    /**
     * Makes the copy.
     *
     * @param original the environments as they are in git
     * @param folder an empty folder for the copy
     */
    static MeeshyDirectories of(MeeshyDirectories original, Path folder) {
        try {
            return copy(original, folder);
        } catch (IOException e) {
            throw new InfraException("cannot copy the environments to " + folder + ": " + e, e);
        }
    }

    private static MeeshyDirectories copy(MeeshyDirectories original, Path folder) throws IOException {
        MeeshyDirectories copy = original.copyTo(folder);
        String own = UUID.randomUUID().toString().substring(0, 8);
        List<Integer> ports = freePorts(6);
        Files.writeString(
                copy.production().resolve(".env"),
                variables("meeshy-" + own, "meeshy.me", "-" + own, ports.get(0), ports.get(1)));
        Files.writeString(
                copy.staging().resolve(".env"),
                variables("meeshy-staging-" + own, "staging.meeshy.me", "-staging-" + own, ports.get(2), ports.get(3))
                        + "MEESHY_MONGODB_PORT=" + ports.get(4) + "\nMEESHY_REDIS_PORT=" + ports.get(5) + "\n");
        return copy;
    }

    private static String variables(String project, String domain, String suffix, int http, int https) {
        return "COMPOSE_PROJECT_NAME=" + project + "\nMEESHY_DOMAIN=" + domain + "\nMEESHY_CONTAINER_SUFFIX=" + suffix
                + "\nMEESHY_HTTP_PORT=" + http + "\nMEESHY_HTTPS_PORT=" + https + "\nMEESHY_MONGODB_CACHE_GB=0.25\n";
    }

    /** Ports that were free a moment ago, no two the same. */
    private static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            var ports = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0);
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
