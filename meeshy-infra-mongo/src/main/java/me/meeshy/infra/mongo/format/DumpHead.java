package me.meeshy.infra.mongo.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a dump tells of itself before any of its documents is read: the head of an archive, the metadata and manifests of a
 * directory, and of which collections documents are to come. It is enough to plan by. What is read later must be of the same
 * dump, and is held against its manifests.
 */
public final class DumpHead {

    private final DumpScan scan;
    private final Set<String> told;

    private DumpHead(DumpScan scan, Set<String> told) {
        this.scan = scan;
        this.told = told;
    }

    /**
     * Reads the head, and no document.
     *
     * @return empty where the dump has none, since it is a tar file
     * @throws DumpFormatException if it is not what a manifest says, as far as that can be told without documents
     */
    public static Optional<DumpHead> of(DumpSource source, Deadline deadline) {
        DumpScan scan = DumpScan.ofHead(source);
        Noting noting = new Noting(scan, new ConcurrentSkipListSet<>());
        if (!source.visitHead(noting, deadline)) {
            return Optional.empty();
        }
        scan.requireManifests();
        scan.expect();
        return Optional.of(new DumpHead(scan, noting.told()));
    }

    /** What it announces; hashes are still unknown. */
    public Map<String, FoundDatabase> databases() {
        return scan.databases();
    }

    /**
     * Reads all of the dump, documents that nobody takes included; it fails where the dump is another by now, or not what its
     * manifests say. Whoever takes documents tells {@link FoundCollection#read} what they were.
     */
    void visit(DumpSource source, DumpSource.Visitor visitor, Deadline deadline) {
        Noting noting = new Noting(new Everything(visitor, scan), new ConcurrentSkipListSet<>());
        source.visit(noting, deadline);
        requireSame(source, noting);
        if (source.directory()) {
            // what has come since its files were listed was not read
            Noting afterwards = new Noting((database, name, shown, in) -> {}, new ConcurrentSkipListSet<>());
            source.visitHead(afterwards, deadline);
            requireSame(source, afterwards);
        }
        scan.requireRead();
        scan.requireManifests();
    }

    private void requireSame(DumpSource source, Noting now) {
        if (!now.told().equals(told)) {
            throw new DumpFormatException(source.toString(), -1, null, "it has changed since its head was read", null);
        }
    }

    /** Lets the scan take the documents that nobody else does. */
    private record Everything(DumpSource.Visitor visitor, DumpScan scan) implements DumpSource.Visitor {

        @Override
        public void file(String database, String name, String shown, InputStream in) throws IOException {
            visitor.file(database, name, shown, in);
        }

        @Override
        public @Nullable DocumentReceiver documents(String database, String file, String shown) {
            DocumentReceiver taker = visitor.documents(database, file, shown);
            return taker == null ? scan.unread(database, file) : taker;
        }
    }

    /** Notes what is told besides the documents, and hands everything on. */
    private record Noting(DumpSource.Visitor visitor, Set<String> told) implements DumpSource.Visitor {

        @Override
        public void file(String database, String name, String shown, InputStream in) throws IOException {
            if (!DumpScan.reads(name)) {
                return;
            }
            byte[] content = DumpScan.bounded(in, shown);
            told.add("file\0" + database + "\0" + name + "\0" + DumpScan.sha256(content));
            visitor.file(database, name, shown, new ByteArrayInputStream(content));
        }

        @Override
        public void announced(String database, String file, String shown, long bytes) {
            told.add("documents\0" + database + "\0" + file);
            visitor.announced(database, file, shown, bytes);
        }

        @Override
        public @Nullable DocumentReceiver documents(String database, String file, String shown) {
            told.add("documents\0" + database + "\0" + file);
            return visitor.documents(database, file, shown);
        }
    }
}
