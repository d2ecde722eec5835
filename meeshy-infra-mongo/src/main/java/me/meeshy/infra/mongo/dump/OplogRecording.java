package me.meeshy.infra.mongo.dump;

import java.time.Instant;
import java.util.List;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.model.Consistency;
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

    private final MongoConnection source;
    private final Retry retry;
    private final Deadline deadline;
    private @Nullable OplogWindow window;

    /** Refuses a server that has no oplog. */
    OplogRecording(MongoConnection source, Retry retry, Deadline deadline) {
        OplogWindow.require(source);
        this.source = source;
        this.retry = retry;
        this.deadline = deadline;
    }

    /** Begins, also anew; what is read from now on is covered. */
    void begin() {
        window = OplogWindow.begin(source, retry, deadline);
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
    DumpedCollection write(DumpOutput output, BsonTimestamp until, String version, Instant at, Consistency reached) {
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
        DumpedCollection written = new DumpedCollection(NAME, false, bytes[0], hasher.hash(), 0);
        List<DumpManifest.Entry> entries = List.of(new DumpManifest.Entry(written, NAME, ""));
        output.manifest("", new DumpManifest("", version, at, reached.toString(), "", entries).toJson());
        return written;
    }
}
