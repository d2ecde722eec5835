package me.meeshy.infra.mongo.restore;

import com.mongodb.MongoException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Builds the indexes of restored collections, several collections at a time, and tells how far the server is. */
public final class RestoreIndexes {

    private static final int BUILDERS = 2;
    private static final long ASK_MILLIS = 300;
    private static final BsonDocument OPERATIONS =
            BsonDocument.parse("{$currentOp: {allUsers: true, idleSessions: false}}");

    private final MongoConnection target;
    private final CollectionCreator creator;
    private final Retry retry;
    private final Consumer<IndexProgress> listener;
    private final Deadline deadline;

    public RestoreIndexes(
            MongoConnection target,
            CollectionCreator creator,
            Retry retry,
            Consumer<IndexProgress> listener,
            Deadline deadline) {
        this.target = target;
        this.creator = creator;
        this.retry = retry;
        this.listener = listener;
        this.deadline = deadline;
    }

    /**
     * Builds all but those of {@code _id}; those that are there already are left alone. TTL indexes of what is not in use yet
     * wait for ever.
     *
     * @return the real expireAfterSeconds of each TTL index that waits
     */
    public Map<RestoreLoad, Map<String, Long>> build(List<RestoreLoad> loads) {
        Map<RestoreLoad, Map<String, Long>> silenced = new ConcurrentHashMap<>();
        Map<String, RestoreLoad> building = new ConcurrentHashMap<>();
        try (Workers builders = new Workers("Indexing", BUILDERS, deadline);
                Workers asker = new Workers("Asking about indexes", 1, deadline)) {
            loads.forEach(each -> builders.submit(() -> {
                building.put(each.item().database() + "." + each.collection(), each);
                silenced.put(
                        each,
                        retry.call(
                                "Indexing " + each.item().namespace(),
                                each.tally()::doubt,
                                () -> creator.createIndexes(
                                        each.item().database(),
                                        each.collection(),
                                        each.item().description(),
                                        each.live())));
                building.remove(each.item().database() + "." + each.collection());
                listener.accept(new IndexProgress(
                        each.item().namespace(),
                        CollectionCreator.creatable(each.item().description()).size(),
                        "done",
                        1,
                        1));
            }));
            asker.submit(() -> ask(building));
            builders.await();
        }
        return silenced;
    }

    /** Until it is interrupted, when all are built. Who may not ask goes without. */
    private void ask(Map<String, RestoreLoad> building) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
                for (BsonDocument each :
                        target.client().getDatabase("admin").aggregate(List.of(OPERATIONS), BsonDocument.class)) {
                    tell(each, building);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MongoException e) {
            org.slf4j.LoggerFactory.getLogger(RestoreIndexes.class)
                    .debug("how far indexes are is not known: {}", e.getMessage());
        }
    }

    private void tell(BsonDocument operation, Map<String, RestoreLoad> building) {
        BsonDocument command = operation.getDocument("command", new BsonDocument());
        BsonDocument progress = operation.getDocument("progress", new BsonDocument());
        if (!command.isString("createIndexes") || progress.isEmpty()) {
            return;
        }
        String database = command.getString("$db", new BsonString("")).getValue();
        RestoreLoad load =
                building.get(database + "." + command.getString("createIndexes").getValue());
        if (load != null) {
            BsonValue message = operation.get("msg", new BsonString(""));
            listener.accept(new IndexProgress(
                    load.item().namespace(),
                    command.getArray("indexes", new BsonArray()).size(),
                    message.isString() ? message.asString().getValue() : "",
                    progress.getNumber("done", new BsonInt32(0)).longValue(),
                    progress.getNumber("total", new BsonInt32(0)).longValue()));
        }
    }
}
