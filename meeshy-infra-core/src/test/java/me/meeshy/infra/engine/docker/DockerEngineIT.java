package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresEngine
class DockerEngineIT {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @RegisterExtension
    private final EngineFixture fixture = new EngineFixture();

    @Test
    void infoTellsVersionAndReachOfTheEngine() {
        EngineInfo info = fixture.engine().info();

        assertThat(info.version()).matches("\\d+\\..*");
        assertThat(ApiVersion.parse(info.apiVersion())).isBetween(Negotiation.OLDEST, Negotiation.NEWEST);
        assertThat(info.name()).isNotEmpty();
        assertThat(info.operatingSystem()).isNotEmpty();
        assertThat(info.reach()).isNotEqualTo(EngineInfo.Reach.EMBEDDED);
    }

    @Test
    void containersShowWhatCarriesTheLabels() {
        Specs specs = fixture.idle(Images.NGINX).label("me.meeshy.test.colour", "red");
        String red = fixture.engine().create(specs.spec());
        String other = fixture.engine().create(fixture.idle(Images.NGINX).spec());

        assertThat(fixture.engine().containers(fixture.labels()))
                .extracting(ContainerSummary::id)
                .containsExactlyInAnyOrder(red, other);
        assertThat(fixture.engine().containers(fixture.labelsAnd("me.meeshy.test.colour", "")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.id()).isEqualTo(red);
                    assertThat(found.name()).isEqualTo(specs.spec().name());
                    assertThat(found.image()).isEqualTo(Images.NGINX);
                    assertThat(found.imageId()).startsWith("sha256:");
                    assertThat(found.labels()).containsEntry("me.meeshy.test.colour", "red");
                    assertThat(found.status()).isEqualTo(ContainerState.Status.CREATED);
                });
        assertThat(fixture.engine().containers(fixture.labelsAnd("me.meeshy.test.colour", "blue")))
                .isEmpty();
    }

    @Test
    void containerRunsBetweenStartAndStop() {
        String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());
        assertThat(state(id).startedAt()).isEmpty();
        assertThat(state(id).exitCode()).isEmpty();

        fixture.engine().start(id);
        fixture.engine().start(id);
        assertThat(state(id).running()).isTrue();
        assertThat(state(id).startedAt()).isPresent();
        assertThat(state(id).exitCode()).isEmpty();

        fixture.engine().stop(id, GRACE);
        fixture.engine().stop(id, GRACE);
        assertThat(state(id).status()).isEqualTo(ContainerState.Status.EXITED);
        assertThat(state(id).exitCode()).hasValue(0);

        fixture.engine().remove(id, true);
        fixture.engine().remove(id, true);
        assertThat(fixture.engine().container(id)).isEmpty();
    }

    @Test
    void createPassesOnEverythingThatTheSpecSays() {
        Healthcheck healthcheck = Healthcheck.command("true")
                .interval(Duration.ofSeconds(7))
                .timeout(Duration.ofSeconds(3))
                .retries(4)
                .startPeriod(Duration.ofSeconds(2));
        RestartPolicy restart = new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3);
        Specs specs = fixture.idle(Images.NGINX)
                .environment("GREETING", "good day = 1")
                .user("1234:5678")
                .workingDirectory("/var/tmp")
                .expose(ContainerPort.tcp(9000))
                .publish(new PublishedPort("127.0.0.1", 0, new ContainerPort(5353, Protocol.UDP)))
                .publish(new PublishedPort("", 0, ContainerPort.tcp(8080)))
                .healthcheck(healthcheck)
                .restart(restart)
                .stopGracePeriod(Duration.ofMillis(1500));

        String id = fixture.started(specs);

        ContainerDetails found = fixture.engine().container(specs.spec().name()).orElseThrow();
        assertThat(found.id()).isEqualTo(id);
        assertThat(found.image()).isEqualTo(Images.NGINX);
        assertThat(found.labels()).containsAllEntriesOf(fixture.labels());
        assertThat(found.healthcheck()).isEqualTo(healthcheck);
        assertThat(found.restart()).isEqualTo(restart);
        assertThat(found.exposed())
                .contains(ContainerPort.tcp(9000), ContainerPort.tcp(8080), new ContainerPort(5353, Protocol.UDP));
        assertThat(found.ports())
                .extracting(PublishedPort::containerPort)
                .containsExactly(new ContainerPort(5353, Protocol.UDP), ContainerPort.tcp(8080));
        assertThat(found.ports()).extracting(PublishedPort::hostAddress).containsExactly("127.0.0.1", "");
        assertThat(found.ports())
                .extracting(PublishedPort::hostPort)
                .allSatisfy(port -> assertThat(port).isPositive());
        assertThat(fixture.run(id, "sh", "-c", "echo \"$GREETING\"; id -u; id -g; pwd"))
                .isEqualTo("good day = 1\n1234\n5678\n/var/tmp\n");
    }

    @Test
    void createWhenEntrypointIsEmptyTakesTheImagesAway() {
        String id = fixture.engine()
                .create(fixture.container(Images.REDIS)
                        .entrypoint()
                        .command("echo", "alone")
                        .spec());

        fixture.engine().start(id);

        await().until(() -> state(id).status() == ContainerState.Status.EXITED);
        assertThat(fixture.log(id)).containsExactly("alone");
    }

    @Test
    void createWhenImageIsMissingSaysNotFound() {
        assertThatThrownBy(() -> fixture.engine()
                        .create(fixture.container("meeshy/no-such-image:1").spec()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("create container")
                .hasMessageContaining("meeshy/no-such-image:1")
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void createWhenNameIsTakenSaysConflict() {
        Specs specs = fixture.idle(Images.NGINX);
        fixture.engine().create(specs.spec());

        assertReason(Reason.CONFLICT, () -> fixture.engine().create(specs.spec()));
    }

    @Test
    void createWhenFurtherNetworkIsMissingLeavesNothingBehind() {
        Specs specs = fixture.idle(Images.NGINX).network(fixture.network()).network("meeshy-no-such-network");

        assertReason(Reason.NOT_FOUND, () -> fixture.engine().create(specs.spec()));

        assertThat(fixture.engine().containers(fixture.labels())).isEmpty();
    }

    @Test
    void createWhenThreadIsInterruptedFinishesAndKeepsTheFlag() {
        Thread.currentThread().interrupt();

        String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(fixture.engine().container(id)).isPresent();
    }

    @Test
    void networksAreAllConnectedWithTheirAliases() {
        String first = fixture.network();
        String second = fixture.network();
        String both =
                fixture.started(fixture.idle(Images.NGINX).network(first, "one").network(second, "two", "zwei"));
        String peer = fixture.started(fixture.idle(Images.NGINX).network(second));

        assertThat(fixture.engine().container(both).orElseThrow().addresses()).containsOnlyKeys(first, second);
        String address =
                fixture.engine().container(both).orElseThrow().addresses().get(second);
        assertThat(fixture.run(peer, "getent", "hosts", "two")).startsWith(address);
        assertThat(fixture.run(peer, "getent", "hosts", "zwei")).startsWith(address);
        assertThat(fixture.exec(peer, "getent", "hosts", "one").exitCode()).isNotZero();
    }

    @Test
    void startWhenPortIsTakenSaysSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String id = fixture.engine()
                    .create(fixture.idle(Images.NGINX)
                            .publish(new PublishedPort("", taken.getLocalPort(), ContainerPort.tcp(80)))
                            .spec());

            assertThatThrownBy(() -> fixture.engine().start(id))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("publish another port")
                    .extracting(e -> ((EngineException) e).reason())
                    .isEqualTo(Reason.PORT_TAKEN);
        }
    }

    @Test
    void startWhenAnotherContainerHasThePortSaysPortTaken() {
        String first = fixture.started(
                fixture.idle(Images.NGINX).publish(new PublishedPort("127.0.0.1", 0, ContainerPort.tcp(80))));
        PublishedPort taken =
                fixture.engine().container(first).orElseThrow().ports().get(0);
        String second = fixture.engine()
                .create(fixture.idle(Images.NGINX).publish(taken).spec());

        assertReason(Reason.PORT_TAKEN, () -> fixture.engine().start(second));
    }

    @Test
    void startWhenProgramIsMissingTellsTheEnginesWords() {
        String id = fixture.engine()
                .create(fixture.container(Images.NGINX)
                        .entrypoint("/no/such/program")
                        .spec());

        assertThatThrownBy(() -> fixture.engine().start(id))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("/no/such/program");

        assertThat(state(id).error()).contains("/no/such/program");
        assertThat(state(id).exitCode()).hasValue(127);
    }

    @Test
    void stopWhenContainerIgnoresItKillsAfterTheGrace() {
        String id = fixture.started(fixture.stubborn(Images.NGINX));

        fixture.engine().stop(id, Duration.ofSeconds(1));

        assertThat(state(id).exitCode()).isEqualTo(OptionalInt.of(137));
    }

    @Test
    void stopWhenThreadIsInterruptedGivesUp() {
        String id = fixture.started(fixture.stubborn(Images.NGINX));
        Thread.currentThread().interrupt();

        assertReason(Reason.INTERRUPTED, () -> fixture.engine().stop(id, Duration.ofSeconds(30)));

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void stopWhenThereIsNoContainerSaysNotFound() {
        assertReason(Reason.NOT_FOUND, () -> fixture.engine().stop("meeshy-no-such-container", GRACE));
    }

    @Test
    void restartStartsAnew() {
        String id = fixture.started(fixture.idle(Images.NGINX));
        Instant before = state(id).startedAt().orElseThrow();

        fixture.engine().restart(id, GRACE);

        assertThat(state(id).running()).isTrue();
        assertThat(state(id).startedAt())
                .get()
                .satisfies(after -> assertThat(after).isAfter(before));
    }

    @Test
    void removeEndsARunningContainerAtOnce() {
        String id = fixture.started(fixture.stubborn(Images.NGINX));

        fixture.engine().remove(id, true);

        assertThat(fixture.engine().container(id)).isEmpty();
    }

    @Test
    void removeWhenOthersRemoveItTooReturnsWhenItIsGone() throws Exception {
        String id = fixture.started(fixture.idle(Images.NGINX));
        var pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> goneAfterwards = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                goneAfterwards.add(pool.submit(() -> {
                    fixture.engine().remove(id, true);
                    return fixture.engine().container(id).isEmpty();
                }));
            }
            for (Future<Boolean> gone : goneAfterwards) {
                assertThat(gone.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void nameThatIsOnlyTheBeginningOfAnIdNamesNothing() {
        String id = fixture.started(fixture.idle(Images.NGINX));
        String beginning = id.substring(0, 6);

        assertThat(fixture.engine().container(beginning)).isEmpty();
        fixture.engine().remove(beginning, true);
        assertReason(Reason.NOT_FOUND, () -> fixture.engine().stop(beginning, GRACE));
        assertReason(Reason.NOT_FOUND, () -> fixture.engine().rename(beginning, fixture.name()));
        assertThat(state(id).running()).isTrue();
        assertThat(fixture.engine().container(id.substring(0, 12))).isPresent();
    }

    @Test
    void renameGivesAnotherName() {
        String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());
        String name = fixture.name();

        fixture.engine().rename(id, name);

        assertThat(fixture.engine().container(name))
                .get()
                .extracting(ContainerDetails::id)
                .isEqualTo(id);
    }

    @Test
    void restartPolicyChangesNothingElse() {
        Specs specs = fixture.idle(Images.NGINX).restart(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0));
        String id = fixture.engine().create(specs.spec());
        ContainerDetails before = fixture.engine().container(id).orElseThrow();

        fixture.engine().restartPolicy(id, RestartPolicy.NO);

        ContainerDetails after = fixture.engine().container(id).orElseThrow();
        assertThat(before.restart().mode()).isEqualTo(RestartPolicy.Mode.ALWAYS);
        assertThat(after.restart()).isEqualTo(RestartPolicy.NO);
        assertThat(after).usingRecursiveComparison().ignoringFields("restart").isEqualTo(before);
    }

    @Test
    void healthIsTheEnginesVerdict() {
        Healthcheck often = Healthcheck.shell("test -e /tmp/well")
                .interval(Duration.ofSeconds(1))
                .retries(1);
        String id = fixture.started(fixture.idle(Images.NGINX).healthcheck(often));
        assertThat(state(id).health()).isEqualTo(ContainerState.Health.STARTING);

        await().atMost(Duration.ofSeconds(20)).until(() -> state(id).health() == ContainerState.Health.UNHEALTHY);
        fixture.run(id, "touch", "/tmp/well");
        await().atMost(Duration.ofSeconds(20)).until(() -> state(id).health() == ContainerState.Health.HEALTHY);
    }

    @Test
    void healthcheckWhenSwitchedOffIsNone() {
        String id = fixture.started(fixture.idle(Images.NGINX).healthcheck(Healthcheck.none()));

        assertThat(fixture.engine().container(id).orElseThrow().healthcheck().disabled())
                .isTrue();
        assertThat(state(id).health()).isEqualTo(ContainerState.Health.NONE);
    }

    @Test
    void addressOfAPublishedPortAnswers() throws Exception {
        String id = fixture.started(
                fixture.container(Images.NGINX).publish(new PublishedPort("127.0.0.1", 0, ContainerPort.tcp(80))));

        assertAnswers(fixture.engine().address(id, 80));
    }

    @Test
    void addressOfAPortThatIsNotPublishedIsTheContainersOwnWhereThatCanBeReached() throws Exception {
        String id = fixture.started(fixture.container(Images.NGINX).network(fixture.network()));

        Optional<InetSocketAddress> address = fixture.engine().address(id, 80);

        if (fixture.engine().info().reach() == EngineInfo.Reach.BY_ADDRESS) {
            assertAnswers(address);
            fixture.engine().stop(id, GRACE);
            assertThat(fixture.engine().address(id, 80)).isEmpty();
        } else {
            assertThat(address).isEmpty();
        }
    }

    @Test
    void callsWhenConnectionIsClosedSayIt() {
        DockerEngine closed = DockerEngine.connect();
        closed.close();

        assertThatThrownBy(() -> closed.containers(fixture.labels()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("closed");
    }

    private static void assertAnswers(Optional<InetSocketAddress> address) {
        InetSocketAddress where = address.orElseThrow();
        URI uri = URI.create("http://" + where.getHostString() + ":" + where.getPort() + "/");
        HttpClient http = HttpClient.newHttpClient();
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> http.send(
                                        HttpRequest.newBuilder(uri)
                                                .timeout(Duration.ofSeconds(2))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private ContainerState state(String container) {
        return fixture.engine().container(container).orElseThrow().state();
    }

    static void assertReason(Reason reason, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(EngineException.class)
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(reason);
    }
}
