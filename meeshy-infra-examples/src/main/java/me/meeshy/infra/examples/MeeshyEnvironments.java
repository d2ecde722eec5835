package me.meeshy.infra.examples;

import java.net.URI;
import java.nio.file.Path;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;

/**
 * Meeshy's two environments as their directories have them, with the addresses under which people reach them.
 *
 * @param production serves users
 * @param staging rehearses production
 */
record MeeshyEnvironments(Environment production, Environment staging) {

    static final String DATABASE_SERVICE = "database";
    static final String DATABASE = "meeshy";
    static final int MONGODB_PORT = 27017;

    private static final int HTTPS_PORT = 443;

    static MeeshyEnvironments in(MeeshyDirectories directories) {
        return new MeeshyEnvironments(
                load(directories.production(), Role.PRODUCTION, "meeshy.me"),
                load(directories.staging(), Role.STAGING, "staging.meeshy.me"));
    }

    private static Environment load(Path directory, Role role, String domain) {
        Environment loaded = Environment.load(directory).as(role);
        String port = https(loaded);
        return loaded.endpoint("frontend", URI.create("https://" + domain + port))
                .endpoint("api", URI.create("https://gate." + domain + port));
    }

    /** The port as a URI has it. */
    private static String https(Environment environment) {
        int port = environment.stack().service("traefik").ports().stream()
                .filter(published -> published.containerPort().equals(ContainerPort.tcp(HTTPS_PORT)))
                .mapToInt(PublishedPort::hostPort)
                .findFirst()
                .orElseThrow(() -> new InfraException(
                        environment + " publishes no port for HTTPS; publish Traefik's port " + HTTPS_PORT));
        return port == HTTPS_PORT ? "" : ":" + port;
    }
}
