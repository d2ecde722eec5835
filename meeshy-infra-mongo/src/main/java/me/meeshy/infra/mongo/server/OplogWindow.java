package me.meeshy.infra.mongo.server;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The oplog of a replica set from before the first read of a dump until after its last: whatever was read between, replaying it leads to the
 * state at its last entry.
 */
public final class OplogWindow {

    private static final String DATABASE = "local";
    private static final String COLLECTION = "oplog.rs";

    /** What a server answers to a reader of a capped collection whose place was overwritten. */
    private static final int POSITION_LOST = 136;

    private final MongoConnection source;
    private final Retry retry;
    private final Deadline deadline;
    private final BsonTimestamp start;

    private OplogWindow(MongoConnection source, Retry retry, Deadline deadline, BsonTimestamp start) {
        this.source = source;
        this.retry = retry;
        this.deadline = deadline;
        this.start = start;
    }

    /** Refuses a server that has none. */
    public static void require(MongoConnection source) {
        if (source.sharded() || !source.replicaSet()) {
            throw new UnsupportedDataException(
                    "There is no oplog to be dumped",
                    Map.of(
                            source.address(),
                            source.sharded()
                                    ? "it is a sharded cluster, whose shards have an oplog each"
                                    : "it is a standalone server; a replica set has one, also of a single member"));
        }
    }

    /** Begins it; what is read from now on is covered. */
    public static OplogWindow begin(MongoConnection source, Retry retry, Deadline deadline) {
        // Before the majority's time nothing is still to be committed, as it may be before the last entry. Asked for on
        // both sides
        // of it, no transaction of several entries that is under way is missed.
        Optional<BsonTimestamp> before = openTransaction(source, retry);
        BsonTimestamp majority = majorityTime(source, retry);
        Optional<BsonTimestamp> after = openTransaction(source, retry);
        BsonTimestamp start = earlier(earlier(majority, before), after);
        return new OplogWindow(source, retry, deadline, start);
    }

    /** One that was begun before, by a dump that was interrupted; nothing where the server has dropped its first entry meanwhile. */
    public static Optional<OplogWindow> from(
            MongoConnection source, Retry retry, Deadline deadline, BsonTimestamp start) {
        return first(
                        source,
                        retry,
                        DATABASE,
                        new BsonDocument("find", new BsonString(COLLECTION))
                                .append("filter", new BsonDocument("ts", new BsonDocument("$gte", start)))
                                .append("projection", BsonDocument.parse("{ts: 1}")))
                .filter(each -> each.getTimestamp("ts").equals(start))
                .map(each -> new OplogWindow(source, retry, deadline, start));
    }

    private static BsonTimestamp majorityTime(MongoConnection source, Retry retry) {
        return retry.call(
                        "Asking for the time",
                        () -> {},
                        () -> source.run("admin", new BsonDocument("hello", new BsonInt32(1))))
                .getDocument("lastWrite")
                .getDocument("majorityOpTime")
                .getTimestamp("ts");
    }

    private static BsonTimestamp earlier(BsonTimestamp one, Optional<BsonTimestamp> other) {
        return other.filter(each -> each.compareTo(one) < 0).orElse(one);
    }

    /** When the oldest began of the transactions that have written entries, and are not committed. */
    private static Optional<BsonTimestamp> openTransaction(MongoConnection source, Retry retry) {
        return first(
                        source,
                        retry,
                        "config",
                        new BsonDocument("find", new BsonString("transactions"))
                                .append("filter", BsonDocument.parse("{state: {$in: ['prepared', 'inProgress']}}"))
                                .append("sort", BsonDocument.parse("{startOpTime: 1}")))
                .map(each -> each.getDocument("startOpTime").getTimestamp("ts"));
    }

    private static Optional<BsonDocument> first(
            MongoConnection source, Retry retry, String database, BsonDocument find) {
        find.append("limit", new BsonInt32(1)).append("singleBatch", org.bson.BsonBoolean.TRUE);
        BsonArray found = retry.call("Looking at the oplog", () -> {}, () -> source.run(database, find))
                .getDocument("cursor")
                .getArray("firstBatch");
        return found.stream().map(each -> each.asDocument()).findFirst();
    }

    /** The time of its first entry. */
    public BsonTimestamp start() {
        return start;
    }

    /** The time of the last entry that no primary can take back: what was read by now is covered by it, as that was read of the majority. */
    public BsonTimestamp now() {
        return majorityTime(source, retry);
    }

    /**
     * Reads it.
     *
     * @param end the time of its last entry
     * @param sink who takes the entries
     * @param handedOver what it has taken so far
     */
    public void read(BsonTimestamp end, DocumentSink sink, Supplier<ContentHash> handedOver) {
        BsonDocument range = new BsonDocument("ts", new BsonDocument("$gte", start).append("$lte", end));
        Checked checked = new Checked(sink);
        try {
            new SteadyRead(
                            DATABASE + "." + COLLECTION,
                            () -> new RawCursor(source, DATABASE, COLLECTION, range, 0, null, deadline),
                            retry)
                    .run(checked, handedOver, () -> {});
        } catch (DataException e) {
            if (e.serverCode().orElse(0) == POSITION_LOST) {
                throw rolledOver(e);
            }
            throw e;
        }
        if (!end.equals(checked.last)) {
            throw new DataException("The oplog of " + source.address() + " was read until "
                    + (checked.last == null ? "nothing" : OplogEntry.shown(checked.last)) + ", and not until "
                    + OplogEntry.shown(end) + "; run again");
        }
    }

    private OplogException rolledOver(@Nullable Throwable cause) {
        return new OplogException(
                OplogException.Reason.ROLLED_OVER,
                "The oplog of " + source.address() + " has lost entries that the dump needs, from "
                        + OplogEntry.shown(start)
                        + " on: it is too small for the time that the dump took. Enlarge it (replSetResizeOplog),"
                        + " or dump while less is written",
                cause);
    }

    /** The first entry must be the one that was there when it began: before another, some were dropped. */
    private final class Checked implements DocumentSink {
        private final DocumentSink sink;
        private @Nullable BsonTimestamp last;

        Checked(DocumentSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            OplogEntry entry = OplogEntry.of(bytes, offset, length);
            BsonTimestamp time = entry.time();
            if (last == null && !time.equals(start)) {
                throw rolledOver(null);
            }
            entry.requireReplayable();
            last = time;
            sink.accept(bytes, offset, length);
        }
    }
}
