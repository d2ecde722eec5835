package me.meeshy.infra.mongo.dump;

import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.OplogWindow;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** The part of a dump that tells what was written while it was read. */
final class OplogRecording {

    /** Its name, in a database without one. */
    static final String NAME = "oplog";

    /** What a server answers to who may not read the oplog. */
    private static final Set<Integer> REFUSALS = Set.of(13, 8000);

    private final MongoConnection source;
    private final Retry retry;
    private final Deadline deadline;
    private final boolean always;
    private final boolean early;
    private @Nullable OplogWindow window;
    private String declined = "";

    /**
     * Prepares; refuses a server that has no oplog.
     *
     * @param always whether it is part of the dump; else only where that is read live, and where the user may read it
     * @param early whether it is begun with the first attempt, so that a dump that goes on with this one finds its beginning
     */
    OplogRecording(MongoConnection source, boolean always, boolean early, Retry retry, Deadline deadline) {
        OplogWindow.require(source);
        this.source = source;
        this.always = always;
        this.early = early;
        this.retry = retry;
        this.deadline = deadline;
    }

    /** Begins, also anew; what is read from now on is covered. */
    void begin(boolean snapshot) {
        window = null;
        if (snapshot && !always && !early) {
            return;
        }
        try {
            window = OplogWindow.begin(source, retry, deadline);
        } catch (DataException e) {
            if (always || !REFUSALS.contains(e.serverCode().orElse(0))) {
                throw e;
            }
            declined = "; its oplog was not taken: " + e.getMessage();
        }
    }

    /** Goes on with what an interrupted dump has begun, if the server still has all of it. */
    boolean goOnFrom(long start) {
        Optional<OplogWindow> earlier =
                start == 0 ? Optional.empty() : OplogWindow.from(source, retry, deadline, new BsonTimestamp(start));
        earlier.ifPresent(each -> window = each);
        return earlier.isPresent();
    }

    /** Does without. */
    void forget() {
        window = null;
    }

    /** Whether it is part of the dump whatever happens. */
    boolean isAlways() {
        return always;
    }

    /** Whether there is a record of what is written meanwhile. */
    boolean isBegun() {
        return window != null;
    }

    /** From when on; 0 where it is not begun. */
    long start() {
        return window == null ? 0 : window.start().getValue();
    }

    /** Whether it becomes part of a dump that is read at a moment, or live. */
    boolean belongsTo(@Nullable BsonTimestamp at) {
        return window != null && (always || at == null);
    }

    /** Why there is none, to be added to why the dump was read live; empty where nobody refused it. */
    String declined() {
        return declined;
    }

    private OplogWindow begun() {
        if (window == null) {
            throw new IllegalStateException("it has not been begun");
        }
        return window;
    }

    /** The time of the last entry that there is now. */
    BsonTimestamp now() {
        return begun().now();
    }

    /** Comes last of all: readers of archives want it there. */
    DumpManifest.Entry write(DumpOutput output, BsonTimestamp until) {
        ContentHasher hasher = new ContentHasher();
        long[] bytes = {0};
        try (DumpOutput.Section section = output.own("", NAME)) {
            begun().read(
                            until,
                            (entry, offset, length) -> {
                                hasher.add(entry, offset, length);
                                section.accept(entry, offset, length);
                                bytes[0] += length;
                            },
                            hasher::hash);
            section.end();
        }
        return new DumpManifest.Entry(new DumpedCollection(NAME, false, bytes[0], hasher.hash(), 0), NAME, "");
    }
}
