package me.meeshy.infra.engine.docker;

import java.util.List;
import java.util.Locale;
import me.meeshy.infra.engine.EngineException.Reason;

/**
 * What the engine's words of a refusal mean, and what to do about it. They are all there is: the HTTP status of most is 500.
 * Engines differ in them; each is one that was met, from Docker 20.10 to 28.
 */
final class Refusal {

    private record Meaning(Reason reason, List<String> words) {}

    /** The first that fits counts: what a full disk or a taken port breaks is reported in many ways. */
    private static final List<Meaning> MEANINGS = List.of(
            new Meaning(Reason.DISK_FULL, List.of("no space left on device", "disk quota exceeded")),
            new Meaning(
                    Reason.PORT_TAKEN,
                    List.of("port is already allocated", "address already in use", "ports are not available")),
            new Meaning(
                    Reason.NO_ADDRESS_LEFT,
                    List.of(
                            "non-overlapping ipv4 address pool",
                            "all predefined address pools have been fully subnetted",
                            "no available ipv4 addresses on this network",
                            "no available addresses")),
            // Some versions, whose copying was made safer, trip over a mount such as /var/run/docker.sock: moby issue
            // 52653.
            new Meaning(Reason.UNSUPPORTED, List.of("path escapes from parent", "mkdirat var/run")),
            // A registry's answers, which engines pass on with any status or none. The first covers what is not there,
            // too.
            new Meaning(Reason.NOT_FOUND, List.of("pull access denied")),
            new Meaning(
                    Reason.UNAUTHORIZED,
                    List.of(
                            "no basic auth credentials",
                            "unauthorized",
                            "authentication required",
                            "incorrect username or password",
                            "denied: requested access to the resource is denied")),
            new Meaning(Reason.NOT_FOUND, List.of("manifest unknown", "no such image")),
            // A container that ended between the making and the beginning of a command in it: 20.10 says so with the
            // status 500.
            new Meaning(Reason.CONFLICT, List.of("has active endpoints", "is not running: exited")));

    private Refusal() {}

    static Reason reason(int status, String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        for (Meaning meaning : MEANINGS) {
            if (meaning.words().stream().anyMatch(lower::contains)) {
                return meaning.reason();
            }
        }
        return switch (status) {
            case 404 -> Reason.NOT_FOUND;
            case 409 -> Reason.CONFLICT;
            default -> Reason.OTHER;
        };
    }

    /** What to do next, after a semicolon; empty where that depends on what was tried. */
    static String mend(Reason reason) {
        return switch (reason) {
            case PORT_TAKEN -> "; stop what listens there, or publish another port";
            case DISK_FULL ->
                "; make room on the disk that holds the engine's data, for instance with `docker system prune`, then try again";
            case NO_ADDRESS_LEFT ->
                "; remove networks that nothing uses, for instance with `docker network prune`, or give the engine more with"
                        + " default-address-pools in its daemon.json";
            case UNAUTHORIZED -> "; log in to the registry with `docker login`, as a user who may pull it";
            case UNSUPPORTED ->
                "; this version of the engine copies nothing where a file is mounted below a symbolic link, as /var/run is in most"
                        + " images: mount it where the link leads, for instance at /run/docker.sock, or update the engine";
            default -> "";
        };
    }
}
