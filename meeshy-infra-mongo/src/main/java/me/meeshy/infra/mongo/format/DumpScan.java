package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.IdFirst;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dump from end to end and does nothing with it: every document is checked and hashed, metadata and
 * manifest are read. In memory it keeps what describes the collections, never their documents.
 */
public final class DumpScan implements DumpSource.Visitor {

    /** Indexes and a long validator take kilobytes. */
    private static final int MOST_METADATA_BYTES = 32 * 1024 * 1024;

    private static final String BSON = ".bson";
    private static final String METADATA = ".metadata.json";
    private static final String OWN = "$admin.";
    private static final String OPLOG = "oplog";

    private final DumpSource source;
    private final Map<String, Database> databases = new TreeMap<>();
    private final Set<String> documents = new HashSet<>();

    /** What stands beside the databases: the oplog, and the manifest that it is held against. */
    private final Database root = new Database();

    /** Whether the documents are still to be read, so that nothing is known of them. */
    private final boolean announcing;

    private DumpScan(DumpSource source, boolean announcing) {
        this.source = source;
        this.announcing = announcing;
    }

    /** What was found of one database. */
    public static final class Database {
        private final Map<String, Found> files = new TreeMap<>();
        private final List<String> usersAndRoles = new ArrayList<>();
        private @Nullable DumpManifest manifest;
        private String manifestFile = "";
        private String manifestHash = "";

        public Optional<DumpManifest> manifest() {
            return Optional.ofNullable(manifest);
        }

        public List<Found> collections() {
            return List.copyOf(files.values());
        }

        public boolean holdsUsersAndRoles() {
            return !usersAndRoles.isEmpty();
        }
    }

    /** One collection as it was found. */
    public static final class Found {
        private final String file;
        private @Nullable CollectionDescription description;
        private ContentHash hash = ContentHash.EMPTY;
        private long bytes;
        private boolean unread;
        private String metadataHash = "";

        private Found(String file) {
            this.file = file;
        }

        /** The name of its files, without suffix. */
        public String file() {
            return file;
        }

        public ContentHash hash() {
            return hash;
        }

        public long bytes() {
            return bytes;
        }

        /** Whether it was announced by the head of an archive, and its documents are still to be read. */
        public boolean unread() {
            return unread;
        }

        /** Takes what its documents were found to be. */
        public void read(ContentHash documents, long size) {
            hash = documents;
            bytes = size;
            unread = false;
        }

        /** A collection without metadata is created without options. */
        public CollectionDescription description() {
            if (description == null && DumpNames.cut(file)) {
                throw new DumpFormatException(
                        file + METADATA, -1, null, "it is missing, and with it the collection's name", null);
            }
            return description != null ? description : DumpMetadata.read(file + METADATA, unescaped(file), new byte[0]);
        }

        public DumpedCollection dumped() {
            CollectionDescription known = description();
            return new DumpedCollection(
                    known.name(),
                    known.kind() == CollectionKind.VIEW,
                    bytes,
                    hash,
                    known.indexes().size());
        }
    }

    public static Map<String, Database> of(DumpSource source, Deadline deadline) {
        return of(source, deadline, oplog -> {});
    }

    /**
     * Reads a dump.
     *
     * @param oplog is told of the oplog, where there is one
     */
    public static Map<String, Database> of(DumpSource source, Deadline deadline, Consumer<Found> oplog) {
        DumpScan scan = new DumpScan(source, false);
        source.visitSideBySide(scan, deadline);
        scan.databases.forEach(scan::requireManifestKept);
        scan.requireManifestKept("", scan.root);
        scan.requireDatabasesKept();
        scan.root.collections().forEach(oplog);
        return scan.databases;
    }

    /** One that takes what the head of an archive announces: of documents nothing is known. */
    static DumpScan ofHead(DumpSource source) {
        return new DumpScan(source, true);
    }

    Map<String, Database> databases() {
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
            Database database = ofRoot ? root : database(databaseName);
            if (database.manifest != null) {
                throw new DumpFormatException(shown, -1, null, "there is another manifest of " + databaseName, null);
            }
            database.manifest = manifest;
            database.manifestFile = shown;
            database.manifestHash = sha256(json);
        } else if (name.endsWith(METADATA)) {
            String base = name.substring(0, name.length() - METADATA.length());
            byte[] json = bounded(in, shown);
            if (!base.startsWith(OWN)) {
                Found found = found(databaseName, base);
                if (!found.metadataHash.isEmpty()) {
                    throw new DumpFormatException(
                            shown, -1, databaseName + "." + base, "it stands in the dump twice", null);
                }
                found.metadataHash = sha256(json);
                found.description = DumpMetadata.read(shown, unescaped(base), json);
            }
        }
    }

    @Override
    public synchronized @Nullable DocumentReceiver documents(String databaseName, String file, String shown) {
        if (!documents.add(databaseName + "/" + file)) {
            throw new DumpFormatException(
                    shown, -1, databaseName + "." + unescaped(file), "it stands in the dump twice", null);
        }
        return new Documents(databaseName, file);
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
        if (read.file.startsWith(OWN)) {
            database(read.databaseName).usersAndRoles.add(read.file);
            return;
        }
        Found found =
                read.oplog ? root.files.computeIfAbsent(read.file, Found::new) : found(read.databaseName, read.file);
        if (announcing) {
            found.unread = true;
        } else {
            found.read(read.hasher.hash(), read.bytes);
        }
    }

    private void requireManifestKept(String name, Database database) {
        DumpManifest manifest = database.manifest;
        if (manifest == null) {
            return;
        }
        Map<String, Found> rest = new TreeMap<>(database.files);
        for (DumpManifest.Entry each : manifest.files()) {
            Found found = rest.remove(each.file());
            DumpedCollection wanted = each.collection();
            String namespace = name + "." + wanted.name();
            if (found == null) {
                throw new DumpFormatException(
                        each.file() + BSON, -1, namespace, "it is missing, but stands in the manifest", null);
            }
            if (!found.metadataHash.equals(each.metadata())) {
                throw new DumpFormatException(
                        each.file() + METADATA, -1, namespace, "it is not what the manifest says", null);
            }
            if (found.hash.documents() != wanted.documents()) {
                throw new DumpFormatException(
                        each.file() + BSON,
                        -1,
                        namespace,
                        "it holds " + found.hash.documents() + " documents, the manifest says " + wanted.documents(),
                        null);
            }
            if (!found.hash.equals(wanted.hash())) {
                throw new DumpFormatException(
                        each.file() + BSON, -1, namespace, "its content is not what the manifest says", null);
            }
        }
        if (!rest.isEmpty()) {
            throw new DumpFormatException(
                    database.manifestFile, -1, null, "there are files it does not know: " + rest.keySet(), null);
        }
    }

    /** What stands above the databases of a whole deployment knows each of them. */
    private void requireDatabasesKept() {
        DumpManifest above = root.manifest;
        if (above == null || above.databases().isEmpty()) {
            return;
        }
        above.databases().forEach((name, hash) -> {
            Database found = databases.get(name);
            if (found == null) {
                throw new DumpFormatException(
                        root.manifestFile, -1, null, "the database " + name + " is missing, but stands in it", null);
            }
            if (!found.manifestHash.equals(hash)) {
                throw new DumpFormatException(
                        root.manifestFile, -1, null, "the manifest of " + name + " is not the one that it names", null);
            }
        });
        Set<String> unknown = new TreeSet<>(databases.keySet());
        unknown.removeAll(above.databases().keySet());
        if (!unknown.isEmpty()) {
            throw new DumpFormatException(
                    root.manifestFile, -1, null, "there are databases it does not know: " + unknown, null);
        }
    }

    private Database database(String name) {
        return databases.computeIfAbsent(name, any -> new Database());
    }

    private Found found(String databaseName, String base) {
        return database(databaseName).files.computeIfAbsent(base, Found::new);
    }

    private static byte[] bounded(InputStream in, String shown) throws IOException {
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
