package me.meeshy.infra.mongo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A mongod that Testcontainers starts: standalone, or a replica set of one. It knows nothing of our own orchestration. */
public final class MongodContainer {

    public static final int PORT = 27017;

    private static final String IMAGE = "mongo:8.0";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final GenericContainer<?> container;

    private MongodContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /**
     * Starts one, and waits until it takes writes.
     *
     * @param special what else is special about its container, such as a small disk
     * @param options further words of its command line
     */
    public static MongodContainer start(
            boolean replicaSet, Consumer<GenericContainer<?>> special, List<String> options) {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers, so no mongod can be started");
        Stream<String> command = replicaSet ? Stream.of("mongod", "--replSet", "rs0") : Stream.of("mongod");
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withExposedPorts(PORT)
                .withCommand(Stream.concat(command, options.stream()).toArray(String[]::new))
                .waitingFor(Wait.forLogMessage("(?i).*waiting for connections.*", 1))
                .withStartupTimeout(PATIENCE);
        special.accept(container);
        container.start();
        var started = new MongodContainer(container);
        if (replicaSet) {
            try (MongoClient client = started.client()) {
                client.getDatabase("admin")
                        .runCommand(Document.parse("{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: 'localhost:"
                                + PORT + "'}]}}"));
            }
        }
        started.awaitWritable();
        return started;
    }

    private void awaitWritable() {
        try (MongoClient client = client()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(MongoException.class)
                    .until(() -> client.getDatabase("admin")
                            .runCommand(new Document("hello", 1))
                            .getBoolean("isWritablePrimary"));
        }
    }

    public String host() {
        return container.getHost();
    }

    /** The port that the engine gave it now, which may be another one after a restart. */
    public int port() {
        Ports.Binding[] bindings = container
                .getDockerClient()
                .inspectContainerCmd(container.getContainerId())
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(PORT));
        return Integer.parseInt(Objects.requireNonNull(bindings)[0].getHostPortSpec());
    }

    private MongoClient client() {
        return MongoClients.create("mongodb://" + host() + ":" + port() + "/?directConnection=true");
    }

    /** SIGKILL, as a crash of the server. */
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts it again on its old data; it may have another port then. */
    public void startAgain() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    /** Stops and removes it. */
    public void stop() {
        container.stop();
    }
}
