package me.meeshy.infra.mongo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A replica set of three, whose members are on this machine's own network, so that they have the same names inside and outside: the first is
 * the primary, the others never become one, and have the tags {@code use: backup} and {@code use: reports}.
 */
final class ReplicaSetOfThree implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Integer> ports = new ArrayList<>();
    private final List<GenericContainer<?>> containers = new ArrayList<>();

    static ReplicaSetOfThree start() throws IOException {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers, so no mongod can be started");
        ReplicaSetOfThree started = new ReplicaSetOfThree();
        try {
            started.startMembers();
            return started;
        } catch (RuntimeException | IOException e) {
            started.close();
            throw e;
        }
    }

    private void startMembers() throws IOException {
        for (int i = 0; i < 3; i++) {
            int port = freePort();
            GenericContainer<?> container = new GenericContainer<>("mongo:8.0")
                    .withNetworkMode("host")
                    .withCommand(
                            "mongod",
                            "--replSet",
                            "rs3",
                            "--bind_ip",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port),
                            "--wiredTigerCacheSizeGB",
                            "0.25")
                    .waitingFor(Wait.forLogMessage("(?i).*waiting for connections.*", 1))
                    .withStartupTimeout(PATIENCE);
            containers.add(container);
            ports.add(port);
            container.start();
        }
        try (MongoClient client = member(0)) {
            client.getDatabase("admin")
                    .runCommand(Document.parse("{replSetInitiate: {_id: 'rs3', members: ["
                            + "{_id: 0, host: '" + host(0) + "'},"
                            + "{_id: 1, host: '" + host(1) + "', priority: 0, tags: {use: 'backup'}},"
                            + "{_id: 2, host: '" + host(2) + "', priority: 0, tags: {use: 'reports'}}]}}"));
            Awaitility.await().atMost(PATIENCE).until(() -> states(client).equals(List.of(1, 2, 2)));
            // one that is the primary by its state catches up first, and takes no writes until then
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> client.getDatabase("admin")
                            .runCommand(new Document("hello", 1))
                            .getBoolean("isWritablePrimary"));
        }
    }

    private static List<Integer> states(MongoClient client) {
        return client
                .getDatabase("admin")
                .runCommand(new Document("replSetGetStatus", 1))
                .getList("members", Document.class)
                .stream()
                .map(each -> each.getInteger("state"))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Host and port, as the set names it. */
    String host(int member) {
        return "127.0.0.1:" + ports.get(member);
    }

    /** Where it listens. */
    InetSocketAddress socket(int member) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(member));
    }

    MongoClient member(int member) {
        return MongoClients.create("mongodb://" + host(member) + "/?directConnection=true");
    }

    /** All of it, with further options such as {@code &readPreference=secondary}. */
    String uri(String options) {
        return ports.stream().map(each -> "127.0.0.1:" + each).collect(Collectors.joining(",", "mongodb://", ""))
                + "/?replicaSet=rs3" + options;
    }

    @Override
    public void close() {
        containers.forEach(GenericContainer::stop);
    }
}
