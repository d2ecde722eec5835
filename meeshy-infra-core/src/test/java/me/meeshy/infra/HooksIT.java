package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.plan.HookFailedException;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the commands write into a folder of the host shows when they ran, and as whom. */
@RequiresEngine
class HooksIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    private Environment environment(ServiceBuilder... services) {
        var stack = fixture.stack();
        for (ServiceBuilder service : services) {
            stack.service(service.mount(new Mount.Bind(directory, "/notes", false, false))
                    .build());
        }
        return Environment.of("hooks", stack.build());
    }

    private static Hook note(String words) {
        return Hook.of("sh", "-c", "echo " + words + " >> /notes/log");
    }

    private List<String> log() throws Exception {
        Path file = directory.resolve("log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void commandsRunAfterEachStartAndBeforeEachStop() throws Exception {
        ServiceBuilder web = ProjectFixture.shell("web", "echo up >> /notes/log; sleep 1000 & wait")
                .postStart(note("after-1"))
                .postStart(note("after-2"))
                .preStop(note("before"));
        RunningEnvironment running = fixture.infra().up(environment(web), LIMIT);
        assertThat(log()).contains("after-1", "after-2").containsSubsequence("after-1", "after-2");
        assertThat(fixture.infra().plan(environment(web)).changesNothing()).isTrue();
        int first = log().size();

        running.service("web").restart();
        assertThat(log().subList(first, log().size())).startsWith("before").contains("after-1", "after-2");

        int second = log().size();
        fixture.infra().up(environment(web.environment("CHANGED", "1")), LIMIT);
        assertThat(log().subList(second, log().size())).startsWith("before").contains("after-1", "after-2");

        int third = log().size();
        fixture.infra().up(environment(web), LIMIT).down(Volumes.KEEP);
        assertThat(log().subList(third, log().size())).containsExactly("before");
    }

    @Test
    void commandsRunAsTheFileSays() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(directory.resolve("compose.yaml"), """
                services:
                  web:
                    image: redis:8-alpine
                    entrypoint: [sleep, "1000"]
                    stop_grace_period: 0s
                    volumes: [".:/notes"]
                    post_start:
                      - command: sh -c 'echo $$(id -u) $$(pwd) $$WORD >> /notes/log'
                        user: "999"
                        working_dir: /tmp
                        environment: {WORD: said}
                """);

        fixture.infra()
                .up(
                        Environment.load(ComposeFile.in(directory).projectName(fixture.project()))
                                .as(Role.TEST),
                        LIMIT);

        assertThat(log()).containsExactly("999 /tmp said");
    }

    /** An engine that may not itself do all either says so or gives what it may. */
    @Test
    void privilegedCommandsMayDoWhatTheirContainerMayNot() throws Exception {
        List<String> tell = List.of("sh", "-c", "grep CapEff /proc/self/status | cut -f 2 >> /notes/log");
        Hook plain = new Hook(tell, Optional.of("root"), false, Optional.empty(), Map.of());
        Hook privileged = new Hook(tell, Optional.of("root"), true, Optional.empty(), Map.of());

        Throwable failure = catchThrowable(() -> fixture.infra()
                .up(environment(ProjectFixture.idle("web").postStart(plain).postStart(privileged)), LIMIT));

        List<Long> rights =
                log().stream().map(line -> Long.parseUnsignedLong(line, 16)).toList();
        if (failure == null) {
            assertThat(rights).hasSize(2);
            assertThat(rights.get(1) & rights.get(0)).isEqualTo(rights.get(0));
            assertThat(Long.bitCount(rights.get(1))).isGreaterThan(Long.bitCount(rights.get(0)));
        } else {
            assertThat(failure).hasMessageContaining("unable to apply caps");
            assertThat(rights).hasSize(1);
        }
    }

    @Test
    void upWhenACommandAfterTheStartFailsSaysWhichAndUndoesAll() {
        Hook failing = new Hook(
                List.of("sh", "-c", "echo its last words, and $API_TOKEN; exit 3"),
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of("API_TOKEN", "t0ken-0f-the-hook"));

        UpFailedException failure = catchThrowableOfType(
                UpFailedException.class,
                () -> fixture.infra()
                        .up(
                                environment(ProjectFixture.idle("web")
                                        .postStart(Hook.of("true"))
                                        .postStart(failing)),
                                LIMIT));

        assertThat(failure.failures().get(0).kind()).isEqualTo(ServiceFailure.Kind.HOOK_FAILED);
        assertThat(failure)
                .hasMessageContaining("post_start[1] (sh) of service web")
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("its last words, and <hidden>")
                .hasCauseInstanceOf(HookFailedException.class);
        assertThat(failure.toString()).doesNotContain("t0ken");
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void replacementWhenACommandBeforeTheStopFailsLeavesTheOldOneRunning() throws Exception {
        ServiceBuilder web = ProjectFixture.idle("web").preStop(Hook.of("sh", "-c", "exit 5"));
        RunningEnvironment running = fixture.infra().up(environment(web), LIMIT);
        String before = only();

        assertThatThrownBy(() -> fixture.infra().up(environment(web.environment("CHANGED", "1")), LIMIT))
                .isInstanceOf(UpFailedException.class)
                .hasMessageContaining("pre_stop[0]")
                .hasMessageContaining("exit code 5");

        assertThat(only()).isEqualTo(before);
        assertThatThrownBy(() -> running.down(Volumes.KEEP)).isInstanceOf(HookFailedException.class);
        assertThat(only()).isEqualTo(before);
    }

    @Test
    void stopWhenACommandOutlastsTheGracePeriodStopsAtItsEnd() {
        RunningEnvironment running = fixture.infra()
                .up(
                        environment(ProjectFixture.idle("web")
                                .stopGracePeriod(Duration.ofSeconds(2))
                                .preStop(Hook.of("sleep", "60"))),
                        LIMIT);
        long start = System.nanoTime();

        running.service("web").stop(LIMIT);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        assertThat(fixture.engine().containers(fixture.labels()))
                .singleElement()
                .satisfies(
                        container -> assertThat(container.status().engineName()).isEqualTo("exited"));
    }

    private String only() {
        var running = fixture.engine().containers(fixture.labels()).stream()
                .filter(container -> container.status().engineName().equals("running"))
                .toList();
        assertThat(running).hasSize(1);
        return running.get(0).id();
    }
}
