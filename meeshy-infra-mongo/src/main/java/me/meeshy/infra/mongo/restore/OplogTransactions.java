package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.server.OplogEntry;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/** The transactions of an oplog that have several entries, kept until they are committed: until then they have not happened. */
final class OplogTransactions {

    /** What they may hold together. */
    private static final long MOST_HELD_BYTES = 64L * 1024 * 1024;

    private final Map<String, List<BsonDocument>> held = new LinkedHashMap<>();
    private long heldBytes;

    /**
     * Takes an entry of the command applyOps.
     *
     * @param first whether the oplog begins with it
     * @return what is to be done now: all of the transaction, where this entry commits it
     */
    List<BsonDocument> applied(BsonDocument entry, boolean first) {
        List<BsonDocument> operations = entry.getDocument("o").getArray("applyOps").stream()
                .map(BsonValue::asDocument)
                .toList();
        if (flag(entry, "partialTxn") || flag(entry, "prepare")) {
            hold(key(entry), operations);
            return List.of();
        }
        return committed(entry, operations, first);
    }

    private void hold(String key, List<BsonDocument> operations) {
        heldBytes +=
                operations.stream().mapToLong(each -> each.toString().length()).sum();
        if (heldBytes > MOST_HELD_BYTES) {
            throw new OplogException(
                    OplogException.Reason.NOT_REPLAYABLE,
                    "The oplog holds transactions of more than " + MOST_HELD_BYTES
                            + " bytes, which would have to be kept in memory; mongorestore --oplogReplay may do it",
                    null);
        }
        held.computeIfAbsent(key, any -> new ArrayList<>()).addAll(operations);
    }

    /** Takes an entry of the command commitTransaction, and returns what is to be done now. */
    List<BsonDocument> committed(BsonDocument entry, boolean first) {
        return committed(entry, List.of(), first);
    }

    private List<BsonDocument> committed(BsonDocument entry, List<BsonDocument> rest, boolean first) {
        Optional<List<BsonDocument>> earlier = Optional.ofNullable(held.get(key(entry)));
        if (earlier.isEmpty() && follows(entry)) {
            if (first) {
                // Committed before the dump began to read: all of it was read.
                return List.of();
            }
            throw new OplogException(
                    OplogException.Reason.NOT_REPLAYABLE,
                    "The oplog begins within the transaction that was committed at "
                            + OplogEntry.shown(entry.getTimestamp("ts")) + "; dump again",
                    null);
        }
        List<BsonDocument> all = new ArrayList<>(earlier.orElse(List.of()));
        all.addAll(rest);
        forget(entry);
        return all;
    }

    /** Takes an entry of the command abortTransaction. */
    void aborted(BsonDocument entry) {
        forget(entry);
    }

    /** Whether it ends a transaction that has entries before. */
    private static boolean follows(BsonDocument entry) {
        return entry.containsKey("txnNumber")
                && !entry.containsKey("multiOpType")
                && entry.get("prevOpTime") instanceof BsonDocument before
                && before.getTimestamp("ts", new BsonTimestamp(0)).getValue() != 0;
    }

    private void forget(BsonDocument entry) {
        held.remove(key(entry));
        if (held.isEmpty()) {
            heldBytes = 0;
        }
    }

    private static String key(BsonDocument entry) {
        return entry.get("lsid") + "/" + entry.get("txnNumber");
    }

    private static boolean flag(BsonDocument entry, String name) {
        return isTrue(entry, name) || isTrue(entry.getDocument("o"), name);
    }

    private static boolean isTrue(BsonDocument document, String name) {
        return document.get(name) instanceof BsonBoolean value && value.getValue();
    }
}
