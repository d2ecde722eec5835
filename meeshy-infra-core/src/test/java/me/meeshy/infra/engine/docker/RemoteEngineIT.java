package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.engine.EngineInfo.Reach;
import me.meeshy.infra.engine.EngineProxy;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real engine, reached over TCP as an engine on another host is: streams and all. */
@RequiresEngine
@Timeout(60)
@SuppressWarnings("try") // a connection is held open and not otherwise used
class RemoteEngineIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    private Path socket = Path.of("");

    @BeforeEach
    void engineHasASocketFile() {
        EngineHost host = EngineHost.ofEnvironment();
        assumeThat(host.uri().getScheme()).as("the engine is reached over").isEqualTo("unix");
        socket = Path.of(host.uri().getPath());
    }

    @Test
    void upOverTcpWorksAsOverTheSocket() throws Exception {
        try (EngineProxy proxy = EngineProxy.overTcp(socket)) {
            upExecAndFollow(EngineHost.of(proxy.uri()), Reach.BY_ADDRESS);
        }
    }

    @Test
    void upOverTlsWorksAsOverTheSocket() throws Exception {
        TestCertificate engine = TestCertificate.of(folder, "dns:localhost");
        TestCertificate client = TestCertificate.of(folder, "dns:client");
        Files.writeString(folder.resolve("ca.pem"), engine.pem());
        Files.writeString(folder.resolve("cert.pem"), client.pem());
        Files.writeString(folder.resolve("key.pem"), client.keyPem());
        try (EngineProxy proxy = EngineProxy.overTcp(socket);
                TlsFront front = new TlsFront(engine.serving(client), proxy.uri())) {
            var settings = new DockerSettings(
                    Map.of(
                            "DOCKER_HOST",
                            "tcp://localhost:" + front.port(),
                            "DOCKER_TLS_VERIFY",
                            "1",
                            "DOCKER_CERT_PATH",
                            folder.toString()),
                    folder);

            upExecAndFollow(EngineHost.of(settings), Reach.BY_ADDRESS);
        }
    }

    @Test
    void uriOnAnotherHostIsOfItsPublishedPortsAlone() throws Exception {
        InetAddress address = addressBesidesLoopback();
        Environment environment = environment(redis().publish(6379).expose(1234));
        try (EngineProxy proxy = EngineProxy.overTcp(address, socket);
                Infra infra = Infra.on(DockerEngine.connect(proxy.uri()))) {
            assertThat(infra.engine().info().reach()).isEqualTo(Reach.REMOTE);
            RunningEnvironment running = infra.up(environment, LIMIT);
            try {
                URI published = running.service("database").uri("redis", 6379);
                assertThat(published.getHost()).isEqualTo(address.getHostAddress());
                new Socket(published.getHost(), published.getPort()).close();
                assertThatThrownBy(() -> running.service("database").uri("redis", 1234))
                        .isInstanceOf(InfraException.class)
                        .hasMessageContaining("database")
                        .hasMessageContaining("1234")
                        .hasMessageContaining("the engine is on another host ("
                                + infra.engine().info().name() + ")")
                        .hasMessageContaining("publish(1234)");
            } finally {
                running.down(Volumes.DELETE);
            }
        }
    }

    /** That of the oldest network: engines make and remove younger ones at any time. */
    private static InetAddress addressBesidesLoopback() throws SocketException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
                .findFirst();
        assumeThat(address).as("this machine's address in some network").isPresent();
        return address.orElseThrow();
    }

    private static void upExecAndFollow(EngineHost host, Reach reach) {
        Environment environment = environment(redis().expose(6379));
        try (Infra infra = Infra.on(DockerEngine.connect(host, LIMIT))) {
            assertThat(infra.engine().info().reach()).isEqualTo(reach);
            RunningEnvironment running = infra.up(environment, LIMIT);
            try {
                String container = running.service("database").containerId();
                assertThat(infra.engine()
                                .exec(container, List.of("redis-cli", "ping"), Map.of(), 100, LIMIT)
                                .standardOutput())
                        .isEqualToIgnoringWhitespace("PONG");
                var lines = new CopyOnWriteArrayList<String>();
                try (var log = running.service("database").logs().follow(lines::add)) {
                    infra.engine().stop(container, Duration.ofSeconds(5));
                    assertThat(log.await(LIMIT)).isTrue();
                }
                assertThat(new ArrayList<>(lines)).isNotEmpty();
            } finally {
                running.down(Volumes.DELETE);
            }
        }
    }

    private static ServiceBuilder redis() {
        return Service.builder("database", Images.REDIS).healthcheck(Healthcheck.command("redis-cli", "ping"));
    }

    private static Environment environment(ServiceBuilder service) {
        String project = "meeshy-remote-" + UUID.randomUUID().toString().substring(0, 8);
        return Environment.of(
                "remote", Stack.builder(project).service(service.build()).build());
    }
}
