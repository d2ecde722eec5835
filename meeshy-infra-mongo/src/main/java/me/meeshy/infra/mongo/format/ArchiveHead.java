package me.meeshy.infra.mongo.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says in its head that it holds: enough to plan by, before any of its documents is read. What is read later
 * must be of the same archive.
 */
public final class ArchiveHead {

    private final Map<String, DumpScan.Database> databases;
    private final Set<String> told;

    private ArchiveHead(Map<String, DumpScan.Database> databases, Set<String> told) {
        this.databases = databases;
        this.told = told;
    }

    /**
     * Reads the head, and no document.
     *
     * @return empty where the dump is no archive
     */
    public static Optional<ArchiveHead> of(DumpSource source, Deadline deadline) {
        DumpScan scan = DumpScan.ofHead(source);
        Noting noting = new Noting(scan, new TreeSet<>());
        return source.visitHead(noting, deadline)
                ? Optional.of(new ArchiveHead(scan.databases(), noting.told()))
                : Optional.empty();
    }

    /** What it announces; hashes and sizes are still unknown. */
    public Map<String, DumpScan.Database> databases() {
        return databases;
    }

    /** Reads all of the archive; it fails where it is another by now. */
    void visit(DumpSource source, DumpSource.Visitor visitor, Deadline deadline) {
        Noting noting = new Noting(visitor, new TreeSet<>());
        source.visit(noting, deadline);
        if (!noting.told().equals(told)) {
            throw new DumpFormatException(source.toString(), -1, null, "it has changed since its head was read", null);
        }
    }

    /** Notes what is told besides the documents, and hands everything on. */
    private record Noting(DumpSource.Visitor visitor, Set<String> told) implements DumpSource.Visitor {

        @Override
        public void file(String database, String name, String shown, InputStream in) throws IOException {
            byte[] content = in.readAllBytes();
            told.add("file\0" + database + "\0" + name + "\0" + DumpScan.sha256(content));
            visitor.file(database, name, shown, new ByteArrayInputStream(content));
        }

        @Override
        public @Nullable DocumentReceiver documents(String database, String file, String shown) {
            told.add("documents\0" + database + "\0" + file);
            return visitor.documents(database, file, shown);
        }
    }
}
