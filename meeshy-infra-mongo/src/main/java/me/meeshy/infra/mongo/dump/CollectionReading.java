package me.meeshy.infra.mongo.dump;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpMetadata;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.SteadyRead;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Reads single collections from a server into a dump.
 *
 * @param at the moment to read at, or null for what is there
 */
record CollectionReading(
        MongoConnection source,
        DumpSelection selection,
        DumpOutput output,
        @Nullable BsonTimestamp at,
        ProgressMeter progress,
        Retry retry,
        Deadline deadline) {

    private record Read(ContentHash hash, long bytes) {}

    /** A time series is two entries, as it is two files: what it is, and the buckets that hold it. */
    List<DumpManifest.Entry> read(String database, CollectionDescription described) {
        byte[] metadata = DumpMetadata.write(described);
        Read read;
        try (DumpOutput.Section section = output.collection(database, described, metadata)) {
            read = described.kind() == CollectionKind.VIEW
                    ? new Read(ContentHash.EMPTY, 0)
                    : documents(database, described, section);
            section.end();
        }
        boolean series = described.kind() == CollectionKind.TIME_SERIES;
        List<DumpManifest.Entry> entries = new ArrayList<>();
        entries.add(new DumpManifest.Entry(
                new DumpedCollection(
                        described.name(),
                        described.kind() == CollectionKind.VIEW,
                        series ? 0 : read.bytes(),
                        series ? ContentHash.EMPTY : read.hash(),
                        described.indexes().size()),
                DumpNames.fileName(described.name()),
                DumpScan.sha256(metadata)));
        if (series) {
            entries.add(new DumpManifest.Entry(
                    new DumpedCollection(described.documentsIn(), false, read.bytes(), read.hash(), 0),
                    DumpNames.fileName(described.documentsIn()),
                    ""));
        }
        return entries;
    }

    private Read documents(String database, CollectionDescription described, DumpOutput.Section section) {
        String namespace = database + "." + described.name();
        // Servers answer a snapshot read of a capped collection with 246, for ever.
        BsonTimestamp moment = described.capped() ? null : at;
        ContentHasher hasher = new ContentHasher();
        long[] bytes = {0};
        DocumentSink sink = (document, offset, length) -> {
            hasher.add(document, offset, length);
            section.accept(document, offset, length);
            bytes[0] += length;
        };
        long[] before = {0, 0};
        new SteadyRead(
                        namespace,
                        () -> new RawCursor(
                                        source,
                                        database,
                                        described.documentsIn(),
                                        selection.query(namespace),
                                        described.averageBytes(),
                                        moment,
                                        deadline)
                                .ofMajority(),
                        retry)
                .run(sink, hasher::hash, () -> {
                    long documents = hasher.hash().documents();
                    progress.add(namespace, documents - before[0], bytes[0] - before[1]);
                    before[0] = documents;
                    before[1] = bytes[0];
                });
        return new Read(hasher.hash(), bytes[0]);
    }
}
