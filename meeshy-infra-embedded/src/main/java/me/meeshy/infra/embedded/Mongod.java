package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A real mongod. What the image's entry point does before the server comes up for good is done here too: a root user is made from
 * {@code MONGO_INITDB_ROOT_USERNAME} and {@code …_PASSWORD[_FILE]}, and authentication is on from then. A replica set that
 * the command names is begun as well, since nobody can run {@code mongosh} in here.
 */
final class Mongod extends ChildProgram {

    static final int PORT = 27017;
    static final String DATA = "/data/db";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    /** Options that are ours to say, each with a value. */
    private static final Set<String> OURS = Set.of(
            "--port",
            "--dbpath",
            "--bind_ip",
            "--keyFile",
            "--logpath",
            "--config",
            "-f",
            "--pidfilepath",
            "--unixSocketPrefix",
            "--replSet");
    /** Options that are ours to say, without one. */
    private static final Set<String> OUR_SWITCHES =
            Set.of("--auth", "--noauth", "--fork", "--bind_ip_all", "--ipv6", "--quiet", "--logappend", "--syslog");

    private final Path binary;
    private final int port;
    /** Until then what answers is the temporary server, which asks for no password. */
    private volatile boolean prepared;

    Mongod(Path binary, Launch launch) {
        super(launch);
        this.binary = binary;
        this.port = launch.ports().getOrDefault(PORT, 0);
    }

    @Override
    public void open() throws IOException {
        HostPorts.requireFree(port);
    }

    @Override
    public int run() throws IOException, InterruptedException {
        Path data = launch().folderAt(DATA);
        Optional<String> user = launch().setting("MONGO_INITDB_ROOT_USERNAME");
        Optional<String> password = launch().setting("MONGO_INITDB_ROOT_PASSWORD");
        if (user.isPresent() && password.isEmpty()) {
            launch().log().error("embedded: MONGO_INITDB_ROOT_USERNAME is set, but its password is not");
            return 1;
        }
        List<String> asked = launch().argumentsOf("mongod");
        Optional<String> replicaSet = valueOf(asked, "--replSet");
        var preparation = new MongodPreparation(data, port, replicaSet, user, password);
        if (preparation.needed()) {
            // without authentication, as in the image's entry point, and on the loopback address only
            Child temporary = start(command(data, asked, replicaSet, Optional.empty()), launch().folder());
            try {
                preparation.run(() -> temporary.isAlive() && !stopping());
            } finally {
                Children.end(temporary.process(), Duration.ofSeconds(30));
            }
            preparation.done();
        }
        if (stopping()) {
            return TERMINATED;
        }
        prepared = true;
        Optional<Path> keyFile = user.isPresent() ? Optional.of(keyFile()) : Optional.empty();
        return start(command(data, asked, replicaSet, keyFile), launch().folder())
                .waitFor();
    }

    private List<String> command(Path data, List<String> asked, Optional<String> replicaSet, Optional<Path> keyFile) {
        var command = new ArrayList<>(List.of(
                binary.toString(),
                "--port",
                String.valueOf(port),
                "--bind_ip",
                "127.0.0.1",
                "--nounixsocket",
                "--dbpath",
                data.toString()));
        replicaSet.ifPresent(name -> command.addAll(List.of("--replSet", name)));
        if (keyFile.isPresent()) {
            command.add("--auth");
            // members of a replica set want one as soon as there is authentication
            if (replicaSet.isPresent()) {
                command.addAll(List.of("--keyFile", keyFile.get().toString()));
            }
        }
        command.addAll(theirs(asked));
        return command;
    }

    private Path keyFile() throws IOException {
        return OwnerOnly.write(launch().folder().resolve("replica-set.key"), OwnerOnly.randomText());
    }

    private static List<String> theirs(List<String> asked) {
        var kept = new ArrayList<String>();
        for (int i = 0; i < asked.size(); i++) {
            String option = asked.get(i);
            if (OURS.contains(option)) {
                i++;
            } else if (!OUR_SWITCHES.contains(option) && !OURS.contains(option.split("=", 2)[0])) {
                kept.add(option);
            }
        }
        return kept;
    }

    private static Optional<String> valueOf(List<String> arguments, String option) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
            if (arguments.get(i).startsWith(option + "=")) {
                return Optional.of(arguments.get(i).substring(option.length() + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean answers() {
        if (!prepared || !alive()) {
            return false;
        }
        try {
            Map<String, Object> hello = MongoWire.command(port, "admin", Map.of("hello", 1), ANSWER_LIMIT);
            return Boolean.TRUE.equals(hello.get("isWritablePrimary"));
        } catch (IOException e) {
            return false;
        }
    }
}
