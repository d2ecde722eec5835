package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.engine.PullProgress.Phase;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.BuildFailedException;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Environments whose images have to be pulled, from registries of our own that want a password. */
@RequiresEngine
@Timeout(60)
class UpPullIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "pull-me-9f3a";

    private final TinyRegistry registry = new TinyRegistry(Long.toString(System.nanoTime()), Optional.of(PASSWORD));
    private final String project = "meeshy-pull-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<PullProgress> progress = new CopyOnWriteArrayList<>();
    private final Map<String, String> variables = new HashMap<>(System.getenv());

    @TempDir
    private Path home = Path.of("");

    UpPullIT() throws IOException {}

    @BeforeEach
    void engineReachesThisMachine() throws Exception {
        Files.createDirectories(home.resolve(".docker"));
        variables.put("DOCKER_CONFIG", home.resolve(".docker").toString());
        try (DockerEngine engine = DockerEngine.connect()) {
            assumeThat(engine.info().reach())
                    .as("only an engine on this machine can pull from it")
                    .isEqualTo(EngineInfo.Reach.BY_ADDRESS);
        }
    }

    @AfterEach
    void removeImages() {
        registry.close();
        try (Connection direct =
                Connection.open(EngineHost.ofEnvironment(), DockerSettings.ofThisProcess(), LIMIT, LIMIT)) {
            for (String reference :
                    List.of(registry.reference("image:1"), registry.pinnedReference(), project + "-job")) {
                try {
                    direct.client().removeImageCmd(reference).withForce(true).exec();
                } catch (com.github.dockerjava.api.exception.NotFoundException e) {
                    // Not every test pulls it.
                }
            }
        }
    }

    @Test
    void upPullsWithTheLoginOfTheFileAndTellsHowFarItIs() throws Exception {
        logIn(PASSWORD);

        try (Infra infra = connect()) {
            RunningEnvironment running = infra.up(environment(registry.reference("image:1")), options());
            running.down(Volumes.DELETE);
        }

        assertThat(progress).extracting(PullProgress::image).containsOnly(registry.reference("image:1"));
        assertThat(progress).first().extracting(PullProgress::phase).isEqualTo(Phase.STARTED);
        assertThat(progress).last().extracting(PullProgress::phase).isEqualTo(Phase.DONE);
        assertThat(progress)
                .filteredOn(event -> event.layer().isPresent())
                .extracting(PullProgress::phase)
                .contains(Phase.WAITING, Phase.LAYER_DONE)
                .containsAnyOf(Phase.DOWNLOADING, Phase.DOWNLOADED, Phase.EXTRACTING);
        assertThat(progress)
                .filteredOn(event -> event.phase() == Phase.DOWNLOADING || event.phase() == Phase.EXTRACTING)
                .allSatisfy(event -> assertThat(event.currentBytes().orElse(0))
                        .isLessThanOrEqualTo(event.totalBytes().orElse(Long.MAX_VALUE)));
    }

    @Test
    void upPullsWithTheLoginThatACredentialHelperKeeps() throws Exception {
        Path helper = home.resolve("docker-credential-kept");
        Files.writeString(
                helper,
                "#!/bin/sh\nread registry\n[ \"$registry\" = " + registry.name() + " ] || exit 1\n"
                        + "echo '{\"Username\":\"" + TinyRegistry.USER + "\",\"Secret\":\"" + PASSWORD + "\"}'\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        variables.put("PATH", home + ":" + System.getenv("PATH"));
        configuration("{\"credHelpers\":{\"" + registry.name() + "\":\"kept\"}}");

        try (Infra infra = connect()) {
            RunningEnvironment running = infra.up(environment(registry.reference("image:1")), options());
            running.down(Volumes.DELETE);
        }

        assertThat(progress).last().extracting(PullProgress::phase).isEqualTo(Phase.DONE);
    }

    @Test
    void upWithADigestRunsThatImageAndKeepsThePin() throws Exception {
        logIn(PASSWORD);
        String pinned = registry.pinnedReference();

        try (Infra infra = connect()) {
            RunningEnvironment running = infra.up(environment(pinned), options());
            try {
                assertThat(infra.engine()
                                .container(running.service("job").containerId())
                                .orElseThrow()
                                .image())
                        .isEqualTo(pinned);
                assertThat(infra.plan(environment(pinned)).changesNothing()).isTrue();
            } finally {
                running.down(Volumes.DELETE);
            }
        }
    }

    @Test
    void upPullsImagesAtOnce() throws Exception {
        logIn(PASSWORD);
        var bothBegun = new CyclicBarrier(2);
        Environment two = Environment.of(
                "pull",
                Stack.builder(project)
                        .service(job("job", registry.reference("image:1")))
                        .service(job("other", registry.pinnedReference()))
                        .service(Service.builder("web", Images.REDIS)
                                .dependsOn("job", Condition.COMPLETED)
                                .dependsOn("other", Condition.COMPLETED)
                                .build())
                        .build());

        try (Infra infra = connect()) {
            RunningEnvironment running = infra.up(
                    two,
                    UpOptions.builder()
                            .deadline(LIMIT)
                            .onPull(event -> awaitAtStart(event, bothBegun))
                            .build());
            running.down(Volumes.DELETE);
        }

        assertThat(progress)
                .filteredOn(event -> event.phase() == Phase.DONE)
                .extracting(PullProgress::image)
                .containsExactlyInAnyOrder(registry.reference("image:1"), registry.pinnedReference());
    }

    @Test
    void upBuildsUponAnImageThatOnlyTheLoginReaches() throws Exception {
        Environment built = Environment.of(
                "pull", Stack.builder(project).service(builtUponTheRegistry()).build());
        logIn("wrong-7c1d");

        try (Infra infra = connect()) {
            var failure = catchThrowableOfType(BuildFailedException.class, () -> infra.up(built, options()));
            assertThat(failure.step())
                    .hasValueSatisfying(step -> assertThat(step).contains("FROM"));
            assertThat(failure.toString() + failure.getCause()).doesNotContain("wrong-7c1d");

            logIn(PASSWORD);
            assertThat(infra.attach(built).run("job").run(LIMIT).standardOutput())
                    .contains("ldconfig");
            assertThat(infra.engine().image(project + "-job").orElseThrow().labels())
                    .containsKey("mark");
            infra.attach(built).down();
        }
    }

    private Service builtUponTheRegistry() {
        return Service.builder(
                        "job",
                        Build.builder(home)
                                .inline("ARG BASE=scratch\nFROM $BASE\nLABEL built=yes\n")
                                .arg("BASE", registry.reference("image:1"))
                                .build())
                .entrypoint("/ldconfig", "--version")
                .build();
    }

    private void awaitAtStart(PullProgress event, CyclicBarrier bothBegun) {
        progress.add(event);
        if (event.phase() == Phase.STARTED) {
            try {
                bothBegun.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the other image was not pulled meanwhile", e);
            }
        }
    }

    @Test
    void upWhenThePasswordIsWrongSaysWhichImageAndTheMendAndNothingElse() throws Exception {
        logIn("wrong-7c1d");

        UpFailedException failure = failedUp(registry.reference("image:1"));

        assertCause(failure, Reason.UNAUTHORIZED, registry.reference("image:1"), "docker login");
        assertThat(failure.toString()).doesNotContain("wrong-7c1d").doesNotContain(PASSWORD);
    }

    @Test
    void upWhenNobodyIsLoggedInSaysWhichImageAndTheMend() {
        assertCause(
                failedUp(registry.reference("image:1")),
                Reason.UNAUTHORIZED,
                registry.reference("image:1"),
                "docker login");
    }

    @Test
    void upWhenTheImageIsMissingSaysWhich() throws Exception {
        logIn(PASSWORD);

        assertCause(failedUp(registry.reference("image:2")), Reason.NOT_FOUND, registry.reference("image:2"));
    }

    @Test
    void upWhenTheRegistryIsAwaySaysWhichAndWhatToCheck() {
        registry.close();

        assertCause(
                failedUp(registry.reference("image:1")),
                Reason.REGISTRY,
                registry.reference("image:1"),
                "check that the engine's host reaches the registry");
    }

    private void assertCause(UpFailedException failure, Reason reason, String... words) {
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        EngineException.class,
                        cause -> assertThat(cause.reason())
                                .as(cause.getMessage())
                                .isEqualTo(reason));
        assertThat(failure).hasMessageContainingAll(words).hasMessageContaining("job");
        assertThat(failure.leftBehind()).isEmpty();
        try (DockerEngine engine = DockerEngine.connect()) {
            Map<String, String> ours = Map.of("com.docker.compose.project", project);
            assertThat(engine.containers(ours)).isEmpty();
            assertThat(engine.networks(ours)).isEmpty();
            assertThat(engine.volumes(ours)).isEmpty();
        }
    }

    private UpFailedException failedUp(String image) {
        try (Infra infra = connect()) {
            UpFailedException failure =
                    catchThrowableOfType(UpFailedException.class, () -> infra.up(environment(image), options()));
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    private Infra connect() {
        return Infra.on(DockerEngine.connect(EngineHost.ofEnvironment(), new DockerSettings(variables, home), LIMIT));
    }

    private UpOptions options() {
        return UpOptions.builder().deadline(LIMIT).onPull(progress::add).build();
    }

    /** A job that needs the image, and a service that waits for it. */
    private Environment environment(String image) {
        return Environment.of(
                "pull",
                Stack.builder(project)
                        .service(job("job", image))
                        .service(Service.builder("web", Images.REDIS)
                                .dependsOn("job", Condition.COMPLETED)
                                .build())
                        .build());
    }

    private static Service job(String name, String image) {
        return Service.builder(name, image)
                .entrypoint("/ldconfig", "--version")
                .volume("data", "/data")
                .build();
    }

    private void logIn(String password) throws IOException {
        String both = Base64.getEncoder()
                .encodeToString((TinyRegistry.USER + ":" + password).getBytes(StandardCharsets.UTF_8));
        configuration("{\"auths\":{\"" + registry.name() + "\":{\"auth\":\"" + both + "\"}}}");
    }

    private void configuration(String json) throws IOException {
        Files.writeString(home.resolve(".docker/config.json"), json);
    }
}
