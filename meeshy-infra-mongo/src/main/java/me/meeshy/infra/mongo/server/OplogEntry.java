package me.meeshy.infra.mongo.server;

import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.OplogException;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;

/** One entry of an oplog, as the bytes it is. */
public record OplogEntry(RawBsonDocument document) {

    /** What names collections by identities that another server does not have, or turns them into something else. */
    private static final Set<String> NOT_REPLAYABLE =
            Set.of("renameCollection", "importCollection", "upgradeDowngradeViewlessTimeseries");

    /** It stays valid for as long as the bytes do. */
    public static OplogEntry of(byte[] bytes, int offset, int length) {
        return new OplogEntry(RawBson.view(bytes, offset, length));
    }

    public BsonTimestamp time() {
        if (!document.isTimestamp("ts")) {
            throw new DataException("An entry of the oplog has no time");
        }
        return document.getTimestamp("ts");
    }

    /** What kind of operation: {@code i}, {@code u}, {@code d}, {@code c} or {@code n}. */
    public String operation() {
        return document.get("op", new BsonString("")) instanceof BsonString text ? text.getValue() : "";
    }

    public String namespace() {
        return document.get("ns", new BsonString("")) instanceof BsonString text ? text.getValue() : "";
    }

    /** The command of an entry of the kind {@code c}. */
    public Optional<String> command() {
        return operation().equals("c") && document.get("o") instanceof BsonDocument object && !object.isEmpty()
                ? Optional.of(object.getFirstKey())
                : Optional.empty();
    }

    /** Refuses what cannot be replayed on another server, as the Database Tools do. */
    public void requireReplayable() {
        Optional<String> refused = command().filter(NOT_REPLAYABLE::contains);
        if (refused.isPresent()) {
            throw notReplayable(refused.get() + " happened on " + namespace());
        }
        if (namespace().equals("admin.system.version")) {
            throw notReplayable("admin.system.version was modified, as by another feature compatibility version");
        }
    }

    private OplogException notReplayable(String what) {
        return new OplogException(
                OplogException.Reason.NOT_REPLAYABLE,
                "The oplog cannot be replayed elsewhere: at " + shown(time()) + " " + what
                        + ". Dump again while nobody does that",
                null);
    }

    /** As mongorestore's {@code --oplogLimit} takes it. */
    public static String shown(BsonTimestamp time) {
        return Integer.toUnsignedLong(time.getTime()) + ":" + Integer.toUnsignedLong(time.getInc());
    }
}
