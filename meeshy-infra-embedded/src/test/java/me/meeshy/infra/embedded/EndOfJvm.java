package me.meeshy.infra.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A program that starts a server, says its process id, and ends without closing the engine. */
final class EndOfJvm {

    private EndOfJvm() {}

    public static void main(String... arguments) {
        EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start();
        engine.create(Specs.of("redis", "redis:8-alpine").spec());
        engine.start("redis");
        Awaitility.await()
                .until(() -> engine.exec("redis", List.of("sh", "-c", Specs.TEST), Map.of(), 100, Duration.ofSeconds(5))
                                .exitCode()
                        == 0);
        ProcessHandle.current().children().forEach(child -> System.out.println("child " + child.pid()));
        System.exit(0);
    }
}
