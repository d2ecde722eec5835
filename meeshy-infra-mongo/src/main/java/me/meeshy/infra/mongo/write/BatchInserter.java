package me.meeshy.infra.mongo.write;

import com.mongodb.MongoException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Sends batches, and reports each document that the server refused. A batch whose reply was lost is sent again: what it had
 * stored by then is told from the duplicates, and the collection counts as doubtful. Safe for use by several threads.
 */
public final class BatchInserter {

    private static final int MOST_OF_AN_ID = 200;
    private static final int DUPLICATE_KEY = 11_000;
    private static final BsonDocument BY_ID = new BsonDocument("_id", new BsonInt32(1));
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final MongoConnection connection;
    private final RefusedDocuments refused;
    private final Retry retry;
    private final ZeroTimestamps zeroTimestamps;

    public BatchInserter(MongoConnection connection, RefusedDocuments refused, Retry retry) {
        this.connection = connection;
        this.refused = refused;
        this.retry = retry;
        this.zeroTimestamps = new ZeroTimestamps(connection);
    }

    /** Stores a batch. */
    public void insert(WriteBatch batch) {
        if (batch.documents() == 0) {
            return;
        }
        boolean[] repeated = {false};
        retry.call(
                "Storing documents of " + batch.target().namespace(),
                () -> {
                    repeated[0] = true;
                    batch.target().tally().doubt();
                },
                () -> {
                    store(batch, repeated[0]);
                    return true;
                });
    }

    private void store(WriteBatch batch, boolean repeated) {
        BatchTarget target = batch.target();
        BsonDocument reply = send(target, batch.command());
        failOnWriteConcern(connection.address(), target, reply);
        Map<Integer, BsonDocument> failed = new TreeMap<>();
        Set<Integer> present = new HashSet<>();
        for (BsonValue each : reply.getArray("writeErrors", new BsonArray())) {
            BsonDocument error = each.asDocument();
            int index = error.getNumber("index").intValue();
            if (isThere(target, error, repeated)) {
                present.add(index);
            } else {
                failed.put(index, error);
            }
        }
        long stored = reply.getNumber("n").longValue();
        if (stored + failed.size() + present.size() != batch.documents()) {
            throw new DataException(
                    "The server stored " + stored + " of " + batch.documents() + " documents of " + target.namespace()
                            + " and gave a reason for " + (failed.size() + present.size())
                            + " only; what is missing is not known",
                    null,
                    target.namespace(),
                    0);
        }
        Set<Integer> untouched = new HashSet<>(failed.keySet());
        untouched.addAll(target.manner() == BatchTarget.Manner.INSERT_MISSING ? present : Set.of());
        zeroTimestamps.keep(batch, untouched);
        // Last of all: a batch that has to be sent again is counted once.
        target.tally().stored(stored);
        target.tally().kept(present.size());
        failed.forEach((index, error) -> {
            RawBsonDocument document = batch.document(index);
            byte[] bytes = RawBson.bytes(document);
            refused.add(describe(target, document, error), bytes);
            target.tally().refused(bytes);
        });
    }

    /** Whether a document was not stored because one with its {@code _id} is there, and that is all right. */
    private static boolean isThere(BatchTarget target, BsonDocument error, boolean repeated) {
        if (error.getNumber("code").intValue() != DUPLICATE_KEY
                || !(repeated || target.manner() == BatchTarget.Manner.INSERT_MISSING)) {
            return false;
        }
        return BY_ID.equals(error.get("keyPattern"))
                || error.getString("errmsg", new BsonString("")).getValue().contains(" index: _id_ ");
    }

    private BsonDocument send(BatchTarget target, BsonDocument command) {
        try {
            return connection.client().getDatabase(target.database()).runCommand(command, BsonDocument.class);
        } catch (MongoException e) {
            throw connection.failed("Storing documents", target.namespace(), e);
        }
    }

    private static RefusedDocument describe(BatchTarget target, BsonDocument document, BsonDocument error) {
        BsonDocument id = new BsonDocument();
        BsonValue value = document.get("_id");
        if (value != null) {
            id.append("_id", value);
        }
        String json = id.toJson(CANONICAL);
        return new RefusedDocument(
                target.namespace(),
                json.length() > MOST_OF_AN_ID ? json.substring(0, MOST_OF_AN_ID) + "…" : json,
                error.getNumber("code").intValue(),
                error.getString("errmsg", new BsonString("no reason given")).getValue());
    }

    static void failOnWriteConcern(String address, BatchTarget target, BsonDocument reply) {
        WriteConcerns.requireConfirmed(
                "Storing documents",
                target.namespace(),
                address,
                reply,
                () -> "; the server has stored "
                        + reply.getNumber("n", new BsonInt32(0)).longValue()
                        + " documents of this batch all the same, and had confirmed "
                        + target.tally().stored() + " of the collection before");
    }
}
