package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.IdFirst;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dump from end to end and does nothing with it: every document is checked and hashed, metadata and
 * manifest are read. In memory it keeps what describes the collections, never their documents.
 */
public final class DumpScan implements DumpSource.Visitor {

    /** Indexes and a long validator take kilobytes. */
    private static final int MOST_METADATA_BYTES = 32 * 1024 * 1024;

    private static final String OWN = "$admin.";
    private static final String OPLOG = "oplog";

    private final DumpSource source;
    private final Map<String, FoundDatabase> databases = new TreeMap<>();
    private final Set<String> documents = new HashSet<>();

    /** What stands beside the databases: the oplog, and the manifest that it is held against. */
    private final FoundDatabase root = new FoundDatabase();

    private DumpScan(DumpSource source) {
        this.source = source;
    }

    public static Map<String, FoundDatabase> of(DumpSource source, Deadline deadline) {
        return of(source, deadline, oplog -> {});
    }

    /**
     * Reads a dump.
     *
     * @param oplog is told of the oplog, where there is one
     */
    public static Map<String, FoundDatabase> of(DumpSource source, Deadline deadline, Consumer<FoundCollection> oplog) {
        DumpScan scan = new DumpScan(source);
        source.visitSideBySide(scan, deadline);
        scan.requireManifests();
        scan.expect();
        scan.root.collections().forEach(oplog);
        return scan.databases;
    }

    /** One that takes what the head of a dump announces: of documents nothing is known. */
    static DumpScan ofHead(DumpSource source) {
        return new DumpScan(source);
    }

    /** Fails where what was read so far is not what the manifests say. */
    void requireManifests() {
        databases.forEach(ManifestCheck::check);
        ManifestCheck.check("", root);
        ManifestCheck.databases(root, databases);
    }

    /** Fails where documents were announced and did not come. */
    void requireRead() {
        databases.forEach(this::requireRead);
        requireRead("", root);
    }

    private void requireRead(String name, FoundDatabase database) {
        for (FoundCollection each : database.collections()) {
            if (each.unread()) {
                throw new DumpFormatException(
                        source.toString(),
                        -1,
                        name + "." + unescaped(each.file()),
                        "its head tells of this, and nothing came",
                        null);
            }
        }
    }

    /** Takes from the manifests how much there is to come. */
    void expect() {
        databases.values().forEach(FoundDatabase::expect);
    }

    /** Whether it reads a file that holds no documents; others may be there, and mean nothing. */
    static boolean reads(String name) {
        return name.equals(DumpManifest.FILE_NAME) || name.endsWith(DumpNames.METADATA);
    }

    Map<String, FoundDatabase> databases() {
        return databases;
    }

    /** Whether a file of documents is the oplog, which belongs to no database. */
    public static boolean isOplog(String databaseName, String file) {
        return databaseName.isEmpty() && file.equals(OPLOG);
    }

    @Override
    public synchronized void file(String databaseName, String name, String shown, InputStream in) throws IOException {
        if (name.equals(DumpManifest.FILE_NAME)) {
            byte[] json = bounded(in, shown);
            DumpManifest manifest = DumpManifest.parse(shown, json);
            boolean ofRoot = databaseName.isEmpty() && manifest.database().isEmpty();
            FoundDatabase database = ofRoot ? root : database(databaseName);
            database.manifest(manifest, shown, databaseName, json);
        } else if (name.endsWith(DumpNames.METADATA)) {
            String base = name.substring(0, name.length() - DumpNames.METADATA.length());
            byte[] json = bounded(in, shown);
            if (!base.startsWith(OWN)) {
                database(databaseName).collection(base).describe(shown, databaseName + "." + base, json);
            }
        }
    }

    @Override
    public synchronized void announced(String databaseName, String file, String shown, long size) {
        requireOnce(databaseName, file, shown);
        FoundCollection found = of(databaseName, file);
        if (found != null) {
            found.announce(size);
        }
    }

    @Override
    public synchronized @Nullable DocumentReceiver documents(String databaseName, String file, String shown) {
        requireOnce(databaseName, file, shown);
        return new Documents(databaseName, file);
    }

    private void requireOnce(String databaseName, String file, String shown) {
        if (!documents.add(databaseName + "/" + file)) {
            throw new DumpFormatException(
                    shown, -1, databaseName + "." + unescaped(file), "it stands in the dump twice", null);
        }
    }

    /** Takes documents that were announced and nobody has read yet; null where they were. */
    synchronized @Nullable DocumentReceiver unread(String databaseName, String file) {
        FoundCollection found = file.startsWith(OWN) ? null : of(databaseName, file);
        return found != null && !found.unread() ? null : new Documents(databaseName, file);
    }

    private final class Documents implements DocumentReceiver {
        private final String databaseName;
        private final String file;
        private final String namespace;
        private final ContentHasher hasher = new ContentHasher();
        private final boolean oplog;
        private long bytes;

        Documents(String databaseName, String file) {
            this.oplog = isOplog(databaseName, file);
            this.databaseName = databaseName;
            this.file = file;
            this.namespace = databaseName + "." + unescaped(file);
        }

        @Override
        public void accept(byte[] document, int offset, int length) {
            // An entry of the oplog has no _id, and is not stored.
            if (oplog || IdFirst.holds(document, offset)) {
                hasher.add(document, offset, length);
            } else {
                hasher.add(IdFirst.arrange(document, offset, length, namespace), 0, length);
            }
            bytes += length;
        }

        @Override
        public void end() {
            ended(this);
        }
    }

    private synchronized void ended(Documents read) {
        FoundCollection found = of(read.databaseName, read.file);
        if (found != null) {
            found.read(read.hasher.hash(), read.bytes);
        }
    }

    /** Where it is noted what a file of documents holds; null for users and roles, which are no collection of their database. */
    private @Nullable FoundCollection of(String databaseName, String file) {
        if (file.startsWith(OWN)) {
            database(databaseName).usersAndRoles(file);
            return null;
        }
        return (isOplog(databaseName, file) ? root : database(databaseName)).collection(file);
    }

    private FoundDatabase database(String name) {
        return databases.computeIfAbsent(name, any -> new FoundDatabase());
    }

    static byte[] bounded(InputStream in, String shown) throws IOException {
        byte[] read = in.readNBytes(MOST_METADATA_BYTES + 1);
        if (read.length > MOST_METADATA_BYTES) {
            throw new DumpFormatException(shown, MOST_METADATA_BYTES, null, "it is far too long for what it is", null);
        }
        return read;
    }

    public static String unescaped(String base) {
        if (DumpNames.cut(base)) {
            return base;
        }
        try {
            return DumpNames.unescape(base);
        } catch (IllegalArgumentException e) {
            throw new DumpFormatException(base, -1, null, "its name is not escaped as names of dumps are", e);
        }
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
