package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.PrivateEngine;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What breaks outside of this library while an environment is brought up: said with its cause and its mend, and undone. */
@RequiresEngine // the images come from there
@Timeout(120)
@SuppressWarnings("try") // a subscription is only held open
class EngineFaultsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Free in the engine's own network. */
    private static final String PORT = "8080";

    private static PrivateEngine daemon;

    private final String project =
            "meeshy-faults-" + UUID.randomUUID().toString().substring(0, 8);
    private Infra infra;

    @BeforeAll
    static void startAnEngine() throws Exception {
        assumeThat(PrivateEngine.impossible()).as("an engine of its own").isEmpty();
        daemon = PrivateEngine.start();
        daemon.load(Images.REDIS);
    }

    @AfterAll
    static void endTheEngine() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
    }

    @BeforeEach
    void connect() {
        infra = Infra.on(DockerEngine.connect(daemon.uri()));
    }

    @AfterEach
    void clear() {
        ContainerEngine engine = infra.engine();
        engine.containers(labels()).forEach(container -> engine.remove(container.id(), true));
        engine.networks(labels()).forEach(network -> engine.removeNetwork(network.id()));
        engine.volumes(labels()).forEach(volume -> engine.removeVolume(volume.name()));
        infra.close();
    }

    @Test
    void upWhenTheEngineIsRestartedFailsAndIsUndone() throws Exception {
        var back = new CompletableFuture<Void>();

        UpFailedException failure;
        try (Subscription events = infra.engine()
                .events(
                        labels(),
                        Set.of("start"),
                        event -> runApart(back, () -> {
                            daemon.end();
                            daemon.startAgain();
                        }))) {
            failure = failedUp(unready());
        }

        // an engine that is shut down ends its containers first, so that either may be seen first
        back.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(failure.failures())
                .first()
                .extracting(ServiceFailure::service)
                .isEqualTo("slow");
        assertUndone(failure);
    }

    @Test
    void upWhenTheEngineIsGoneForGoodSaysWhatRemains() throws Exception {
        var gone = new CompletableFuture<Void>();

        UpFailedException failure;
        try (Subscription events =
                infra.engine().events(labels(), Set.of("start"), event -> runApart(gone, daemon::end))) {
            failure = failedUp(unready());
        }

        gone.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        daemon.startAgain();
        assertCause(failure, Reason.UNREACHABLE, daemon.uri().toString(), "start the engine");
        assertThat(failure.leftBehind()).singleElement().asString().contains("bring the environment up or down again");
        infra.attach(unready()).down(Volumes.DELETE);
        assertNothingIsLeft();
    }

    @Test
    void upWhenAContainerRunsOutOfMemorySaysSoAndUndoes() throws Exception {
        // waits until it has been given too little memory, then takes more
        Service greedy = shell(
                        "greedy",
                        "while ! grep -qsx 33554432 /sys/fs/cgroup/memory.max"
                                + " /sys/fs/cgroup/memory/memory.limit_in_bytes; do sleep 0.1; done; tail /dev/zero")
                .healthcheck(Healthcheck.shell("exit 1").interval(Duration.ofMinutes(5)))
                .build();
        var limited = new CompletableFuture<Void>();

        UpFailedException failure;
        try (Subscription events = infra.engine()
                .events(
                        labels(),
                        Set.of("start"),
                        event -> runApart(
                                limited,
                                () -> daemon.docker(
                                        "update", "--memory", "32m", "--memory-swap", "32m", event.containerId())))) {
            failure = failedUp(environment(greedy));
        }

        limited.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(failure.failures().get(0).kind()).isEqualTo(ServiceFailure.Kind.OUT_OF_MEMORY);
        assertThat(failure).hasMessageContaining("want of memory").hasMessageContaining("greedy");
        assertUndone(failure);
    }

    @Test
    void upWhenAnImageIsMissingEverywhereNamesItAndUndoes() {
        UpFailedException failure = failedUp(environment(
                redis("database").volume("data", "/data").build(),
                Service.builder("gateway", "127.0.0.1:1/no/such-image:7").build()));

        assertCause(failure, Reason.REGISTRY, "127.0.0.1:1/no/such-image:7", "check that the engine's host reaches");
        assertUndone(failure);
    }

    @Test
    void upWhenAProcessHasThePortNamesItAndUndoes() throws Exception {
        // on the engine's own network, it is to the engine what any process of its host is
        daemon.docker(
                "run",
                "-d",
                "--name",
                project + "-other",
                "--network",
                "host",
                Images.REDIS,
                "redis-server",
                "--port",
                PORT);
        try {
            assertPortTaken();
        } finally {
            daemon.docker("rm", "-f", "-v", project + "-other");
        }
    }

    @Test
    void upWhenAnotherContainerHasThePortNamesItAndUndoes() throws Exception {
        daemon.docker("run", "-d", "--name", project + "-other", "-p", PORT + ":80", Images.REDIS);
        try {
            assertPortTaken();
        } finally {
            daemon.docker("rm", "-f", "-v", project + "-other");
        }
    }

    private void assertPortTaken() {
        UpFailedException failure = failedUp(environment(
                redis("database").volume("data", "/data").build(),
                idle("web")
                        .publish(Integer.parseInt(PORT), 80)
                        .dependsOn("database", Condition.HEALTHY)
                        .build()));

        assertCause(failure, Reason.PORT_TAKEN, ":" + PORT, "publish another port");
        assertUndone(failure);
    }

    @Test
    void upWhenNoNetworkAddressIsLeftSaysHowToGetSomeAndUndoes() {
        ContainerEngine engine = infra.engine();
        List<String> taken = new ArrayList<>();
        try {
            for (int network = 0; network < PrivateEngine.NETWORKS; network++) {
                taken.add(engine.createNetwork(
                        new NetworkSpec(project + "-taken-" + network, Optional.empty(), Map.of(), false, Map.of())));
            }

            UpFailedException failure = failedUp(
                    environment(redis("database").volume("data", "/data").build()));

            assertCause(failure, Reason.NO_ADDRESS_LEFT, project + "_default", "docker network prune");
            assertUndone(failure);
        } finally {
            taken.forEach(engine::removeNetwork);
        }
    }

    @Test
    void upWhenTheDiskIsFullSaysSoAndUndoes() throws Exception {
        daemon.fillDisk();
        UpFailedException failure;
        try {
            failure = failedUp(environment(
                    redis("database").volume("data", "/data").build(),
                    idle("web").dependsOn("database", Condition.HEALTHY).build()));
        } finally {
            daemon.emptyDisk();
        }

        assertCause(failure, Reason.DISK_FULL, "make room on the disk", "docker system prune");
        assertUndone(failure);
    }

    /** What must not run on the thread that reads events, since it ends that stream. */
    private static void runApart(CompletableFuture<Void> done, Attempt attempt) {
        Thread thread = new Thread(
                () -> {
                    try {
                        attempt.run();
                        done.complete(null);
                    } catch (Exception | AssertionError e) {
                        done.completeExceptionally(e);
                    }
                },
                "fault");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private Environment unready() {
        return environment(idle("slow")
                .volume("data", "/data")
                .healthcheck(Healthcheck.shell("exit 1").interval(Duration.ofMinutes(5)))
                .build());
    }

    private Environment environment(Service... services) {
        Stack.Builder stack = Stack.builder(project);
        for (Service service : services) {
            stack.service(service);
        }
        return Environment.of("faults", stack.build());
    }

    private UpFailedException failedUp(Environment environment) {
        UpFailedException failure = catchThrowableOfType(UpFailedException.class, () -> infra.up(environment, LIMIT));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void assertCause(UpFailedException failure, Reason reason, String... words) {
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        EngineException.class,
                        cause -> assertThat(cause.reason())
                                .as(cause.getMessage())
                                .isEqualTo(reason));
        assertThat(failure).hasMessageContainingAll(words);
    }

    private void assertUndone(UpFailedException failure) {
        assertThat(failure.leftBehind()).isEmpty();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        ContainerEngine engine = infra.engine();
        assertThat(engine.containers(labels())).isEmpty();
        assertThat(engine.networks(labels())).isEmpty();
        assertThat(engine.volumes(labels())).isEmpty();
    }

    private Map<String, String> labels() {
        return Map.of("com.docker.compose.project", project);
    }
}
