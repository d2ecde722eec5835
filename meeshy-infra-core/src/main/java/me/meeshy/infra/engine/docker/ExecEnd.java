package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends a command that was given up. Engines have no verb for it, and know the command's number only on their own host: so a
 * second command inside the container looks for those that bear the first one's mark among their variables.
 */
final class ExecEnd {

    private static final String SCRIPT = "tell() { for process in /proc/[0-9]*; do"
            + " grep -q \"$2\" \"$process/environ\" 2>/dev/null && kill -\"$1\" \"${process#/proc/}\" 2>/dev/null; done; };"
            + " tell TERM \"$1\"; sleep 1; tell KILL \"$1\"";

    /** An engine that does not answer is not to hold up who has given up already. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Connection connection;
    private final String container;
    private final Optional<String> user;
    private final String mark;

    ExecEnd(Connection connection, String container, Optional<String> user, String mark) {
        this.connection = connection;
        this.container = container;
        this.user = user;
        this.mark = mark;
    }

    /** Does not wait for the end: it goes on inside the container. */
    void runAfter(RuntimeException failure) {
        try {
            connection.requests().send("end a command in container " + container, LIMIT, () -> {
                var json = new JsonRequests(connection);
                Map<?, ?> made = json.post(
                        "/containers/" + JsonRequests.part(container) + "/exec",
                        Map.of(),
                        new JsonBody()
                                .withList("Cmd", List.of("sh", "-c", SCRIPT, "sh", mark))
                                .given("User", user));
                json.post("/exec/" + made.get("Id") + "/start", Map.of(), new JsonBody().with("Detach", true));
                return true;
            });
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
