package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stack whose third service does not get ready: said at once, and undone. */
@RequiresEngine
@SuppressWarnings("try") // a subscription is only held open
class FailureIT {

    private static final Duration ENGINE_VERDICT_TO_FAILURE = Duration.ofSeconds(1);
    private static final Duration FAILURE_TO_UNDONE = Duration.ofSeconds(5);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void upWhenTheEngineFindsAServiceUnhealthyFailsWithinASecondAndUndoes() throws Exception {
        Service third = shell("third", "echo starting up; echo cannot reach the moon; sleep 1000 & wait")
                .healthcheck(Healthcheck.shell("echo no moon here; exit 7")
                        .interval(Duration.ofSeconds(1))
                        .retries(2))
                .build();
        Environment environment = Environment.of("moon", three(third));
        var verdict = new CompletableFuture<Instant>();

        Attempt attempt;
        try (Subscription events = fixture.engine().events(fixture.labels(), Set.of("health_status"), event -> {
            if ("unhealthy".equals(event.attributes().get("health"))) {
                verdict.complete(Instant.now());
            }
        })) {
            attempt = failedUp(environment, Duration.ofMinutes(1));
        }

        Instant failedAt = attempt.failure().failedAt();
        assertThat(Duration.between(verdict.get(1, TimeUnit.SECONDS), failedAt)).isLessThan(ENGINE_VERDICT_TO_FAILURE);
        assertThat(Duration.between(failedAt, attempt.endedAt())).isLessThan(FAILURE_TO_UNDONE);
        ServiceFailure first = attempt.failure().failures().get(0);
        assertThat(first.service()).isEqualTo("third");
        assertThat(first.container()).isEqualTo(fixture.project() + "-third-1");
        assertThat(first.kind()).isEqualTo(ServiceFailure.Kind.UNHEALTHY);
        assertThat(first.words()).contains("unhealthy", "exit code 7", "no moon here");
        assertThat(first.lastLines()).containsExactly("starting up", "cannot reach the moon");
        assertThat(attempt.failure())
                .hasMessageContaining("environment 'moon'")
                .hasMessageContaining("third")
                .hasMessageContaining("| cannot reach the moon");
        assertThat(attempt.failure().leftBehind()).isEmpty();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenAServiceEndsFailsWithItsExitCodeAndUndoes() {
        Service third = shell("third", "echo no configuration; exit 3").build();

        Attempt attempt = failedUp(Environment.of("up", three(third)), Duration.ofMinutes(1));

        ServiceFailure first = attempt.failure().failures().get(0);
        assertThat(first.kind()).isEqualTo(ServiceFailure.Kind.EXITED);
        assertThat(first.exitCode()).hasValue(3);
        assertThat(first.lastLines()).containsExactly("no configuration");
        assertThat(Duration.between(attempt.failure().failedAt(), attempt.endedAt()))
                .isLessThan(FAILURE_TO_UNDONE);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheDeadlinePassesNamesWhoIsNotReadyAndWhoWaitsForIt() {
        Service third = shell("third", "sleep 1000 & wait")
                .healthcheck(Healthcheck.shell("echo still loading; exit 1").interval(Duration.ofMinutes(5)))
                .build();
        Stack stack = three(third).toBuilder()
                .service(idle("last").dependsOn("third", Condition.HEALTHY).build())
                .build();
        Duration deadline = Duration.ofSeconds(6);

        Instant began = Instant.now();
        Attempt attempt = failedUp(Environment.of("up", stack), deadline);

        assertThat(Duration.between(began.plus(deadline), attempt.failure().failedAt()))
                .isBetween(Duration.ofMillis(-100), Duration.ofSeconds(1));
        assertThat(attempt.failure().failures())
                .extracting(ServiceFailure::service, ServiceFailure::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("third", ServiceFailure.Kind.NOT_READY),
                        org.assertj.core.groups.Tuple.tuple("last", ServiceFailure.Kind.WAITING));
        assertThat(attempt.failure()).hasMessageContaining("still loading").hasMessageContaining("within 6 s");
        assertThat(Duration.between(attempt.failure().failedAt(), attempt.endedAt()))
                .isLessThan(FAILURE_TO_UNDONE);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenAReplacementFailsBringsTheOldContainerBack() {
        Stack.Builder stack = fixture.stack()
                .service(redis("database")
                        .volume("data", "/data")
                        .mount(new Mount.Anonymous("/scratch", false))
                        .build());
        RunningService old = fixture.infra()
                .up(Environment.of("up", stack.build()), Duration.ofMinutes(1))
                .service("database");
        old.exec(List.of("sh", "-c", "echo kept > /scratch/file"), Duration.ofSeconds(10));
        Environment broken = Environment.of(
                "up",
                stack.service(shell("database", "exit 1")
                                .volume("data", "/data")
                                .mount(new Mount.Anonymous("/scratch", false))
                                .build())
                        .service(redis("new").volume("more", "/data").build())
                        .build());

        Attempt attempt = failedUp(broken, Duration.ofMinutes(1));

        assertThat(attempt.failure().failures().get(0).service()).isEqualTo("database");
        assertThat(fixture.engine().containers(fixture.labels()))
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.id()).isEqualTo(old.containerId());
                    assertThat(container.name()).isEqualTo(fixture.project() + "-database-1");
                    assertThat(container.status()).isEqualTo(ContainerState.Status.RUNNING);
                });
        assertThat(old.exec(List.of("cat", "/scratch/file"), Duration.ofSeconds(10))
                        .standardOutput())
                .as("what both had mounted")
                .isEqualTo("kept\n");
        assertThat(fixture.engine().volume(fixture.project() + "_data")).isPresent();
        assertThat(fixture.engine().volume(fixture.project() + "_more")).isEmpty();
    }

    @Test
    void upWhenAServiceKeepsEndingFailsDespiteItsRestartPolicy() {
        Service restless = shell("restless", "echo again; exit 9")
                .restart(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0))
                .build();

        Attempt attempt =
                failedUp(Environment.of("up", fixture.stack().service(restless).build()), Duration.ofMinutes(1));

        assertThat(attempt.failure().failures().get(0).exitCode()).hasValue(9);
        assertThat(attempt.failure()).hasMessageContaining("again and again");
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheEngineRefusesToStartAServiceSaysItsWords() {
        Service refused = Service.builder("refused", "redis:8-alpine")
                .entrypoint("/no/such/program")
                .build();

        Attempt attempt =
                failedUp(Environment.of("up", fixture.stack().service(refused).build()), Duration.ofMinutes(1));

        assertThat(attempt.failure().failures().get(0).kind()).isEqualTo(ServiceFailure.Kind.REFUSED_BY_ENGINE);
        assertThat(attempt.failure())
                .hasMessageContaining("/no/such/program")
                .hasCauseInstanceOf(EngineException.class);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheThreadIsInterruptedUndoesAndKeepsTheFlag() throws InterruptedException {
        Service slow = idle("slow")
                .healthcheck(Healthcheck.shell("exit 1").interval(Duration.ofMinutes(5)))
                .build();
        Environment environment =
                Environment.of("up", fixture.stack().service(slow).build());
        var thrown = new AtomicReference<Throwable>();
        var flag = new AtomicReference<Boolean>();
        var thread = new Thread(() -> {
            try {
                fixture.infra().up(environment, Duration.ofMinutes(2));
            } catch (RuntimeException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        try (Subscription events =
                fixture.engine().events(fixture.labels(), Set.of("start"), event -> thread.interrupt())) {
            thread.start();
            thread.join(Duration.ofSeconds(30).toMillis());
        }

        assertThat(thrown.get()).isInstanceOf(UpFailedException.class).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    private Stack three(Service third) {
        return fixture.stack()
                .service(redis("first").volume("data", "/data").build())
                .service(idle("second").dependsOn("first", Condition.HEALTHY).build())
                .service(third)
                .build();
    }

    private record Attempt(UpFailedException failure, Instant endedAt) {}

    private Attempt failedUp(Environment environment, Duration deadline) {
        UpFailedException failure = catchThrowableOfType(
                UpFailedException.class, () -> fixture.infra().up(environment, deadline));
        Instant endedAt = Instant.now();
        assertThat(failure).isNotNull();
        return new Attempt(failure, endedAt);
    }
}
