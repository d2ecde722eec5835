package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.HostAddress;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Ulimit;
import me.meeshy.infra.plan.BuildFailedException;
import me.meeshy.infra.plan.BuildLine;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Images that the engine builds from a Dockerfile upon one that it has. */
@RequiresEngine
class BuildIT {

    private static final String SLEEP = "\nENTRYPOINT [\"sleep\", \"1000\"]\n";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path folder;

    private final List<BuildLine> lines = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("kept"), "kept");
        Files.writeString(folder.resolve("left-out"), "left out");
        Files.writeString(folder.resolve(".dockerignore"), "left*\nDockerfile\n");
    }

    @AfterEach
    void removeImages() throws Exception {
        String base = fixture.project() + "-base";
        for (String image : List.of(image(), image() + ":tagged", base, fixture.project() + ":lowest")) {
            if (fixture.engine().image(image).isPresent()) {
                ComposeCli.docker(Path.of("."), "rmi", "--force", image);
            }
        }
    }

    private String image() {
        return fixture.project() + "-web";
    }

    private void dockerfile(String text) throws Exception {
        Files.writeString(folder.resolve("Dockerfile"), text);
    }

    private ServiceBuilder web(Build build) {
        return Service.builder("web", build).stopGracePeriod(Duration.ZERO);
    }

    private Environment environment(ServiceBuilder service) {
        return Environment.of("built", fixture.stack().service(service.build()).build());
    }

    private UpOptions.Builder options() {
        return UpOptions.builder().onBuild(lines::add).deadline(Duration.ofMinutes(2));
    }

    private Optional<ImageDetails> built() {
        return fixture.engine().image(image());
    }

    private static List<String> changes(List<Change> changes) {
        return changes.stream().map(Change::toString).toList();
    }

    @Test
    void upWhenTheImageIsMissingBuildsItWithAllThatTheServiceSays() throws Exception {
        dockerfile("FROM redis:8-alpine AS base\nARG WHAT=default\nCOPY . /all\n"
                + "RUN test ! -e /all/left-out -a ! -e /all/Dockerfile && echo says-$WHAT"
                + " && grep somehost /etc/hosts && ulimit -n && df -k /dev/shm\n"
                + "FROM base AS wanted" + SLEEP + "FROM base AS other\nRUN false\n");
        Environment environment = environment(web(Build.builder(folder)
                .target("wanted")
                .arg("WHAT", "this & that")
                .label("org.example.team", "infra")
                .network("none")
                .extraHost(new HostAddress("somehost", "192.0.2.7"))
                .sharedMemory(32L * 1024 * 1024)
                .ulimit("nofile", new Ulimit(1234, 2345))
                .tag(image() + ":tagged")
                .noCache(true)
                .build()));

        assertThat(changes(fixture.infra().plan(environment).changes()))
                .first()
                .isEqualTo("build image " + image() + ": the engine does not have it");
        assertThat(built()).isEmpty();
        fixture.infra().up(environment, options().build());

        assertThat(built().orElseThrow().labels())
                .containsAllEntriesOf(Map.of(
                        "org.example.team", "infra",
                        "com.docker.compose.project", fixture.project(),
                        "com.docker.compose.service", "web"));
        assertThat(fixture.engine().image(image() + ":tagged")).isPresent();
        assertThat(lines)
                .extracting(BuildLine::text)
                .contains("says-this & that", "1234")
                .anyMatch(line -> line.contains("192.0.2.7"))
                .anyMatch(line -> line.contains(" 32768 "));
        assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
    }

    @Test
    void upWhenTheDockerfileChangedBuildsAnewOnlyWhereThatIsAskedFor() throws Exception {
        dockerfile("FROM redis:8-alpine\nENV A=1" + SLEEP);
        Environment environment = environment(web(Build.builder(folder).build()));
        fixture.infra().up(environment, options().build());
        String first = built().orElseThrow().id();
        dockerfile("FROM redis:8-alpine\nENV A=2" + SLEEP);

        fixture.infra().up(environment, options().build());
        assertThat(built().orElseThrow().id()).isEqualTo(first);

        Environment always =
                environment(web(Build.builder(folder).build()).pullPolicy(PullPolicy.of(PullPolicy.Mode.BUILD)));
        assertThat(changes(fixture.infra().plan(always).changes()))
                .contains("build image " + image() + ": the pull policy of web is build");
        fixture.infra().up(always, options().build());
        String second = built().orElseThrow().id();
        assertThat(second).isNotEqualTo(first);
        assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();

        dockerfile("FROM redis:8-alpine\nENV A=3" + SLEEP);
        fixture.infra().up(environment, options().rebuild().build());
        assertThat(built().orElseThrow().id()).isNotIn(first, second);
    }

    @Test
    void upWhenAStepFailsNamesItWithItsLastLinesAndHidesSecrets() throws Exception {
        dockerfile("FROM redis:8-alpine\nARG API_TOKEN\nRUN echo token-is-$API_TOKEN; echo broken; exit 3\n");
        Environment environment = environment(
                web(Build.builder(folder).arg("API_TOKEN", "s3cr3t-value").build()));

        var failure = catchThrowableOfType(
                BuildFailedException.class,
                () -> fixture.infra().up(environment, options().build()));

        assertThat(failure.service()).isEqualTo("web");
        assertThat(failure.step())
                .hasValueSatisfying(
                        step -> assertThat(step).startsWith("Step 3/").contains(" : RUN echo"));
        assertThat(failure.lastLines()).contains("broken", "token-is-<hidden>");
        assertThat(failure).hasMessageContaining("code: 3").hasMessageContaining("broken");
        assertThat(failure.toString() + failure.getCause() + lines).doesNotContain("s3cr3t-value");
        assertThat(fixture.nothingIsLeft()).isTrue();
        assertThat(built()).isEmpty();
    }

    @Test
    void upWhenTheDeadlinePassesOrTheThreadIsInterruptedEndsTheBuild() throws Exception {
        dockerfile("FROM redis:8-alpine\nRUN sleep 300\n");
        Environment environment = environment(web(Build.builder(folder).build()));
        long begin = System.nanoTime();

        assertThatThrownBy(() -> fixture.infra()
                        .up(
                                environment,
                                options().deadline(Duration.ofSeconds(3)).build()))
                .isInstanceOf(BuildFailedException.class);
        Thread self = Thread.currentThread();
        assertThatThrownBy(() -> fixture.infra()
                        .up(
                                environment,
                                UpOptions.builder()
                                        .onBuild(line -> self.interrupt())
                                        .build()))
                .isInstanceOf(InfraException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheDockerfileNeedsBuildKitIsRefusedBeforeAnythingIsTouched() throws Exception {
        dockerfile("FROM redis:8-alpine\nRUN --mount=type=cache,target=/x true\n");
        Environment environment = environment(web(Build.builder(folder).build()));

        assertThatThrownBy(() -> fixture.infra().up(environment, options().build()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("service 'web'")
                .hasMessageContaining("Dockerfile:2: RUN --mount is refused");
        assertThat(lines).isEmpty();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void downLeavesAContainerThatWasMadeByHandFromTheImage() throws Exception {
        dockerfile("FROM redis:8-alpine" + SLEEP);
        Environment environment = environment(web(Build.builder(folder).build()));
        fixture.infra().up(environment, options().build());
        String name = fixture.project() + "-by-hand";
        ComposeCli.docker(Path.of("."), "create", "--name", name, image());

        assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
        fixture.infra().attach(environment).down();

        assertThat(fixture.engine().container(name)).isPresent();
        fixture.engine().remove(name, true);
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenAnImageIsBuiltUponThatOfAnotherServiceBuildsThatBefore() throws Exception {
        Service base = Service.builder(
                        "base",
                        Build.builder(folder)
                                .inline("FROM " + fixture.project() + ":lowest" + SLEEP)
                                .build())
                .build();
        Service lowest = Service.builder("lowest", fixture.project() + ":lowest")
                .builtFrom(Build.builder(folder)
                        .inline("FROM redis:8-alpine\nRUN echo low > /low\n" + SLEEP)
                        .build())
                .build();
        Service web = web(Build.builder(folder)
                        .inline("FROM docker.io/library/" + fixture.project() + "-base:latest\nRUN cat /low" + SLEEP)
                        .build())
                .build();
        Environment environment = Environment.of(
                "built",
                fixture.stack().service(web).service(base).service(lowest).build());
        UpOptions onlyWeb = options().services("web").build();

        assertThat(changes(fixture.infra().plan(environment, onlyWeb).changes()))
                .startsWith(
                        "build image " + fixture.project() + ":lowest: the image of base is built upon it, and the"
                                + " engine does not have it",
                        "build image " + fixture.project() + "-base: the image of web is built upon it, and the engine"
                                + " does not have it",
                        "build image " + image() + ": the engine does not have it");
        fixture.infra().up(environment, onlyWeb);

        assertThat(lines).extracting(BuildLine::text).contains("low");
        assertThat(lines).extracting(BuildLine::service).containsSubsequence("lowest", "base", "web");
        assertThat(fixture.infra().plan(environment, onlyWeb).changesNothing()).isTrue();
    }

    @Test
    void upWhenImagesAreBuiltUponEachOtherIsRefused() {
        Service base = Service.builder(
                        "base", Build.builder(folder).inline("FROM " + image()).build())
                .build();
        Service web = web(Build.builder(folder)
                        .inline("FROM redis\nCOPY --from=" + fixture.project() + "-base / /")
                        .build())
                .build();
        Environment environment = Environment.of(
                "built", fixture.stack().service(web).service(base).build());

        assertThatThrownBy(() -> fixture.infra().up(environment, options().build()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("web → base → web: each is built upon the next");
        assertThat(lines).isEmpty();
    }

    @Test
    void containerThatWasMadeByHandFromTheImageIsNoneOfTheServices() throws Exception {
        dockerfile("FROM redis:8-alpine\nENTRYPOINT [\"sh\", \"-c\", \"echo words; sleep 1000\"]\n");
        Environment environment = environment(web(Build.builder(folder).build()));
        fixture.infra().up(environment, options().build());
        fixture.infra().attach(environment).down();
        String name = fixture.project() + "-web-1";
        ComposeCli.docker(Path.of("."), "run", "--detach", "--name", name, image());

        assertThat(fixture.infra().plan(environment).toString())
                .contains("refuse", "the name is taken by a container that was made by hand");
        assertThatThrownBy(() -> fixture.infra().up(environment, options().build()))
                .hasMessageContaining("made by hand");
        assertThat(fixture.engine().container(name)).isPresent();
        fixture.engine().rename(name, name + "-other");

        RunningEnvironment running = fixture.infra().up(environment, options().build());
        assertThat(running.status().services()).hasSize(1);
        var containers = new CopyOnWriteArrayList<String>();
        try (var logs = running.logs().follow(line -> containers.add(line.container()))) {
            ComposeCli.docker(Path.of("."), "restart", "--time", "0", name + "-other");
            running.service("web").restart();
            await().atMost(Duration.ofSeconds(20)).until(() -> containers.size() >= 2);
            assertThat(logs.await(Duration.ZERO)).isFalse();
        }
        assertThat(containers).containsOnly(name);
        fixture.engine().remove(name + "-other", true);
    }
}
