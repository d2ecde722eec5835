package me.meeshy.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.check.Checks;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole orchestration, unmodified, on the engine without Docker. */
class EmbeddedStackIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    /** A mongod that makes its first users starts twice: on a busy machine that takes longer than three tests. */
    private static final Healthcheck HEALTHCHECK =
            Healthcheck.shell(Specs.TEST).interval(Duration.ofSeconds(1)).startPeriod(DEADLINE);

    @TempDir
    Path folder;

    private Path password = Path.of("");

    @BeforeEach
    void writesPassword() throws Exception {
        password = Files.writeString(folder.resolve("mongodb-root-password"), "geheim\n");
    }

    @Test
    void stackComesUpValidatesRestartsAndGoesWithTheStandIn() {
        try (Infra infra = Infra.on(EmbeddedEngine.builder().mongoStandIn().start())) {
            liveThrough(infra);
        }
    }

    @Test
    void stackComesUpValidatesRestartsAndGoesWithAMongod() {
        EmbeddedEngine engine = EmbeddedEngine.start();
        try (Infra infra = Infra.on(engine)) {
            assumeTrue(
                    engine.mongoIsReal(),
                    "no mongod on the PATH or named by the property " + EmbeddedEngine.MONGOD_PROPERTY);
            liveThrough(infra);
        }
    }

    @Test
    void upWhenADatabaseEndsFailsWithItsLastWordsAndUndoes() {
        EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start();
        try (Infra infra = Infra.on(engine)) {
            Environment broken = Environment.of(
                    "broken",
                    Stack.builder("meeshy-" + UUID.randomUUID().toString().substring(0, 8))
                            .service(Service.builder("redis", "redis:8-alpine")
                                    .command("redis-server", "--no-such-setting", "x")
                                    .healthcheck(HEALTHCHECK)
                                    .build())
                            .build());

            assertThatExceptionOfType(InfraException.class)
                    .isThrownBy(() -> infra.up(broken, DEADLINE))
                    .withMessageContaining("redis")
                    .withMessageContaining("no-such-setting");
            assertThat(engine.containers(Map.of())).isEmpty();
            assertThat(engine.networks(Map.of())).isEmpty();
        }
    }

    @Test
    void upWhenAServiceRunsCommandsOrHasCopiedConfigsIsRefusedAndUndone() {
        for (Service asking : List.of(
                Service.builder("web", "nginx:alpine")
                        .expose(80)
                        .postStart(Hook.of("true"))
                        .build(),
                Service.builder("web", "nginx:alpine")
                        .expose(80)
                        .config(FileGrant.config("text"))
                        .build())) {
            try (Infra infra = Infra.on(EmbeddedEngine.builder().mongoStandIn().start())) {
                Environment environment = Environment.of(
                        "embedded",
                        Stack.builder("meeshy-" + UUID.randomUUID().toString().substring(0, 8))
                                .config(new Config("text", new GrantedContent.OfText("words")))
                                .service(asking)
                                .build());

                assertThatExceptionOfType(UpFailedException.class)
                        .isThrownBy(() -> infra.up(environment, DEADLINE))
                        .withMessageContaining("EmbeddedEngine does not do that; use a Docker engine");
                assertThat(infra.engine().containers(Map.of())).isEmpty();
            }
        }
    }

    @Test
    void upWhenAnImageIsToBeBuiltIsRefusedBeforeAnythingIsMade() {
        try (Infra infra = Infra.on(EmbeddedEngine.builder().mongoStandIn().start())) {
            Environment environment = Environment.of(
                    "embedded",
                    Stack.builder("meeshy-built")
                            .service(Service.builder("redis", "redis:8-alpine").build())
                            .service(Service.builder(
                                            "web",
                                            Build.builder(folder)
                                                    .inline("FROM redis:8-alpine")
                                                    .build())
                                    .build())
                            .build());

            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> infra.up(environment, DEADLINE))
                    .withMessageContaining("build image meeshy-built-web")
                    .withMessageContaining("EmbeddedEngine does not do that; use a Docker engine")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(EngineException.Reason.UNSUPPORTED));
            assertThat(infra.engine().containers(Map.of())).isEmpty();
            assertThat(infra.engine().networks(Map.of())).isEmpty();
        }
    }

    private void liveThrough(Infra infra) {
        Environment chat = Environment.of("chat", stack());
        RunningEnvironment running = infra.up(chat, DEADLINE);
        validate(running);
        // up asks the health test itself and may be done before the engine's own next one, an interval later
        await().atMost(DEADLINE).until(() -> running.service("database").state().health() == Health.HEALTHY);

        String before = running.service("gateway").containerId();
        infra.up(chat, DEADLINE);
        assertThat(infra.attach(chat).service("gateway").containerId())
                .as("nothing changed")
                .isEqualTo(before);
        running.service("gateway").restart(DEADLINE);
        running.service("database").restart(DEADLINE);
        running.service("redis").stop(DEADLINE);
        running.service("redis").start(DEADLINE);
        validate(running);

        running.down();
        assertThat(infra.engine().volumes(Map.of())).as("volumes are kept").isNotEmpty();
        infra.up(chat, DEADLINE);
        infra.attach(chat).down(Volumes.DELETE);
        assertThat(infra.engine().containers(Map.of())).isEmpty();
        assertThat(infra.engine().volume(chat.stack().name() + "_database_data"))
                .isEmpty();
        assertThat(infra.engine().networks(Map.of())).isEmpty();
    }

    private static void validate(RunningEnvironment running) {
        URI health = running.service("gateway").uri("http", 3000).resolve("/health");
        Validation.named("chat")
                .check("gateway", Checks.http(health).status(200).json("/status", "healthy"))
                .check("database", Checks.tcp(running.service("database").address(27017)))
                .check("redis", Checks.tcp(running.service("redis").address(6379)))
                .within(DEADLINE)
                .run()
                .orThrow();
    }

    private Stack stack() {
        return Stack.builder("meeshy-" + UUID.randomUUID().toString().substring(0, 8))
                .secret(new Secret("mongodb-root-password", password))
                .service(Service.builder("database", "mongo:8.0")
                        .command("mongod", "--replSet", "meeshy")
                        .environment("MONGO_INITDB_ROOT_USERNAME", "root")
                        .environment("MONGO_INITDB_ROOT_PASSWORD_FILE", "/run/secrets/mongodb-root-password")
                        .secret("mongodb-root-password")
                        .expose(27017)
                        .volume("database_data", "/data/db")
                        .healthcheck(HEALTHCHECK)
                        .build())
                .service(Service.builder("redis", "redis:8-alpine")
                        .expose(6379)
                        .healthcheck(HEALTHCHECK)
                        .build())
                .service(Service.builder("gateway", "isopen/meeshy-gateway:latest")
                        .publish(3000)
                        .dependsOn("database", Condition.HEALTHY)
                        .dependsOn("redis", Condition.HEALTHY)
                        .healthcheck(HEALTHCHECK)
                        .build())
                .build();
    }
}
