package me.meeshy.infra.mongo.write;

import com.mongodb.MongoException;
import java.util.HashSet;
import java.util.Set;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Sends batches, and reports each document that the server refused. Validators are bypassed: what was stored once is
 * stored again. Safe for use by several threads.
 */
public final class BatchInserter {

    private static final int MOST_OF_AN_ID = 200;
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final MongoConnection connection;
    private final RefusedDocuments refused;

    public BatchInserter(MongoConnection connection, RefusedDocuments refused) {
        this.connection = connection;
        this.refused = refused;
    }

    /**
     * Stores a batch.
     *
     * @return how many of its documents the server stored
     */
    public long insert(InsertBatch batch) {
        if (batch.documents() == 0) {
            return 0;
        }
        InsertBatch.Target target = batch.target();
        BsonDocument reply = send(target, batch.command());
        Set<Integer> failed = new HashSet<>();
        for (BsonValue each : reply.getArray("writeErrors", new BsonArray())) {
            BsonDocument error = each.asDocument();
            int index = error.getNumber("index").intValue();
            failed.add(index);
            refused.add(describe(batch, index, error));
        }
        failOnWriteConcern(target, reply);
        long stored = reply.getNumber("n").longValue();
        if (!target.ordered() && stored + failed.size() != batch.documents()) {
            throw new DataException(
                    "The server stored " + stored + " of " + batch.documents() + " documents of " + target.namespace()
                            + " and gave a reason for " + failed.size() + " only; what is missing is not known",
                    null,
                    target.namespace(),
                    0);
        }
        keepZeroTimestamps(batch, failed);
        return stored;
    }

    private BsonDocument send(InsertBatch.Target target, BsonDocument command) {
        try {
            return connection.client().getDatabase(target.database()).runCommand(command, BsonDocument.class);
        } catch (MongoException e) {
            throw connection.failed("Storing documents", target.namespace(), e);
        }
    }

    private static RefusedDocument describe(InsertBatch batch, int index, BsonDocument error) {
        BsonDocument document = batch.document(index);
        BsonDocument id = new BsonDocument();
        BsonValue value = document.get("_id");
        if (value != null) {
            id.append("_id", value);
        }
        String json = id.toJson(CANONICAL);
        return new RefusedDocument(
                batch.target().namespace(),
                json.length() > MOST_OF_AN_ID ? json.substring(0, MOST_OF_AN_ID) + "…" : json,
                error.getNumber("code").intValue(),
                error.getString("errmsg", new BsonString("no reason given")).getValue());
    }

    private static void failOnWriteConcern(InsertBatch.Target target, BsonDocument reply) {
        if (reply.containsKey("writeConcernError")) {
            BsonDocument error = reply.getDocument("writeConcernError");
            throw new DataException(
                    "The server did not confirm that documents of " + target.namespace() + " are safe: "
                            + error.getString("errmsg", new BsonString("no reason given"))
                                    .getValue(),
                    null,
                    target.namespace(),
                    error.getNumber("code", new BsonInt32(0)).intValue());
        }
    }

    /**
     * The server replaces a top-level Timestamp(0,0) at insert; set afterwards it stays. (Servers from 5.0.29, 6.0.17, 7.0.13
     * and 8.0 can be told not to; this way works on all.)
     */
    private void keepZeroTimestamps(InsertBatch batch, Set<Integer> failed) {
        BsonArray updates = new BsonArray();
        for (InsertBatch.ZeroTimestamp each : batch.zeroTimestamps()) {
            // _id is never replaced, and cannot be set
            if (!failed.contains(each.document()) && !each.field().equals("_id")) {
                updates.add(new BsonDocument(
                                "q",
                                new BsonDocument(
                                        "_id",
                                        new BsonDocument(
                                                "$eq",
                                                batch.document(each.document()).get("_id"))))
                        .append("u", setToZero(each.field())));
            }
        }
        if (updates.isEmpty()) {
            return;
        }
        InsertBatch.Target target = batch.target();
        BsonDocument reply = send(
                target,
                new BsonDocument("update", new BsonString(target.collection()))
                        .append("updates", updates)
                        .append("bypassDocumentValidation", BsonBoolean.TRUE)
                        .append("writeConcern", WriteConcerns.of(target.safety())));
        failOnWriteConcern(target, reply);
        if (reply.containsKey("writeErrors") || reply.getNumber("n").intValue() != updates.size()) {
            throw new DataException(
                    "A Timestamp(0,0) in " + target.namespace() + " could not be kept: " + reply.toJson(),
                    null,
                    target.namespace(),
                    0);
        }
    }

    private static BsonValue setToZero(String field) {
        BsonTimestamp zero = new BsonTimestamp(0);
        if (!field.isEmpty() && !field.contains(".") && !field.startsWith("$")) {
            return new BsonDocument("$set", new BsonDocument(field, zero));
        }
        // $set would take such a name for a path or an operator
        BsonDocument setField = new BsonDocument("field", new BsonDocument("$literal", new BsonString(field)))
                .append("input", new BsonString("$$ROOT"))
                .append("value", new BsonDocument("$literal", zero));
        BsonArray pipeline = new BsonArray();
        pipeline.add(new BsonDocument("$replaceWith", new BsonDocument("$setField", setField)));
        return pipeline;
    }
}
