package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.swap.ForeignClients;
import me.meeshy.infra.mongo.swap.Patience;
import me.meeshy.infra.mongo.swap.Renaming;
import me.meeshy.infra.mongo.swap.Sight;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.work.Deadline;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What a swap does about commands of its own run that are still under way, as those of a process that died. */
class CollectionSwapIT {

    private static final String RUN = "r1";
    private static final InternalNames NAMES = new InternalNames(RUN);

    private final BareMongo server = BareMongo.replicaSet();
    private final String database = BareMongo.database();
    private final List<StoreJournal.Entry> recorded = new ArrayList<>();
    private final StoreJournal journal = new StoreJournal() {
        @Override
        public void record(String what, Map<String, ?> facts) {
            recorded.add(new Entry(what, Map.copyOf(facts)));
        }

        @Override
        public List<Entry> entries() {
            return List.copyOf(recorded);
        }
    };

    private MongoClient earlierProcess() {
        return MongoClients.create(server.uri() + "&appName=meeshy-infra-" + RUN);
    }

    private List<String> collections() {
        return server.client().getDatabase(database).listCollectionNames().into(new ArrayList<>());
    }

    /** The rename waits for a transaction; whoever sent it is gone, and what it does is not to be seen yet. */
    private CompletableFuture<Void> parkBehindATransaction(MongoClient client, ClientSession session) {
        session.startTransaction();
        server.client()
                .getDatabase(database)
                .getCollection("Message")
                .insertOne(session, new Document("_id", "in a transaction"));
        CompletableFuture<Void> parking = CompletableFuture.runAsync(() -> client.getDatabase("admin")
                .runCommand(new Document("renameCollection", database + ".Message")
                        .append("to", database + "." + NAMES.parked(0))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> server.client()
                        .getDatabase("admin")
                        .aggregate(List.of(
                                Document.parse("{$currentOp: {}}"),
                                Document.parse("{$match: {'command.renameCollection': '" + database
                                        + ".Message', waitingForLock: true}}")))
                        .iterator()
                        .hasNext());
        return parking;
    }

    private CollectionSwap swap(MongoConnection connection, Patience patience) {
        SwapPlan.Side old =
                new SwapPlan.Side(Sight.of(connection, database).at("Message").flatMap(Sight.Found::uuid), Map.of());
        return new CollectionSwap(
                new Renaming(connection, database),
                NAMES,
                new SwapPlan(
                        List.of(new SwapPlan.Entry(0, "Message", Optional.of(old), Optional.empty())),
                        List.of(),
                        List.of()),
                journal,
                new ForeignClients(connection, database, "meeshy-infra-" + RUN, Set.of()),
                patience);
    }

    private MongoConnection connect() {
        return MongoConnection.open(server.uri() + "&appName=meeshy-infra-" + RUN, Deadline.in(Duration.ofMinutes(2)));
    }

    @Test
    void backwardWhenARenameOfADeadProcessStillWaitsUndoesItToo() {
        server.client().getDatabase(database).getCollection("Message").insertOne(new Document("_id", 1));
        try (MongoClient dead = earlierProcess();
                ClientSession session = server.client().startSession();
                MongoConnection connection = connect()) {
            CollectionSwap swap = swap(connection, CollectionSwap.PATIENCE);
            CompletableFuture<Void> parking = parkBehindATransaction(dead, session);
            CompletableFuture<Void> released = CompletableFuture.runAsync(
                    session::commitTransaction, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));

            swap.backward(name -> {});
            released.join();
            try {
                parking.join();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(MongoException.class);
            }
        }
        assertThat(collections()).containsExactly("Message");
        assertThat(server.client()
                        .getDatabase(database)
                        .getCollection("Message")
                        .countDocuments())
                .isEqualTo(2);
    }

    @Test
    void backwardWhenARenameOfADeadProcessDoesNotEndSaysSo() {
        server.client().getDatabase(database).getCollection("Message").insertOne(new Document("_id", 1));
        try (MongoClient dead = earlierProcess();
                ClientSession session = server.client().startSession();
                MongoConnection connection = connect()) {
            CollectionSwap swap = swap(connection, Patience.of(Duration.ofMillis(300), Duration.ofMillis(50)));
            CompletableFuture<Void> parking = parkBehindATransaction(dead, session);

            assertThatThrownBy(() -> swap.backward(name -> {}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("earlier commands of this run still work on the database")
                    .hasMessageContaining("renameCollection of " + database + ".Message")
                    .hasMessageContaining("holds a transaction open");
            session.abortTransaction();
            parking.join();
        }
    }
}
