package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Makes a replica set of one member and a root user in a mongod that asks for no password yet. May be done again. */
final class MongodPreparation {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration WHOLE_LIMIT = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 50;
    private static final int ALREADY_INITIALISED = 23;
    private static final int USER_EXISTS = 51003;

    private final Path data;
    private final int port;
    private final Optional<String> replicaSet;
    private final Optional<String> user;
    private final Optional<String> password;

    MongodPreparation(
            Path data, int port, Optional<String> replicaSet, Optional<String> user, Optional<String> password) {
        this.data = data;
        this.port = port;
        this.replicaSet = replicaSet;
        this.user = user;
        this.password = password;
    }

    /** Says under which address the data was prepared; a replica set knows itself by it. Stands beside the data, not in it. */
    private static Path marker(Path data) {
        return data.resolveSibling(data.getFileName() + ".prepared");
    }

    boolean needed() throws IOException {
        Path marker = marker(data);
        // a marker of a volume that was removed since says nothing of the new one
        boolean empty = !Files.exists(data.resolve("WiredTiger"));
        return empty || !Files.exists(marker) || !Files.readString(marker).equals(address());
    }

    void done() throws IOException {
        Path written = Files.writeString(marker(data).resolveSibling(".prepared-" + port), address());
        Files.move(written, marker(data), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private String address() {
        return replicaSet.orElse("") + "/" + member();
    }

    private String member() {
        return "127.0.0.1:" + port;
    }

    /** Does it as soon as the server answers, as long as that is wanted. */
    void run(BooleanSupplier wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + WHOLE_LIMIT.toNanos();
        Map<String, Object> hello = awaitAnswer(wanted, end);
        if (replicaSet.isPresent()) {
            beginReplicaSet(hello);
            while (!Boolean.TRUE.equals(hello.get("isWritablePrimary"))) {
                pause(wanted, end);
                hello = admin(Map.of("hello", 1));
            }
        }
        if (user.isPresent() && password.isPresent()) {
            createRoot(user.get(), password.get());
        }
    }

    private Map<String, Object> awaitAnswer(BooleanSupplier wanted, long end) throws IOException, InterruptedException {
        while (true) {
            try {
                return admin(Map.of("hello", 1));
            } catch (IOException e) {
                pause(wanted, end);
            }
        }
    }

    private void beginReplicaSet(Map<String, Object> hello) throws IOException {
        String name = replicaSet.orElseThrow();
        Map<String, Object> self = Map.of("_id", 0, "host", member());
        if (hello.get("setName") == null) {
            var config = new LinkedHashMap<String, Object>();
            config.put("_id", name);
            config.put("members", List.of(self));
            Map<String, Object> answer = admin(Map.of("replSetInitiate", config));
            if (!succeeded(answer) && code(answer) != ALREADY_INITIALISED) {
                throw refused("the replica set " + name + " cannot be begun", answer);
            }
        }
        Map<String, Object> answer = admin(Map.of("replSetGetConfig", 1));
        if (answer.get("config") instanceof Map<?, ?> config
                && !config.toString().contains("host=" + member() + ",")) {
            int version = config.get("version") instanceof Number number ? number.intValue() : 1;
            move(name, version + 1, self);
        }
    }

    /** The data comes from a server at another port: it would not find itself among the members. */
    private void move(String name, int version, Map<String, Object> self) throws IOException {
        var config = new LinkedHashMap<String, Object>();
        config.put("_id", name);
        config.put("version", version);
        config.put("members", List.of(self));
        var command = new LinkedHashMap<String, Object>();
        command.put("replSetReconfig", config);
        command.put("force", true);
        Map<String, Object> answer = admin(command);
        if (!succeeded(answer)) {
            throw refused("the replica set " + name + " cannot be moved to " + member(), answer);
        }
    }

    private void createRoot(String name, String secret) throws IOException {
        var command = new LinkedHashMap<String, Object>();
        command.put("createUser", name);
        command.put("pwd", secret);
        command.put("roles", List.of("root"));
        Map<String, Object> answer = admin(command);
        if (!succeeded(answer) && code(answer) != USER_EXISTS) {
            throw refused("the root user " + name + " cannot be made", answer);
        }
    }

    private Map<String, Object> admin(Map<String, ?> command) throws IOException {
        return MongoWire.command(port, "admin", command, ANSWER_LIMIT);
    }

    private static boolean succeeded(Map<String, Object> answer) {
        return answer.get("ok") instanceof Number ok && ok.intValue() == 1;
    }

    private static int code(Map<String, Object> answer) {
        return answer.get("code") instanceof Number code ? code.intValue() : 0;
    }

    private static IOException refused(String what, Map<String, Object> answer) {
        return new IOException(what + ": " + answer.get("errmsg") + " (" + code(answer) + ")");
    }

    private static void pause(BooleanSupplier wanted, long end) throws IOException, InterruptedException {
        if (!wanted.getAsBoolean() || System.nanoTime() > end) {
            throw new IOException("mongod did not come up; its own words stand above");
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
}
