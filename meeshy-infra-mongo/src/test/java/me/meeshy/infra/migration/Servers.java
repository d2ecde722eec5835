package me.meeshy.infra.migration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.bson.Document;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A real server, started by Testcontainers, and the plain driver's view of it: a witness that knows nothing of our code. */
final class Servers implements AutoCloseable {

    static final int PORT = 27017;
    private static final String IMAGE = "mongo:8.0";

    private final GenericContainer<?> container;
    private final boolean replicaSet;

    private Servers(GenericContainer<?> container, boolean replicaSet) {
        this.container = container;
        this.replicaSet = replicaSet;
    }

    static Servers start(boolean replicaSet) {
        return start(replicaSet, container -> {});
    }

    /** With something special about it, such as a small disk. */
    static Servers start(boolean replicaSet, Consumer<GenericContainer<?>> special) {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers, so no mongod can be started");
        String[] command = replicaSet ? new String[] {"mongod", "--replSet", "rs0"} : new String[] {"mongod"};
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withExposedPorts(PORT)
                .withCommand(command)
                .waitingFor(Wait.forLogMessage("(?i).*waiting for connections.*", 1))
                .withStartupTimeout(Duration.ofSeconds(60));
        special.accept(container);
        container.start();
        var server = new Servers(container, replicaSet);
        if (replicaSet) {
            try (MongoClient client = server.client()) {
                client.getDatabase("admin")
                        .runCommand(Document.parse(
                                "{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: 'localhost:27017'}]}}"));
            }
        }
        server.awaitWritable();
        return server;
    }

    private void awaitWritable() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (MongoClient client = client()) {
                return client.getDatabase("admin")
                        .runCommand(new Document("hello", 1))
                        .getBoolean("isWritablePrimary");
            }
        });
    }

    String host() {
        return container.getHost();
    }

    int port() {
        return container.getMappedPort(PORT);
    }

    /** SIGKILL, as a crash of the server. */
    void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts it again on its old data. */
    void startAgain() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    /** The port that the engine gave it now, which may be another one after a restart. */
    int currentPort() {
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

    String uri() {
        return "mongodb://" + host() + ":" + currentPort() + "/?directConnection=true&serverSelectionTimeoutMS=20000";
    }

    /** To be closed before a migration proves that nobody else is connected. */
    MongoClient client() {
        return MongoClients.create(uri());
    }

    boolean replicaSet() {
        return replicaSet;
    }

    /** Everything of a database that a user sees, as comparable text: documents, indexes, options, views. */
    Map<String, String> contents(String database) {
        try (MongoClient client = client()) {
            return contents(client.getDatabase(database));
        }
    }

    private static Map<String, String> contents(MongoDatabase database) {
        var contents = new TreeMap<String, String>();
        for (Document each : database.listCollections()) {
            String name = each.getString("name");
            if (name.startsWith("system.")) {
                continue;
            }
            contents.put(name + " options", each.get("options", Document.class).toJson());
            if (each.getString("type").equals("collection")) {
                List<String> documents = new ArrayList<>();
                database.getCollection(name, BsonDocument.class).find().forEach(found -> documents.add(found.toJson()));
                documents.sort(null);
                contents.put(name, documents.toString());
                List<String> indexes = new ArrayList<>();
                database.getCollection(name).listIndexes().forEach(index -> indexes.add(normalised(index)));
                indexes.sort(null);
                contents.put(name + " indexes", indexes.toString());
            }
        }
        return contents;
    }

    /** collMod writes an int64 where createIndexes was given an int32. */
    private static String normalised(Document index) {
        if (index.get("expireAfterSeconds") instanceof Number seconds) {
            index.put("expireAfterSeconds", seconds.longValue());
        }
        return new TreeMap<>(index).toString();
    }

    void drop(String database) {
        try (MongoClient client = client()) {
            client.getDatabase(database).drop();
        } catch (MongoException e) {
            throw new IllegalStateException("cannot drop " + database, e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
