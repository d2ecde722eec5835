package me.meeshy.infra.examples;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ClusterConnectionMode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.examples.data.Dataset;
import me.meeshy.infra.examples.data.Seeder;
import me.meeshy.infra.secret.SecretValue;
import org.bson.Document;

/** A running environment's database, by the plain driver. */
final class MeeshyDatabase implements AutoCloseable {

    private static final int CONNECT_SECONDS = 10;

    private final MongoClient client;

    private MeeshyDatabase(MongoClient client) {
        this.client = client;
    }

    /** Connects; the first use tells whether that succeeds. */
    static MeeshyDatabase of(RunningEnvironment environment) {
        RunningService service = environment.service(MeeshyEnvironments.DATABASE_SERVICE);
        InetSocketAddress address = service.address(MeeshyEnvironments.MONGODB_PORT);
        var settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(address)))
                        // the member's name in its replica set is one that only its own network knows
                        .mode(ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS));
        String user = service.service().environment().get("MONGO_INITDB_ROOT_USERNAME");
        if (user != null) {
            String password = SecretValue.read(environment.environment().secretFile("mongodb-root-password"))
                    .reveal();
            settings.credential(MongoCredential.createCredential(user, "admin", password.toCharArray()));
        }
        return new MeeshyDatabase(MongoClients.create(settings.build()));
    }

    MongoDatabase database() {
        return client.getDatabase(MeeshyEnvironments.DATABASE);
    }

    /** Fills it, unless there is something in it. */
    boolean seedIfEmpty(Dataset dataset, LongConsumer progress) {
        return Seeder.of(dataset).seedIfEmpty(database(), progress);
    }

    /** Collections, documents and users, counted. */
    Content content() {
        MongoDatabase database = database();
        int collections = 0;
        long documents = 0;
        for (Document collection : database.listCollections()) {
            String name = collection.getString("name");
            if (!"view".equals(collection.getString("type")) && !name.startsWith("system.") && !name.startsWith("__")) {
                collections++;
                documents += database.getCollection(name).countDocuments();
            }
        }
        long users = database.getCollection("User").countDocuments()
                + database.getCollection("users").countDocuments();
        return new Content(collections, documents, users);
    }

    record Content(int collections, long documents, long users) {
        @Override
        public String toString() {
            return String.format("%d collections, %,d documents, %d users", collections, documents, users);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
