package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.HookFailedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers of a service for one job. */
@RequiresEngine
@Timeout(90)
class OneOffIT {

    private static final String ONE_OFF = "com.docker.compose.oneoff";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private RunningEnvironment attached() {
        Service job = idle("job")
                .environment("WORD", "stack")
                .volume("data", "/data")
                .publish(6379)
                .restart(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0))
                .dependsOn("database", Condition.HEALTHY)
                .build();
        Stack stack =
                fixture.stack().service(redis("database").build()).service(job).build();
        return fixture.infra().attach(Environment.of("jobs", stack));
    }

    @Test
    void jobStartsWhatItDependsOnAndLeavesNothingBehind() {
        RunningEnvironment running = attached();
        var lines = new CopyOnWriteArrayList<String>();

        ExecResult result = running.run(
                        "job",
                        "redis-cli -h database ping; echo \"$WORD $MORE\"; id -u; pwd; echo kept > /data/file; echo bad >&2; exit 7")
                .entrypoint("sh", "-c")
                .environment("MORE", "ours")
                .user("0:0")
                .workingDirectory("/usr")
                .outputLines(lines::add)
                .run(Duration.ofMinutes(1));

        assertThat(result).isEqualTo(new ExecResult(7, "", "bad\n"));
        assertThat(lines).containsExactly("PONG", "stack ours", "0", "/usr");
        assertThat(running.services()).extracting(RunningService::name).containsExactly("database");
        assertThat(oneOffs()).isEmpty();
        // its volume is the service's
        assertThat(running.run("job", "cat /data/file")
                        .entrypoint("sh", "-c")
                        .withoutDependencies()
                        .run()
                        .standardOutput())
                .isEqualTo("kept\n");
    }

    @Test
    void jobReadsItsInputToTheEnd() {
        byte[] much = "line\n".repeat(200_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

        ExecResult result = attached()
                .run("job", "wc -c; echo end")
                .entrypoint("sh", "-c")
                .withoutDependencies()
                .input(new java.io.ByteArrayInputStream(much))
                .run(Duration.ofMinutes(1));

        assertThat(result.standardOutput()).isEqualTo(much.length + "\nend\n");
        assertThat(attached()
                        .run("job", "cat")
                        .entrypoint("sh", "-c")
                        .withoutDependencies()
                        .run()
                        .standardOutput())
                .as("empty where there is none")
                .isEmpty();
        assertThat(oneOffs()).isEmpty();
    }

    private RunningEnvironment hooked(Hook hook) {
        return fixture.infra()
                .attach(Environment.of(
                        "jobs",
                        fixture.stack()
                                .service(idle("job").postStart(hook).build())
                                .build()));
    }

    @Test
    void jobRunsWhatItsServiceRunsAfterAStart() {
        ExecResult result = hooked(Hook.of("sh", "-c", "echo hooked > /tmp/hook"))
                .run("job", "until [ -s /tmp/hook ]; do sleep 0.05; done; cat /tmp/hook")
                .entrypoint("sh", "-c")
                .run(Duration.ofMinutes(1));

        assertThat(result.standardOutput()).isEqualTo("hooked\n");
        assertThat(hooked(Hook.of("sh", "-c", "echo late"))
                        .run("job", "true")
                        .entrypoint("sh", "-c")
                        .run(Duration.ofMinutes(1))
                        .exitCode())
                .as("a job may end before")
                .isZero();
        assertThatThrownBy(() -> hooked(Hook.of("sh", "-c", "echo no; exit 5"))
                        .run("job")
                        .run(Duration.ofMinutes(1)))
                .isInstanceOfSatisfying(
                        HookFailedException.class, e -> assertThat(e.exitCode()).isEqualTo(5));
        assertThat(oneOffs()).isEmpty();
    }

    @Test
    void jobIsNamedAndLabelledAsComposeDoesAndHasNoPortsNorTheServicesName() throws Exception {
        RunningEnvironment running = attached();
        var thread = new Thread(() -> {
            try {
                running.run("job").withoutDependencies().run(Duration.ofMinutes(1));
            } catch (EngineException e) {
                // it is interrupted in the end
            }
        });
        thread.start();
        try {
            // an engine lists a container a moment before it can be inspected
            Awaitility.await()
                    .until(() -> oneOffs().stream()
                            .anyMatch(listed ->
                                    fixture.engine().container(listed.id()).isPresent()));
            ContainerSummary oneOff = oneOffs().get(0);
            assertThat(oneOff.name()).matches(fixture.project() + "-job-run-[0-9a-f]{12}");
            assertThat(oneOff.labels())
                    .containsEntry("com.docker.compose.project", fixture.project())
                    .containsEntry("com.docker.compose.service", "job")
                    .containsEntry(ONE_OFF, "True")
                    .containsKey("com.docker.compose.slug");
            assertThat(oneOff.labels().get("com.docker.compose.slug")).hasSize(64);
            var details = fixture.engine().container(oneOff.id()).orElseThrow();
            assertThat(details.ports()).isEmpty();
            assertThat(details.restart()).isEqualTo(RestartPolicy.NO);
            assertThat(running.services()).isEmpty();
        } finally {
            thread.interrupt();
            thread.join(20_000);
        }
        assertThat(oneOffs()).isEmpty();
    }

    @Test
    void jobThatIsGivenUpIsEndedAndRemoved() throws Exception {
        RunningEnvironment running = attached();

        assertThatThrownBy(() -> running.run("job").withoutDependencies().run(Duration.ofSeconds(2)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
        assertThat(oneOffs()).isEmpty();

        var outcome = new LinkedBlockingQueue<String>();
        var thread = new Thread(() -> {
            try {
                running.run("job").withoutDependencies().run(Duration.ofMinutes(1));
            } catch (EngineException e) {
                outcome.add(e.reason() + " " + Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        Awaitility.await().until(() -> !oneOffs().isEmpty());
        thread.interrupt();
        assertThat(outcome.poll(20, TimeUnit.SECONDS)).isEqualTo("INTERRUPTED true");
        assertThat(oneOffs()).isEmpty();
    }

    @Test
    void jobOfAProcessThatHasEndedIsRemovedByTheNextUpButNobodyElses() {
        Stack stack = fixture.stack().service(idle("other").build()).build();
        Environment environment = Environment.of("jobs", stack);
        fixture.infra().up(environment);
        String ours = leftBehind("ours", true);
        String theirs = leftBehind("theirs", false);

        fixture.infra().up(environment);

        assertThat(oneOffs()).extracting(ContainerSummary::id).containsExactly(theirs);
        assertThat(fixture.engine().container(ours)).isEmpty();
        fixture.infra().attach(environment).down();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    /** As a process that was killed would leave it; its owner's number is one that no process has. */
    private String leftBehind(String name, boolean byUs) {
        var labels = new HashMap<>(Map.of(
                "com.docker.compose.project",
                fixture.project(),
                "com.docker.compose.service",
                "other",
                ONE_OFF,
                "True"));
        if (byUs) {
            labels.putAll(ownerLabels());
        }
        return fixture.engine().create(OneOffSpecs.idle(fixture.project() + "-" + name, labels));
    }

    private Map<String, String> ownerLabels() {
        // taken from a real one, since how owners are told is not ours to know
        var labels = new HashMap<String, String>();
        RunningEnvironment running = fixture.infra()
                .attach(Environment.of(
                        "jobs", fixture.stack().service(idle("other").build()).build()));
        var thread = new Thread(() -> {
            try {
                running.run("other").run(Duration.ofMinutes(1));
            } catch (EngineException e) {
                // it is interrupted in the end
            }
        });
        thread.start();
        Awaitility.await().until(() -> !oneOffs().isEmpty());
        oneOffs().get(0).labels().forEach((key, value) -> {
            if (key.startsWith("me.meeshy.infra.")) {
                labels.put(key, key.endsWith(".pid") ? "4194305" : value);
            }
        });
        thread.interrupt();
        Awaitility.await().until(() -> oneOffs().isEmpty());
        return labels;
    }

    @Test
    void jobOfAnUnknownServiceNamesThoseThatThereAre() {
        assertThatThrownBy(() -> attached().run("jbo", "true").run())
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("'jbo'")
                .hasMessageContaining("[database, job]");
        assertThat(attached().run("job", "pa55word").toString()).doesNotContain("pa55word");
    }

    private List<ContainerSummary> oneOffs() {
        var labels = new HashMap<>(fixture.labels());
        labels.put(ONE_OFF, "True");
        return fixture.engine().containers(labels);
    }
}
