package me.meeshy.infra.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.secret.Secrets;

/**
 * Where Meeshy's two environments are: {@code production} and {@code staging} side by side, as on its host under {@code /opt/meeshy}.
 *
 * @param root the directory that holds both
 */
record MeeshyDirectories(Path root) {

    static final String REPLICA_SET_KEY = "mongodb-replica-set.key";

    /**
     * Makes the path absolute.
     *
     * @param root the directory that holds both
     */
    MeeshyDirectories {
        root = root.toAbsolutePath().normalize();
    }

    Path production() {
        return root.resolve("production");
    }

    Path staging() {
        return root.resolve("staging");
    }

    Path backups() {
        return production().resolve("backups");
    }

    Path certificate(Path environment) {
        return environment.resolve("secrets/tls-certificate.pem");
    }

    /** Refuses a directory without compose files. */
    MeeshyDirectories requirePresent() {
        for (Path environment : List.of(production(), staging())) {
            if (!Files.isRegularFile(environment.resolve("docker-compose.yml"))) {
                throw new InfraException("there is no docker-compose.yml in " + environment
                        + "; name the directory that holds production/ and staging/");
            }
        }
        return this;
    }

    /** Makes what is missing of both environments' secrets; each gets its own. */
    void generateSecrets() {
        generateSecrets(production(), "meeshy.me");
        generateSecrets(staging(), "staging.meeshy.me");
    }

    private void generateSecrets(Path environment, String domain) {
        Path folder = environment.resolve("secrets");
        Secrets secrets = Secrets.in(folder);
        secrets.generatePassword("mongodb-root-password");
        secrets.generatePassword("redis-password");
        // what members of a replica set know each other by: any text in the letters of base64
        secrets.generatePassword(REPLICA_SET_KEY);
        secrets.generateKeyPair("jwt-private.key", "jwt-public.key");
        SelfSignedCertificate.generate(
                certificate(environment), folder.resolve("tls-private.key"), List.of(domain, "*." + domain));
    }

    /** Copies both environments as they are in git: without secrets, backups and logs. */
    MeeshyDirectories copyTo(Path target) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!generated(file)) {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new InfraException("cannot copy " + root + " to " + target + ": " + e, e);
        }
        return new MeeshyDirectories(target);
    }

    private boolean generated(Path file) {
        Path folder =
                root.relativize(file).getNameCount() > 2 ? root.relativize(file).getName(1) : Path.of("");
        return Stream.of("secrets", "backups", "logs").anyMatch(folder::endsWith);
    }
}
