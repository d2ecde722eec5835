package me.meeshy.infra.mongo.write;

import com.mongodb.MongoException;
import java.util.Set;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * The server replaces a top-level Timestamp(0,0) when a document is stored; set afterwards it stays. (Servers from 5.0.29,
 * 6.0.17, 7.0.13 and 8.0 can be told not to; this way works on all.)
 */
public final class ZeroTimestamps {

    private final MongoConnection connection;

    public ZeroTimestamps(MongoConnection connection) {
        this.connection = connection;
    }

    /** Sets those of the documents of a batch that were stored. */
    public void keep(WriteBatch batch, Set<Integer> notStored) {
        BsonArray updates = new BsonArray();
        for (WriteBatch.ZeroTimestamp each : batch.zeroTimestamps()) {
            // _id is never replaced, and cannot be set
            if (!notStored.contains(each.document()) && !each.field().equals("_id")) {
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
        BatchTarget target = batch.target();
        BsonDocument command = new BsonDocument("update", new BsonString(target.collection()))
                .append("updates", updates)
                .append("writeConcern", WriteConcerns.of(target.safety()));
        if (!target.validated()) {
            command.append("bypassDocumentValidation", BsonBoolean.TRUE);
        }
        BsonDocument reply = send(target, command);
        BatchInserter.failOnWriteConcern(connection.address(), target, reply);
        if (reply.containsKey("writeErrors") || reply.getNumber("n").intValue() != updates.size()) {
            throw new DataException(
                    "A Timestamp(0,0) in " + target.namespace() + " could not be kept: " + reply.toJson(),
                    null,
                    target.namespace(),
                    0);
        }
    }

    private BsonDocument send(BatchTarget target, BsonDocument command) {
        try {
            return connection.client().getDatabase(target.database()).runCommand(command, BsonDocument.class);
        } catch (MongoException e) {
            throw connection.failed("Storing documents", target.namespace(), e);
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
