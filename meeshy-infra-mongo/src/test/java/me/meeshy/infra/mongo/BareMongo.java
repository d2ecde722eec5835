package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Real servers for tests, started by Testcontainers as a witness independent of our own orchestration: one standalone and
 * one replica set of one node for the whole JVM. Each test takes a database name of its own.
 */
final class BareMongo {

    private static final String IMAGE = "mongo:8.0";
    private static final int PORT = 27017;

    private static @Nullable BareMongo standalone;
    private static @Nullable BareMongo replicaSet;

    private final GenericContainer<?> container;
    private final MongoClient client;

    private BareMongo(GenericContainer<?> container) {
        this.container = container;
        this.client = MongoClients.create(uri());
    }

    static synchronized BareMongo standalone() {
        if (standalone == null) {
            standalone = start();
        }
        return standalone;
    }

    static synchronized BareMongo replicaSet() {
        if (replicaSet == null) {
            replicaSet = start("--replSet", "rs0");
            replicaSet.initiate();
        }
        return replicaSet;
    }

    /** One for a single test, which may kill it. */
    static BareMongo own() {
        return start();
    }

    /** A replica set for a single test, with options of its own. */
    static BareMongo ownReplicaSet(String... options) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("--replSet", "rs0"), java.util.Arrays.stream(options))
                .toArray(String[]::new);
        BareMongo own = start(all);
        own.initiate();
        return own;
    }

    /** SIGKILL, as a crash of the server. */
    void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts it again on its old data; it may have another port then. */
    void startAgain() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    /** Where it listens now. */
    InetSocketAddress socket() {
        Ports.Binding[] bindings = container
                .getDockerClient()
                .inspectContainerCmd(container.getContainerId())
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(PORT));
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(Objects.requireNonNull(bindings)[0].getHostPortSpec()));
    }

    void stop() {
        client.close();
        container.stop();
    }

    private static BareMongo start(String... options) {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers, so no mongod can be started");
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withExposedPorts(PORT)
                .withCommand(options.length == 0 ? new String[] {"mongod"} : with("mongod", options))
                .waitingFor(Wait.forLogMessage("(?i).*waiting for connections.*", 1))
                .withStartupTimeout(Duration.ofMinutes(2));
        // Nothing else removes it: Ryuk's image cannot be had everywhere.
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        container.start();
        return new BareMongo(container);
    }

    private static String[] with(String first, String... rest) {
        String[] all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private void initiate() {
        client.getDatabase("admin")
                .runCommand(Document.parse(
                        "{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: 'localhost:" + PORT + "'}]}}"));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.getDatabase("admin")
                                .runCommand(new Document("hello", 1))
                                .getBoolean("isWritablePrimary"))
                        .isTrue());
    }

    String uri() {
        return "mongodb://" + address() + "/?directConnection=true";
    }

    /** As the Database Tools take it. */
    String address() {
        return container.getHost() + ":" + container.getMappedPort(PORT);
    }

    MongoClient client() {
        return client;
    }

    /** A name that no other test has. */
    static String database() {
        return "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
