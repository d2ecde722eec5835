package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineProxy;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine that is slow, hangs, or is cut off while an environment is brought up. */
@RequiresEngine
@Timeout(90)
@SuppressWarnings("try") // a subscription is only held open
class UnresponsiveEngineIT {

    /** To undo, to read last lines, to withdraw the claim on the project, and some for a busy machine. */
    private static final Duration DEADLINE_TO_EXCEPTION = Duration.ofSeconds(12);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    private Path folder = Path.of("");

    private EngineProxy proxy;
    private Infra infra;

    @BeforeEach
    void connectThroughAProxy() throws Exception {
        proxy = EngineProxy.overSocketFile(folder.resolve("engine.sock"), EngineProxy.assumedSocketFile());
        infra = Infra.on(DockerEngine.connect(proxy.uri()));
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        infra.close();
    }

    @Test
    void upWhenTheEngineHangsFailsInTimeNamesItAndSaysWhatRemains() throws Exception {
        Duration deadline = Duration.ofSeconds(4);
        Instant began = Instant.now();

        UpFailedException failure;
        try (Subscription events =
                fixture.engine().events(fixture.labels(), Set.of("start"), event -> proxy.beSilent())) {
            failure = failedUp(unready(), deadline);
        }

        assertThat(Duration.between(began.plus(deadline), failure.failedAt()))
                .isBetween(Duration.ofMillis(-500), Duration.ofSeconds(2));
        assertThat(Duration.between(began.plus(deadline), Instant.now())).isLessThan(DEADLINE_TO_EXCEPTION);
        assertThat(failure.failures()).isNotEmpty();
        assertThat(failure.getCause()).isInstanceOfSatisfying(EngineException.class, cause -> {
            assertThat(cause.reason()).as(cause.toString() + cause.getCause()).isEqualTo(Reason.TIMEOUT);
            assertThat(cause).hasMessageContaining(proxy.uri().toString());
        });
        assertThat(failure.leftBehind())
                .singleElement()
                .asString()
                .contains("bring the environment up or down again", "me.meeshy.infra");
        assertThat(fixture.nothingIsLeft()).isFalse();

        // what it could not undo is undone by what it says
        fixture.infra().attach(unready()).down(Volumes.DELETE);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheEngineSpeaksAgainWhileItUndoesLeavesNothing() throws Exception {
        var started = new CompletableFuture<Boolean>();
        CompletableFuture<Void> again =
                started.thenRunAsync(proxy::speakAgain, CompletableFuture.delayedExecutor(4500, TimeUnit.MILLISECONDS));

        UpFailedException failure;
        try (Subscription events = fixture.engine().events(fixture.labels(), Set.of("start"), event -> {
            proxy.beSilent();
            started.complete(true);
        })) {
            failure = failedUp(unready(), Duration.ofSeconds(4));
        }

        again.get(10, TimeUnit.SECONDS);
        assertThat(failure.leftBehind()).isEmpty();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheEngineHangsFromTheBeginningFailsInTimeAndNamesIt() {
        proxy.beSilent();
        Instant began = Instant.now();

        EngineException failure =
                catchThrowableOfType(EngineException.class, () -> infra.up(unready(), Duration.ofSeconds(1)));

        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessageContaining(proxy.uri().toString());
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(4));
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    static Map<String, BiConsumer<RunningService, Duration>> verbs() {
        return Map.of(
                "restart",
                RunningService::restart,
                "stop",
                RunningService::stop,
                "start",
                RunningService::start,
                "pause",
                RunningService::pause,
                "unpause",
                RunningService::unpause,
                "kill",
                (service, deadline) -> service.kill("SIGHUP", deadline));
    }

    static Stream<String> verbNames() {
        return verbs().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("verbNames")
    void verbWhenTheEngineHangsFailsInTimeAndNamesIt(String verb) {
        Stack stack = fixture.stack().service(idle("web").build()).build();
        RunningService web = infra.up(Environment.of("hangs", stack)).service("web");
        Duration deadline = Duration.ofSeconds(1);
        proxy.beSilent();
        Instant began = Instant.now();

        BiConsumer<RunningService, Duration> call = Objects.requireNonNull(verbs().get(verb));
        EngineException failure = catchThrowableOfType(EngineException.class, () -> call.accept(web, deadline));

        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessageContaining(proxy.uri().toString());
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void upWhenTheEngineIsSlowTakesItsTimeAndSucceeds() {
        proxy.delayAnswers(Duration.ofMillis(150));
        Stack stack = fixture.stack().service(redis("database").build()).build();

        RunningEnvironment running = infra.up(Environment.of("slow", stack), Duration.ofSeconds(60));

        assertThat(running.services()).hasSize(1);
    }

    @Test
    void upWhenTheConnectionIsCutSaysThatTheEngineIsGone() throws Exception {
        UpFailedException failure;
        try (Subscription events = fixture.engine().events(fixture.labels(), Set.of("start"), event -> cut())) {
            failure = failedUp(unready(), Duration.ofSeconds(60));
        }

        assertThat(failure.getCause()).isInstanceOfSatisfying(EngineException.class, cause -> {
            assertThat(cause.reason()).as(cause.toString() + cause.getCause()).isEqualTo(Reason.UNREACHABLE);
            assertThat(cause).hasMessageContaining(proxy.uri().toString()).hasMessageContaining("start the engine");
        });
        assertThat(failure.leftBehind()).singleElement().asString().contains("bring the environment up or down again");
        fixture.infra().attach(unready()).down(Volumes.DELETE);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    private void cut() {
        try {
            proxy.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Environment unready() {
        Healthcheck never = Healthcheck.shell("exit 1").interval(Duration.ofMinutes(5));
        return Environment.of(
                "unready",
                fixture.stack()
                        .service(idle("slow")
                                .volume("data", "/data")
                                .healthcheck(never)
                                .build())
                        .build());
    }

    private UpFailedException failedUp(Environment environment, Duration deadline) {
        UpFailedException failure =
                catchThrowableOfType(UpFailedException.class, () -> infra.up(environment, deadline));
        assertThat(failure).isNotNull();
        return failure;
    }
}
