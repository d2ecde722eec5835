package me.meeshy.infra.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Real servers for tests, started by Testcontainers as a witness independent of our own orchestration: one standalone and
 * one replica set of one node for the whole JVM. Each test takes a database name of its own.
 */
final class BareMongo {

    private static @Nullable BareMongo standalone;
    private static @Nullable BareMongo replicaSet;

    private final MongodContainer container;
    private final String address;
    private final MongoClient client;

    private BareMongo(MongodContainer container) {
        this.container = container;
        this.address = container.host() + ":" + container.port();
        this.client = MongoClients.create(uri());
    }

    static synchronized BareMongo standalone() {
        if (standalone == null) {
            standalone = start(false);
        }
        return standalone;
    }

    static synchronized BareMongo replicaSet() {
        if (replicaSet == null) {
            replicaSet = start(true);
        }
        return replicaSet;
    }

    /** One for a single test, which may kill it. */
    static BareMongo own() {
        return start(false);
    }

    /** A replica set for a single test, with options of its own. */
    static BareMongo ownReplicaSet(String... options) {
        return start(true, options);
    }

    /** SIGKILL, as a crash of the server. */
    void kill() {
        container.kill();
    }

    /** Starts it again on its old data; it may have another port then. */
    void startAgain() {
        container.startAgain();
    }

    /** Where it listens now. */
    InetSocketAddress socket() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), container.port());
    }

    void stop() {
        client.close();
        container.stop();
    }

    private static BareMongo start(boolean replicaSet, String... options) {
        // Nothing else removes it: Ryuk's image cannot be had everywhere.
        MongodContainer container = MongodContainer.start(
                replicaSet,
                special -> Runtime.getRuntime().addShutdownHook(new Thread(special::stop)),
                List.of(options));
        return new BareMongo(container);
    }

    String uri() {
        return "mongodb://" + address() + "/?directConnection=true";
    }

    /** Where it listened first, as the Database Tools take it. */
    String address() {
        return address;
    }

    MongoClient client() {
        return client;
    }

    /** A name that no other test has. */
    static String database() {
        return "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
