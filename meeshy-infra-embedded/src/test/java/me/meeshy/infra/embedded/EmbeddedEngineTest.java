package me.meeshy.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.check.Checks;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.RestartPolicy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEngineTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final EmbeddedEngine engine =
            EmbeddedEngine.builder().mongoStandIn().start();

    @AfterEach
    void closesEngine() {
        engine.close();
    }

    @Test
    void infoSaysThatNothingIsContained() {
        assertThat(engine.info().reach()).isEqualTo(EngineInfo.Reach.EMBEDDED);
        assertThat(engine.mongoIsReal()).isFalse();
        assertThat(engine.image("anything:1")).isPresent();
    }

    @Test
    void containerLivesFromCreateToRemoveAndTellsOfIt() throws Exception {
        var events = new LinkedBlockingQueue<EngineEvent>();
        var subscription = engine.events(Map.of("project", "test"), Set.of(), events::add);

        String id = engine.create(Specs.of("web", "nginx:alpine").expose(80).spec());
        assertThat(engine.container("web").orElseThrow().state().status()).isEqualTo(Status.CREATED);
        engine.start(id);
        engine.start(id);
        Awaitility.await().atMost(DEADLINE).until(() -> state().health() == Health.HEALTHY);
        assertThat(state().startedAt()).isPresent();
        engine.rename("web", "frontend");
        assertThat(engine.container(id.substring(0, 12)))
                .map(ContainerDetails::name)
                .contains("frontend");
        engine.stop("frontend", GRACE);
        assertThat(engine.container(id).orElseThrow().state().exitCode()).hasValue(0);
        engine.remove("frontend", true);
        engine.remove("frontend", true);

        assertThat(engine.container(id)).isEmpty();
        assertThat(engine.containers(Map.of("project", ""))).isEmpty();
        for (String action : List.of("create", "start", "health_status", "rename", "die", "stop", "destroy")) {
            EngineEvent event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.action()).isEqualTo(action);
            assertThat(event.containerId()).isEqualTo(id);
            assertThat(event.attributes()).containsEntry("service", "web");
        }
        subscription.close();
        assertThat(subscription.await(DEADLINE)).isTrue();
    }

    @Test
    void webServiceAnswersHealthAtItsAddressWhetherPublishedOrNot() throws Exception {
        int free = free();
        engine.create(Specs.of("web", "isopen/meeshy-gateway:latest")
                .expose(3000)
                .publish(free, 8000)
                .spec());
        engine.start("web");

        assertThat(engine.address("web", 8000)).contains(new InetSocketAddress(HostPorts.LOOPBACK, free));
        for (int port : List.of(3000, 8000)) {
            assertThat(Checks.http(uri("http", port, "/health"))
                            .json("/status", "healthy")
                            .run(DEADLINE)
                            .detail())
                    .endsWith(": 200");
        }
        assertThat(Checks.http(uri("http", 3000, "/"))
                        .header("Content-Type", "text/html")
                        .run(DEADLINE)
                        .ok())
                .isTrue();
        assertThat(engine.address("web", 9999)).isEmpty();
        assertThat(engine.container("web").orElseThrow().ports())
                .singleElement()
                .satisfies(port -> {
                    assertThat(port.hostPort()).isEqualTo(free);
                    assertThat(port.hostAddress()).isEqualTo("127.0.0.1");
                });
        engine.stop("web", GRACE);
        assertThat(engine.address("web", 3000)).isEmpty();
    }

    @Test
    void webServiceOffersHttpsWithACertificateOfItsOwn() {
        engine.create(Specs.of("web", "traefik:v3.3").expose(443).spec());
        engine.start("web");

        InetSocketAddress address = engine.address("web", 443).orElseThrow();
        String refused = Checks.http(URI.create("https://localhost/health"))
                .resolve("localhost", address)
                .run(DEADLINE)
                .detail();
        assertThat(refused).contains("PKIX");
    }

    @Test
    void webServiceOffersHttpsWithTheCertificateAmongItsFiles() throws Exception {
        Path certificate = folder.resolve("tls-certificate.pem");
        Path key = folder.resolve("tls-private.key");
        TestCertificate.write("staging.meeshy.me", certificate, key);
        engine.create(Specs.of("web", "traefik:v3.3")
                .expose(443)
                .file(certificate, "/run/secrets/tls-certificate.pem")
                .file(key, "/run/secrets/tls-private.key")
                .spec());
        engine.start("web");

        assertThat(Checks.http(URI.create("https://staging.meeshy.me/health"))
                        .resolve("staging.meeshy.me", engine.address("web", 443).orElseThrow())
                        .trust(certificate)
                        .run(DEADLINE)
                        .detail())
                .endsWith(": 200");
    }

    @Test
    void startWhenThePortIsARangeTakesAFreeOneOfIt() throws Exception {
        try (var taken = new ServerSocket(0, 1, HostPorts.LOOPBACK)) {
            int first = Math.min(taken.getLocalPort(), 65_500);
            engine.create(Specs.of("web", "nginx:alpine")
                    .publish(first, first + 20, 80)
                    .spec());
            engine.start("web");

            assertThat(engine.container("web").orElseThrow().ports())
                    .singleElement()
                    .satisfies(port -> assertThat(port.hostPort())
                            .isBetween(first, first + 20)
                            .isNotEqualTo(taken.getLocalPort()));
        }
    }

    @Test
    void startWhenHostPortIsTakenSaysSoAndLeavesTheContainer() throws Exception {
        try (var taken = new ServerSocket(0, 1, HostPorts.LOOPBACK)) {
            for (String image : List.of("nginx:alpine", "redis:8-alpine", "mongo:8.0")) {
                int inside = image.startsWith("redis") ? 6379 : image.startsWith("mongo") ? 27017 : 80;
                engine.create(Specs.of("web", image)
                        .publish(taken.getLocalPort(), inside)
                        .spec());

                assertThatExceptionOfType(EngineException.class)
                        .isThrownBy(() -> engine.start("web"))
                        .satisfies(
                                failure -> assertThat(failure.reason()).isEqualTo(EngineException.Reason.PORT_TAKEN));
                assertThat(state().status()).isEqualTo(Status.CREATED);
                engine.remove("web", true);
            }
        }
    }

    @Test
    void execAnswersHealthTestsOnly() {
        engine.create(Specs.of("web", "nginx:alpine").expose(80).spec());
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> exec("web", "sh", "-c", Specs.TEST));
        engine.start("web");

        assertThat(exec("web", "/bin/sh", "-c", Specs.TEST)).isEqualTo(new ExecResult(0, "", ""));
        assertThat(exec("web", "rm", "-rf", "/").exitCode()).isEqualTo(126);
        assertThat(exec("web", "rm", "-rf", "/").standardError()).contains("runs no commands");
    }

    @Test
    void logsAreKeptAndFollowedToTheEndOfTheContainer() throws Exception {
        engine.create(Specs.of("web", "nginx:alpine").expose(80).spec());
        var lines = new LinkedBlockingQueue<LogLine>();
        engine.start("web");
        Awaitility.await()
                .atMost(DEADLINE)
                .until(() -> engine.logs("web", LogQuery.ALL, DEADLINE).size() == 1);
        var subscription = engine.followLogs("web", LogQuery.ALL, lines::add);
        assertThat(subscription.await(Duration.ofMillis(1))).isFalse();
        engine.stop("web", GRACE);

        assertThat(subscription.await(DEADLINE)).isTrue();
        assertThat(lines).singleElement().extracting(LogLine::text).asString().contains("stand-in for nginx:alpine");
        assertThat(engine.logs("web", LogQuery.last(0), DEADLINE)).isEmpty();
        var failing = engine.followLogs("web", LogQuery.ALL, line -> {
            throw new IllegalStateException("consumer broke");
        });
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> failing.await(DEADLINE))
                .withMessageContaining("consumer broke");
    }

    @Test
    void networksAndVolumesAreHeldByTheirUsers() {
        engine.createNetwork(new NetworkSpec("net", Optional.empty(), Map.of(), false, Map.of("project", "test")));
        engine.createVolume(new VolumeSpec("data", Optional.empty(), Map.of(), Map.of("project", "test")));
        engine.create(Specs.of("web", "nginx:alpine")
                .network("net")
                .volume("data", "/data")
                .spec());
        engine.start("web");

        assertConflict(() -> engine.removeNetwork("net"));
        assertConflict(() -> engine.removeVolume("data"));
        assertConflict(() -> engine.createNetwork(new NetworkSpec("net", Optional.empty(), Map.of(), false, Map.of())));
        assertConflict(() -> engine.create(Specs.of("web", "nginx:alpine").spec()));
        engine.create(Specs.of("other", "nginx:alpine").spec());
        assertConflict(() -> engine.rename("other", "web"));
        assertThat(engine.container("web").orElseThrow().volumes()).containsEntry("/data", "data");
        assertThat(engine.container("web").orElseThrow().addresses()).containsEntry("net", "127.0.0.1");
        engine.remove("web", true);
        assertThat(engine.volumes(Map.of("project", "test"))).hasSize(1);
        assertThat(engine.volume("data")).isPresent();
        engine.removeVolume("data");
        engine.removeVolume("data");
        engine.removeNetwork("net");
        engine.removeNetwork("net");
        assertThat(engine.volumes(Map.of())).isEmpty();
        assertThat(engine.networks(Map.of())).isEmpty();
        assertThat(engine.network("net")).isEmpty();
    }

    @Test
    void createWhenSomethingIsMissingRefuses() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.create(
                        Specs.of("web", "nginx:alpine").network("none").spec()))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(EngineException.Reason.NOT_FOUND));
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.create(Specs.of("web", "nginx:alpine")
                        .file(folder.resolve("missing"), "/etc/missing")
                        .spec()))
                .withMessageContaining("is not there");
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.createVolume(new VolumeSpec("../up", Optional.empty(), Map.of(), Map.of())));
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.start("nobody"));
    }

    @Test
    void anonymousVolumesGoWithTheContainerOnlyWhenAsked() {
        engine.create(Specs.of("redis", "redis:8-alpine").spec());
        assertThat(engine.volumes(Map.of())).hasSize(1);
        engine.remove("redis", true);
        assertThat(engine.volumes(Map.of())).isEmpty();
    }

    @Test
    void restartPolicyIsKept() {
        engine.create(Specs.of("web", "nginx:alpine")
                .restart(RestartPolicy.Mode.ALWAYS)
                .spec());
        engine.restartPolicy("web", RestartPolicy.NO);
        assertThat(engine.container("web").orElseThrow().restart()).isEqualTo(RestartPolicy.NO);
    }

    @Test
    void closeRemovesTheTemporaryFolderAndRefusesMore() {
        engine.close();
        engine.close();
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.create(Specs.of("web", "nginx:alpine").spec()))
                .withMessageContaining("is closed");
    }

    @Test
    void builderWhenMongodIsNoneRefuses() throws Exception {
        Path text = Files.writeString(folder.resolve("mongod"), "text");
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> EmbeddedEngine.builder().mongod(text).start())
                .withMessageContaining("is not a program");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        EmbeddedEngine.builder().mongod(text).mongoStandIn().start());
    }

    private me.meeshy.infra.engine.ContainerState state() {
        return engine.container("web").orElseThrow().state();
    }

    private ExecResult exec(String container, String... command) {
        return engine.exec(container, List.of(command), Map.of(), 1000, DEADLINE);
    }

    private URI uri(String scheme, int port, String path) {
        InetSocketAddress address = engine.address("web", port).orElseThrow();
        return URI.create(scheme + "://127.0.0.1:" + address.getPort() + path);
    }

    private static int free() throws Exception {
        try (var probe = new ServerSocket(0, 1, HostPorts.LOOPBACK)) {
            return probe.getLocalPort();
        }
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(EngineException.Reason.CONFLICT));
    }
}
