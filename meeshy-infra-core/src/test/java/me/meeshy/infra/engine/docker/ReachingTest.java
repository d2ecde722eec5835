package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineInfo.Reach;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachingTest {

    private static final EngineHost LOCAL = EngineHost.of(URI.create("unix:///var/run/docker.sock"));
    private static final EngineHost OTHER = EngineHost.of(URI.create("tcp://192.0.2.7:2376"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void reachOfAnEngineOnThisMachineIsByAddress() throws Exception {
        assertThat(reachOverSocketFile("{" + thisMachine() + "}")).isEqualTo(Reach.BY_ADDRESS);
        try (FakeEngine fake =
                        FakeEngine.overTcp().speaking("1.44", "1.24").answer("/info", 200, "{" + thisMachine() + "}");
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            assertThat(engine.info().reach()).isEqualTo(Reach.BY_ADDRESS);
        }
    }

    @Test
    void reachThroughATunnelIsRemote() throws Exception {
        String elsewhere = "{\"Name\":\"elsewhere\",\"KernelVersion\":\"6.1.0-elsewhere\"}";
        assertThat(reachOverSocketFile(elsewhere)).isEqualTo(Reach.REMOTE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reachOfARootlessEngineIsByPublishedPorts() throws Exception {
        assertThat(reachOverSocketFile("{" + thisMachine()
                        + ",\"SecurityOptions\":[\"name=seccomp,profile=default\",\"name=rootless\"]}"))
                .isEqualTo(Reach.ROOTLESS);
    }

    @Test
    void reachOfDockerDesktopIsByPublishedPorts() throws Exception {
        assertThat(reachOverSocketFile("{\"OperatingSystem\":\"Docker Desktop\"}"))
                .isEqualTo(Reach.DOCKER_DESKTOP);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 127.0.0.1, 192.0.2.7",
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "10.1.2.3, 10.1.2.3, 10.1.2.3",
        "::, ::1, 192.0.2.7",
    })
    void addressOfAPublishedPortIsWhereItIsPublished(String bound, String local, String remote) {
        ContainerDetails container = container(new PublishedPort(bound, 32768, ContainerPort.tcp(80)));

        assertThat(Reaching.address(container, 80, Reach.BY_ADDRESS, LOCAL))
                .contains(new InetSocketAddress(local, 32768));
        assertThat(Reaching.address(container, 80, Reach.DOCKER_DESKTOP, LOCAL))
                .contains(new InetSocketAddress(local, 32768));
        assertThat(Reaching.address(container, 80, Reach.REMOTE, OTHER)).contains(new InetSocketAddress(remote, 32768));
        assertThat(Reaching.address(container, 80, Reach.REMOTE, LOCAL)).isEmpty();
    }

    @Test
    void addressOfAnInternalPortIsTheContainersOwnWhereThatCanBeReached() {
        ContainerDetails container = container(new PublishedPort("", 32768, ContainerPort.tcp(80)));

        assertThat(Reaching.address(container, 81, Reach.BY_ADDRESS, LOCAL))
                .contains(new InetSocketAddress("172.18.0.2", 81));
        assertThat(Reaching.address(container, 81, Reach.ROOTLESS, LOCAL)).isEmpty();
        assertThat(Reaching.address(container, 81, Reach.DOCKER_DESKTOP, LOCAL)).isEmpty();
        assertThat(Reaching.address(container, 81, Reach.REMOTE, OTHER)).isEmpty();
    }

    private Reach reachOverSocketFile(String info) throws IOException {
        try (FakeEngine fake = FakeEngine.overSocketFile(folder.resolve("engine.sock"))
                        .speaking("1.44", "1.24")
                        .answer("/info", 200, info);
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            return engine.info().reach();
        }
    }

    private static String thisMachine() throws IOException {
        return "\"Name\":\"" + Files.readString(Reaching.HOST_NAME).strip() + "\",\"KernelVersion\":\""
                + Files.readString(Reaching.KERNEL_RELEASE).strip() + "\"";
    }

    private static ContainerDetails container(PublishedPort port) {
        ContainerState running = new ContainerState(
                ContainerState.Status.RUNNING,
                ContainerState.Health.NONE,
                OptionalInt.empty(),
                false,
                Optional.empty(),
                "",
                OptionalLong.empty());
        return new ContainerDetails(
                "id",
                "web",
                "nginx",
                "sha256:1",
                Map.of(),
                running,
                Healthcheck.none(),
                List.of(port),
                List.of(),
                Map.of("net", "172.18.0.2"),
                RestartPolicy.NO,
                Map.of());
    }
}
