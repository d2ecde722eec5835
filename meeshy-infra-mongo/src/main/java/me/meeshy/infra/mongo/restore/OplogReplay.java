package me.meeshy.infra.mongo.restore;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.server.OplogEntry;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the oplog of a dump in order, and tells what is to be done: transactions where they were committed, nothing of what the server
 * keeps for itself, nothing on collections that the dump does not hold. Once without doing it, before anything is touched; once in earnest.
 */
final class OplogReplay {

    private static final Set<String> PASSED_OVER = Set.of("n", "km", "ci", "cu", "cd");
    private static final Set<String> SERVERS_OWN = Set.of("admin", "config", "local");

    private final DumpSource source;
    private final long limit;
    private final Deadline deadline;

    /** Takes what is to be done. */
    interface Target {

        /** An insertion, an update or a deletion in a collection that is there. */
        void write(String namespace, BsonDocument operation);

        void create(String database, String collection, BsonDocument command);

        void drop(String database, String collection);

        /** Changes options of a collection that is there. */
        void modify(String database, BsonDocument command);
    }

    /**
     * Prepares.
     *
     * @param limit the time before which entries are replayed, as the replica set counts; 0 for all
     */
    OplogReplay(DumpSource source, long limit, Deadline deadline) {
        this.source = source;
        this.limit = limit;
        this.deadline = deadline;
    }

    /** What was replayed. */
    record Replayed(long entries, @Nullable BsonTimestamp last) {}

    /** Goes through it, from the collections that the dump holds to those that there were at its end. */
    Replayed run(OplogState state, Target target) {
        Pass pass = new Pass(state, target);
        source.documents((database, file, shown) -> DumpScan.isOplog(database, file) ? pass : null, deadline);
        if (!pass.missing.isEmpty()) {
            throw new OplogException(
                    OplogException.Reason.NOT_REPLAYABLE,
                    "The oplog tells of writes to " + pass.missing
                            + ", which the dump does not hold; it is no dump of a whole deployment. Restore it without"
                            + " replayOplog()",
                    null);
        }
        return new Replayed(pass.entries, pass.last);
    }

    private final class Pass implements DocumentReceiver {
        private final OplogState state;
        private final Target target;
        private final OplogTransactions transactions = new OplogTransactions();
        private final Set<String> missing = new TreeSet<>();
        private long entries;
        private boolean begun;
        private boolean over;
        private @Nullable BsonTimestamp last;

        Pass(OplogState state, Target target) {
            this.state = state;
            this.target = target;
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            OplogEntry entry = OplogEntry.of(bytes, offset, length);
            BsonTimestamp time = entry.time();
            over |= limit != 0 && Long.compareUnsigned(time.getValue(), limit) >= 0;
            if (over) {
                return;
            }
            last = time;
            entries++;
            boolean first = !begun;
            begun = true;
            if (PASSED_OVER.contains(entry.operation())) {
                return;
            }
            // What is handed on lives longer than the bytes.
            BsonDocument document = entry.operation().equals("c")
                    // and a command's parts are taken away one by one
                    ? entry.document().decode(new BsonDocumentCodec())
                    : entry.document().clone();
            String command = entry.command().orElse("");
            switch (command) {
                case "applyOps" -> transactions.applied(document, first).forEach(each -> apply(each, time));
                case "commitTransaction" ->
                    transactions.committed(document, first).forEach(each -> apply(each, time));
                case "abortTransaction" -> transactions.aborted(document);
                default -> apply(document, time);
            }
        }

        @Override
        public void end() {
            // a transaction that was not committed by then has not happened
        }

        private void apply(BsonDocument operation, BsonTimestamp time) {
            String kind = operation.getString("op").getValue();
            String namespace = operation.getString("ns").getValue();
            int dot = namespace.indexOf('.');
            String database = dot < 0 ? namespace : namespace.substring(0, dot);
            if (PASSED_OVER.contains(kind) || SERVERS_OWN.contains(database) || database.startsWith("__mdb_internal")) {
                return;
            }
            if (kind.equals("c")) {
                command(database, operation.getDocument("o"), time);
                return;
            }
            if (namespace.endsWith(".system.views")) {
                throw refused(time, "a view or a time series of " + database + " was made, changed or dropped");
            }
            if (namespace.endsWith(".system.profile")) {
                return;
            }
            if (state.has(namespace)) {
                // Neither identities nor times of the other server mean anything here.
                BsonDocument kept = new BsonDocument("op", new BsonString(kind))
                        .append("ns", new BsonString(namespace))
                        .append("o", operation.getDocument("o"));
                if (operation.isDocument("o2")) {
                    kept.append("o2", operation.getDocument("o2"));
                }
                if (operation.isBoolean("b")) {
                    kept.append("b", operation.getBoolean("b"));
                }
                target.write(namespace, kept);
            } else {
                // Dropped before it could be read, which must come.
                missing.add(namespace);
            }
        }

        private void command(String database, BsonDocument command, BsonTimestamp time) {
            String name = command.getFirstKey();
            if (name.equals("dropDatabase")) {
                state.of(database).forEach(each -> drop(database, each));
                missing.removeIf(each -> each.startsWith(database + "."));
                return;
            }
            String collection = command.get(name) instanceof BsonString text ? text.getValue() : "";
            String namespace = database + "." + collection;
            boolean known = state.has(namespace);
            switch (name) {
                case "create" -> {
                    if (!known) {
                        state.create(database, collection, command);
                        target.create(database, collection, command);
                    }
                }
                case "drop" -> {
                    missing.remove(namespace);
                    if (known) {
                        drop(database, collection);
                    }
                }
                case "createIndexes" -> {
                    BsonDocument index = command.clone();
                    index.remove(name);
                    state.index(namespace, List.of(index));
                }
                case "commitIndexBuild" ->
                    state.index(
                            namespace,
                            command.getArray("indexes", new BsonArray()).stream()
                                    .map(BsonValue::asDocument)
                                    .toList());
                case "dropIndexes", "dropIndex", "deleteIndexes", "deleteIndex" ->
                    state.dropIndex(namespace, command.getString("index").getValue());
                case "collMod" -> modify(database, namespace, command);
                case "startIndexBuild", "abortIndexBuild", "setMultikeyMetadata", "dbCheck" -> {
                    // what they lead to is told by another entry, or is the server's own
                }
                default -> throw refused(time, name + " happened on " + namespace);
            }
        }

        private void drop(String database, String collection) {
            state.drop(database + "." + collection);
            target.drop(database, collection);
        }

        private void modify(String database, String namespace, BsonDocument command) {
            BsonDocument rest = command.clone();
            if (rest.remove("index") instanceof BsonDocument index) {
                state.modifyIndex(namespace, index);
            }
            if (rest.size() > 1 && state.has(namespace)) {
                target.modify(database, rest);
            }
        }

        private OplogException refused(BsonTimestamp time, String what) {
            return new OplogException(
                    OplogException.Reason.NOT_REPLAYABLE,
                    "The oplog of the dump cannot be replayed: at " + OplogEntry.shown(time) + " " + what
                            + ". Restore without replayOplog(), or dump again while nobody does that",
                    null);
        }
    }

    /** Does nothing: what the first time is for. */
    static final class Nothing implements Target {
        private final Set<String> created = new TreeSet<>();

        /** What was not in the dump, and is made while the oplog is replayed. */
        Set<String> created() {
            return created;
        }

        @Override
        public void write(String namespace, BsonDocument operation) {
            // it can be replayed
        }

        @Override
        public void create(String database, String collection, BsonDocument command) {
            created.add(database + "." + collection);
        }

        @Override
        public void drop(String database, String collection) {
            // it is one of ours
        }

        @Override
        public void modify(String database, BsonDocument command) {
            // it can be replayed
        }
    }

    /** The failure of a dump that holds none. */
    static DataException absent(DumpSource source) {
        return new OplogException(
                OplogException.Reason.ABSENT,
                "The dump in " + source + " holds no oplog; nothing was touched. Restore it without replayOplog()",
                null);
    }
}
