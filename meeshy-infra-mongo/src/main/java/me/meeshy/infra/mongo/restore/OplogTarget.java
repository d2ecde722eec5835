package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Replays operations on a server, by {@code applyOps}, in their order. Each may be done twice: the later ones lead to the same end. */
final class OplogTarget implements OplogReplay.Target {

    private static final int MOST_OPERATIONS = 500;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int NAMESPACE_NOT_FOUND = 26;

    private final MongoConnection server;
    private final RestorePolicy policy;
    private final Retry retry;
    private final Journal journal;
    private final BsonArray batch = new BsonArray();
    private final List<Made> made = new ArrayList<>();
    private int bytes;

    private record Made(String database, String collection, UUID uuid) {}

    /** Is told of what was made, so that another process can take it back. */
    interface Journal {
        void created(String database, String collection, UUID uuid);
    }

    OplogTarget(MongoConnection server, RestorePolicy policy, Retry retry, Journal journal) {
        this.journal = journal;
        this.server = server;
        this.policy = policy;
        this.retry = retry;
    }

    @Override
    public void write(String namespace, BsonDocument operation) {
        int size = RawBson.encode(operation).length;
        if (bytes + size > MOST_BYTES || batch.size() == MOST_OPERATIONS) {
            flush();
        }
        batch.add(operation);
        bytes += size;
    }

    /** Does what has not been done yet. */
    void flush() {
        if (!batch.isEmpty()) {
            apply(batch);
            batch.clear();
            bytes = 0;
        }
    }

    private void apply(BsonArray operations) {
        BsonDocument command = new BsonDocument("applyOps", operations)
                .append("allowAtomic", BsonBoolean.FALSE)
                .append("bypassDocumentValidation", BsonBoolean.TRUE)
                .append("writeConcern", WriteConcerns.of(policy.safety()));
        try {
            retry.call("Replaying the oplog", () -> {}, () -> server.run("admin", command));
        } catch (DataException e) {
            if (Retry.worthwhile(e) || e.serverCode().isEmpty()) {
                throw e;
            }
            throw new OplogException(
                    OplogException.Reason.REFUSED,
                    "The server refused entries of the oplog, from one on "
                            + operations.get(0).asDocument().getString("ns").getValue() + " on: " + e.getMessage()
                            + ". Who replays needs the right to applyOps (the roles restore and, for any other than"
                            + " plain entries, root or anyAction on anyResource)",
                    e);
        }
    }

    @Override
    public void create(String database, String collection, BsonDocument command) {
        flush();
        apply(command(database, command));
        RestoreDatabase.uuidOf(server, database, collection).ifPresent(uuid -> {
            made.add(new Made(database, collection, uuid));
            journal.created(database, collection, uuid);
        });
    }

    @Override
    public void modify(String database, BsonDocument command) {
        flush();
        apply(command(database, command));
    }

    private static BsonArray command(String database, BsonDocument command) {
        return new BsonArray(List.of(new BsonDocument("op", new BsonString("c"))
                .append("ns", new BsonString(database + ".$cmd"))
                .append("o", command)));
    }

    @Override
    public void drop(String database, String collection) {
        flush();
        BsonDocument command = new BsonDocument("drop", new BsonString(collection))
                .append("writeConcern", WriteConcerns.of(policy.safety()));
        try {
            retry.call("Replaying the oplog", () -> {}, () -> server.run(database, command));
        } catch (DataException e) {
            if (e.serverCode().orElse(0) != NAMESPACE_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Drops what it has made itself, and nobody has replaced since. */
    void undo() {
        for (Made each : made) {
            Optional<UUID> there = RestoreDatabase.uuidOf(server, each.database(), each.collection());
            if (there.filter(each.uuid()::equals).isPresent()) {
                drop(each.database(), each.collection());
            }
        }
    }
}
