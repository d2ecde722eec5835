package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Volume;
import me.meeshy.infra.plan.Change;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What only newer engines can do is done by them, and refused by older ones before anything is touched. */
@RequiresEngine
class NewerEngineKeysIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    private int docker;

    @BeforeEach
    void whichEngine() {
        docker = Integer.parseInt(fixture.engine().info().version().replaceFirst("\\..*", ""));
    }

    private Environment environment(ServiceBuilder... services) {
        var stack = fixture.stack()
                .network(Network.of("a"))
                .network(Network.of("b"))
                .volume(Volume.of("data"));
        for (ServiceBuilder service : services) {
            stack.service(service.build());
        }
        return Environment.of("newer", stack.build());
    }

    /** Whether the engine can do it; if it cannot, that it says so and that nothing was touched. */
    private boolean canDo(int since, String need, Environment environment) {
        if (docker >= since) {
            return true;
        }
        for (Runnable asking : List.<Runnable>of(
                () -> fixture.infra().plan(environment), () -> fixture.infra().up(environment, LIMIT))) {
            var refused = catchThrowableOfType(EngineException.class, asking::run);
            assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(refused)
                    .hasMessageContaining("service web asks for " + need)
                    .hasMessageContaining("nothing was changed")
                    .hasMessageContaining("Docker " + since + ".0");
        }
        assertThat(fixture.nothingIsLeft()).isTrue();
        return false;
    }

    private ExecResult inside(RunningEnvironment running, String line) {
        return running.service("web").exec("sh", "-c", line).run(LIMIT);
    }

    @Test
    void networkWithTheHighestPriorityHasTheGateway() throws Exception {
        Environment environment = environment(idle("web")
                .network("a", NetworkAttachment.PLAIN)
                .network("b", NetworkAttachment.builder().gatewayPriority(7).build()));
        if (canDo(28, "gw_priority of a network (API 1.48, ", environment)) {
            RunningEnvironment running = fixture.infra().up(environment, LIMIT);

            String gateway = ComposeCli.docker(
                    directory,
                    "network",
                    "inspect",
                    "--format",
                    "{{(index .IPAM.Config 0).Gateway}}",
                    fixture.project() + "_b");
            String[] parts = gateway.strip().split("\\.", -1);
            String asTheKernelHasIt = "";
            for (String part : parts) {
                asTheKernelHasIt = String.format("%02X", Integer.parseInt(part)) + asTheKernelHasIt;
            }
            assertThat(inside(running, "cat /proc/net/route").standardOutput())
                    .containsPattern("\t00000000\t" + asTheKernelHasIt + "\t");
            assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
        }
    }

    @Test
    void folderOfAVolumeIsMountedInItsPlace() {
        Environment environment =
                environment(idle("web").mount(new Mount.Named("data", "/data", false, false, Optional.of("folder"))));
        if (canDo(26, "subpath of a volume (API 1.45, ", environment)) {
            fixture.infra()
                    .up(
                            environment(ProjectFixture.shell("web", "mkdir /all/folder; sleep 1000 & wait")
                                    .volume("data", "/all")
                                    .postStart(me.meeshy.infra.model.Hook.of(
                                            "sh", "-c", "until echo in > /all/folder/file; do sleep 0.1; done"))),
                            LIMIT);
            RunningEnvironment running = fixture.infra().up(environment, LIMIT);

            assertThat(inside(running, "cat /data/file").standardOutput()).isEqualTo("in\n");
            assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
        }
    }

    @Test
    void imageIsMountedAndCanOnlyBeRead() {
        Environment environment = environment(idle("web")
                .mount(new Mount.Image("nginx:alpine", "/image", Optional.of("etc")))
                .mount(new Mount.Image("redis:8-alpine", "/other", Optional.empty())));
        if (canDo(28, "a mount of an image (API 1.48, ", environment)) {
            RunningEnvironment running = fixture.infra().up(environment, LIMIT);

            assertThat(inside(running, "ls /image/passwd /other/etc/passwd").exitCode())
                    .isZero();
            assertThat(inside(running, "touch /image/file").standardError()).contains("Read-only");
            assertThat(inside(running, "touch /other/file").standardError()).contains("Read-only");
            assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();

            Environment missing = environment(idle("web")
                    .pullPolicy(PullPolicy.of(PullPolicy.Mode.NEVER))
                    .mount(new Mount.Image("meeshy.invalid/none:1", "/image", Optional.empty())));
            assertThat(fixture.infra().plan(missing).toString())
                    .contains("meeshy.invalid/none:1", "the engine does not have it, and pulling was forbidden");
        }
    }

    @Test
    void containerIsMadeAnewWhenAnImageThatIsMountedIsAnotherOne() throws Exception {
        String reference = fixture.project() + ":1";
        Environment environment =
                environment(idle("web").mount(new Mount.Image(reference, "/image", Optional.empty())));
        ComposeCli.docker(directory, "tag", "redis:8-alpine", reference);
        try {
            if (canDo(28, "a mount of an image (API 1.48, ", environment)) {
                RunningEnvironment first = fixture.infra().up(environment, LIMIT);
                assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();

                inside(first, "touch /mark");
                ComposeCli.docker(directory, "commit", first.service("web").containerId(), reference);

                Change change = fixture.infra().plan(environment).service("web").orElseThrow();
                assertThat(change.action()).isEqualTo(Change.Action.RECREATE);
                assertThat(change.reasons()).contains("the mounted image " + reference + " is another one now");
                RunningEnvironment running = fixture.infra().up(environment, LIMIT);
                assertThat(inside(running, "ls /image/mark").exitCode()).isZero();
                assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
                running.down(Volumes.DELETE);
            }
        } finally {
            ComposeCli.docker(directory, "rmi", reference);
        }
    }

    private Mount bound(boolean readOnly, String recursive) {
        return new Mount.Bind(
                directory.resolve("made"),
                "/bound",
                readOnly,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(recursive));
    }

    @Test
    void mountsBelowABindAreLeftOutOrReadOnly() throws Exception {
        Files.createDirectory(directory.resolve("made"));
        RunningEnvironment running =
                fixture.infra().up(environment(idle("web").mount(bound(false, "disabled"))), LIMIT);
        assertThat(shown(running)).contains("\"NonRecursive\":true");
        running.down(Volumes.DELETE);

        Environment forced = environment(idle("web").mount(bound(true, "readonly")));
        if (canDo(25, "recursive: readonly of a bind (API 1.44, ", forced)) {
            assertThat(shown(fixture.infra().up(forced, LIMIT))).contains("\"ReadOnlyForceRecursive\":true");
            assertThat(shown(fixture.infra().up(environment(idle("web").mount(bound(true, "writable"))), LIMIT)))
                    .contains("\"ReadOnlyNonRecursive\":true");
        }
    }

    private String shown(RunningEnvironment running) throws Exception {
        return ComposeCli.docker(
                directory,
                "inspect",
                "--format",
                "{{json .HostConfig.Mounts}}",
                running.service("web").containerId());
    }
}
