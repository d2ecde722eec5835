package me.meeshy.infra.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.model.InfraException;

/** The certificate that an environment's Traefik serves: the one among its secrets, unless a stand-in of dev/engine with one of its own runs in Traefik's place. */
final class ServedCertificate {

    private static final String STAND_IN_LABEL = "me.meeshy.stand-in";
    private static final String STAND_IN_CERTIFICATE = "/etc/nginx/stand-in.crt";

    private ServedCertificate() {}

    /**
     * Says which certificate to trust.
     *
     * @param traefik the service that serves it
     * @param own the one among the secrets
     * @param copy where to copy a stand-in's to
     */
    static Path of(Infra infra, RunningService traefik, Path own, Path copy) {
        boolean standIn = infra.engine()
                .image(traefik.service().image())
                .filter(image -> image.labels().containsKey(STAND_IN_LABEL))
                .isPresent();
        if (!standIn) {
            return own;
        }
        ExecResult read = traefik.exec(List.of("cat", STAND_IN_CERTIFICATE), Duration.ofSeconds(10));
        if (read.exitCode() != 0) {
            throw new InfraException("the stand-in for Traefik has no certificate " + STAND_IN_CERTIFICATE + ": "
                    + read.standardError().strip() + "; build it again with dev/engine");
        }
        try {
            return Files.writeString(copy, read.standardOutput());
        } catch (IOException e) {
            throw new InfraException("cannot copy the certificate of " + traefik.name() + " to " + copy + ": " + e, e);
        }
    }
}
