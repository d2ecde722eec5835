package me.meeshy.infra.mongo.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads databases at one moment where its server can: a time is taken, everything is read at it, and the catalogue must
 * be the same at the end. Where a change of a collection made the moment unreadable, all is read again at a new one.
 */
public final class ConsistentRead {

    private static final Logger LOG = LoggerFactory.getLogger(ConsistentRead.class);
    private static final int ATTEMPTS = 3;
    private static final int SNAPSHOT_TOO_OLD = 239;

    /**
     * What a server answers where a collection was dropped, renamed or made while it was read: that it knows no such collection (26) or cursor
     * (43), has ended a query on it (175), or cannot show it at that moment (246).
     */
    private static final Set<Integer> CHANGED = Set.of(26, 43, 175, 246);

    private final MongoConnection source;
    private final ReadDatabases databases;
    private final Retry retry;
    private final Manner manner;

    /** Reads, and asks again for what describes the database where the connection breaks meanwhile. */
    public ConsistentRead(MongoConnection source, ReadDatabases databases, Retry retry) {
        this(source, databases, retry, new Manner() {});
    }

    /** Reads in a manner of its own. */
    public ConsistentRead(MongoConnection source, ReadDatabases databases, Retry retry, Manner manner) {
        this.retry = retry;
        this.source = source;
        this.databases = databases;
        this.manner = manner;
    }

    /** What is done besides reading. */
    public interface Manner {

        /**
         * Is told before each attempt, before anything is looked at.
         *
         * @param snapshot whether it will surely be of one moment if it succeeds
         */
        default void begin(boolean snapshot) {
            // nothing is recorded
        }

        /** Whether what is written from now on is recorded, so that what is read live can be mended. */
        default boolean mendsLive() {
            return false;
        }

        /** How the first attempt goes on with what an interrupted one has left. */
        default Start start(Map<String, List<CollectionDescription>> catalogues) {
            return Start.ANEW;
        }
    }

    /**
     * How an attempt goes on with another.
     *
     * @param at the moment of that one; null for a new one
     * @param live whether it reads live, whatever the server can
     * @param mixed why what is read is of no one moment; empty where that is not so
     */
    public record Start(@Nullable BsonTimestamp at, boolean live, String mixed) {
        /** It does not. */
        public static final Start ANEW = new Start(null, false, "");
    }

    /** One attempt to read all; it undoes what it has done before it fails. */
    public interface Attempt<T> {
        T read(
                Map<String, List<CollectionDescription>> catalogues,
                @Nullable BsonTimestamp at,
                Consistency consistency);
    }

    public <T> T run(Attempt<T> attempt) {
        boolean snapshot = source.replicaSet() && !source.sharded();
        String reason = "a standalone server has no snapshots";
        DataException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                boolean lastOne = i == ATTEMPTS - 1;
                manner.begin(snapshot && !lastOne);
                if (snapshot && lastOne && manner.mendsLive()) {
                    snapshot = false;
                    reason = "collections changed while they were read";
                }
                Map<String, List<CollectionDescription>> catalogue =
                        retry.call("Looking at " + databases, () -> {}, () -> databases.catalogue(source, true));
                Start start = i == 0 ? manner.start(catalogue) : Start.ANEW;
                return snapshot && !start.live()
                        ? atOneMoment(attempt, catalogue, start)
                        : attempt.read(
                                catalogue, null, Consistency.live(start.mixed().isEmpty() ? reason : start.mixed()));
            } catch (DataException e) {
                int code = e.serverCode().orElse(0);
                if (code == SNAPSHOT_TOO_OLD) {
                    // The server's history is shorter than the reading takes; a new moment would age as fast.
                    snapshot = false;
                    reason = "reading took longer than the server keeps history";
                } else if (!CHANGED.contains(code) && !(e instanceof CatalogueChangedException)) {
                    throw e;
                }
                LOG.info("reading {} again: {}", databases, e.getMessage());
                last = e;
            }
        }
        throw new DataException(
                "The collections of " + databases + " at " + source.address() + " kept changing while they were read ("
                        + ATTEMPTS + " attempts); stop what creates, drops or renames collections, then run again",
                last);
    }

    private <T> T atOneMoment(Attempt<T> attempt, Map<String, List<CollectionDescription>> catalogue, Start start) {
        BsonTimestamp at = start.at() != null ? start.at() : now();
        List<String> live = catalogue.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .filter(CollectionDescription::capped)
                        .map(capped -> databases.shown(each.getKey(), capped.name())))
                .toList();
        return attempt.read(
                catalogue,
                at,
                start.mixed().isEmpty() ? Consistency.at(at.getValue(), live) : Consistency.live(start.mixed()));
    }

    private BsonTimestamp now() {
        return retry.call(
                        "Asking for the time",
                        () -> {},
                        () -> source.run("admin", new BsonDocument("hello", new BsonInt32(1))))
                .getDocument("lastWrite")
                .getDocument("majorityOpTime")
                .getTimestamp("ts");
    }

    /** The last act of an attempt: what was read belongs together only if nobody changed a collection meanwhile. */
    public void requireUnchanged(Map<String, List<CollectionDescription>> catalogue) {
        Map<String, List<CollectionDescription>> now =
                retry.call("Looking at " + databases, () -> {}, () -> databases.catalogue(source, false));
        if (!identities(catalogue).equals(identities(now))) {
            throw new CatalogueChangedException(
                    "collections, options or indexes of " + databases + " changed meanwhile");
        }
    }

    private static Map<String, List<CollectionDescription>> identities(
            Map<String, List<CollectionDescription>> catalogue) {
        Map<String, List<CollectionDescription>> identities = new TreeMap<>();
        catalogue.forEach((database, held) -> identities.put(
                database,
                held.stream()
                        .map(each -> new CollectionDescription(
                                each.name(),
                                each.kind(),
                                each.uuid(),
                                each.options(),
                                each.idIndex(),
                                each.indexes(),
                                0,
                                0))
                        .toList()));
        return identities;
    }

    public static final class CatalogueChangedException extends DataException {

        private static final long serialVersionUID = 1L;

        public CatalogueChangedException(String message) {
            super(message);
        }
    }
}
