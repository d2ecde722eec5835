package me.meeshy.infra.mongo.format;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import me.meeshy.infra.mongo.archive.ArchiveReader;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.compress.Unpacking;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What is in a dump, whatever it is packed in: a directory, a tar file of it, or an archive; plain, or packed by gzip or
 * Zstandard. Nothing is ever unpacked to disk, so that a hostile archive has nowhere to write to.
 */
public final class DumpSource {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Each may hold a document of the largest size. */
    private static final int MOST_READERS = 2;

    private static final int SEAL_BYTES = 8;

    private final Path path;
    private final boolean directory;
    private final @Nullable DumpKey key;

    /** What is read instead of a file, once. */
    private final @Nullable InputStream stream;

    /** What the dump said when it was last looked at; null where nothing was planned by that. */
    private final @Nullable DumpHead head;

    public DumpSource(Path path) {
        this(path, null);
    }

    /** The same, with the key for what was sealed; without one, that is refused. */
    public DumpSource(Path path, @Nullable DumpKey key) {
        this.path = path;
        this.key = key;
        this.stream = null;
        this.head = null;
        this.directory = Files.isDirectory(path);
        if (!directory && !Files.isRegularFile(path)) {
            throw new DataException(
                    "There is no dump at " + path + "; name its directory, its tar file or its archive");
        }
    }

    private DumpSource(InputStream stream, @Nullable DumpKey key) {
        this.path = Path.of("stream");
        this.key = key;
        this.directory = false;
        this.stream = stream;
        this.head = null;
    }

    private DumpSource(DumpSource dump, DumpHead head) {
        this.path = dump.path;
        this.key = dump.key;
        this.directory = dump.directory;
        this.stream = dump.stream;
        this.head = head;
    }

    /** The same dump, whose documents are refused where it does not say any more what was planned by. */
    public DumpSource saying(DumpHead planned) {
        return new DumpSource(this, planned);
    }

    /** What comes through a stream, which can be read once and stays open; with the key for what was sealed. */
    public static DumpSource of(InputStream stream, @Nullable DumpKey key) {
        InputStream kept = new FilterInputStream(stream) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, length);
            }

            @Override
            public void close() {
                // it is the caller's
            }
        };
        return new DumpSource(kept, key);
    }

    /** Whether it is a directory, of which somebody may change one file and not the other. */
    boolean directory() {
        return directory;
    }

    /** Takes what is in a dump. */
    public interface Visitor {

        /**
         * Takes a file that holds no documents: metadata, manifest and the like.
         *
         * @param database the directory that it is in
         * @param name its name, without {@code .gz}
         * @param shown its path within the dump, for messages
         * @param in its content
         */
        void file(String database, String name, String shown, InputStream in) throws IOException;

        /**
         * Hears of a collection's documents where only a dump's head is read: they are to come when all of it is.
         *
         * @param database the directory that they are in; empty for the oplog
         * @param file the collection's name, escaped as in names of files
         * @param shown their path within the dump, for messages
         * @param bytes how many bytes they have; negative where that is not known
         */
        default void announced(String database, String file, String shown, long bytes) {}

        /**
         * The documents of a collection are about to come; in an archive, between those of others.
         *
         * @param database the directory that they are in; empty for the oplog
         * @param file the collection's name, escaped as in names of files
         * @param shown their path within the dump, for messages
         * @return who takes them, or null to pass over them
         */
        default @Nullable DocumentReceiver documents(String database, String file, String shown) {
            return null;
        }
    }

    /** Says who takes a collection's documents, as {@link Visitor#documents} does. */
    public interface Receivers {
        @Nullable
        DocumentReceiver documents(String database, String file, String shown);
    }

    /** Reads the documents alone. */
    public void documents(Receivers receivers, Deadline deadline) {
        Visitor visitor = new Visitor() {
            @Override
            public void file(String database, String name, String shown, InputStream in) {
                // metadata was read before
            }

            @Override
            public @Nullable DocumentReceiver documents(String database, String file, String shown) {
                return receivers.documents(database, file, shown);
            }
        };
        if (head == null) {
            visit(visitor, deadline);
        } else {
            head.visit(this, visitor, deadline);
        }
    }

    /** Reads everything, once, from the first byte to the last. */
    public void visit(Visitor visitor, Deadline deadline) {
        DumpFiles files = new DumpFiles(visitor, deadline);
        try {
            if (directory) {
                new DirectoryDump(path, this::opened).visit(files);
            } else {
                visitStream(visitor, files, deadline);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** The same, but the files of a directory are read side by side, for a visitor that is safe for use by several threads. */
    public void visitSideBySide(Visitor visitor, Deadline deadline) {
        int readers = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
        if (!directory || readers < 2) {
            visit(visitor, deadline);
            return;
        }
        try {
            new DirectoryDump(path, this::opened).visitSideBySide(new DumpFiles(visitor, deadline), readers, deadline);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static DumpFormatException unreadable(Path path, IOException e) {
        return new DumpFormatException(
                path.toString(), -1, null, e.getMessage() == null ? "it cannot be read" : e.getMessage(), e);
    }

    /**
     * Reads what a dump tells before its documents: what an archive says in its head, or the metadata and manifests of a
     * directory, and of which collections documents are to come. None of them does.
     *
     * @return false where there is no head, since it is a tar file; nothing was handed on then
     */
    boolean visitHead(Visitor visitor, Deadline deadline) {
        if (stream != null) {
            return false;
        }
        try {
            if (directory) {
                new DirectoryDump(path, this::opened).visitHead(new DumpFiles(visitor, deadline));
                return true;
            }
            return visitArchiveHead(visitor, deadline);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private boolean visitArchiveHead(Visitor visitor, Deadline deadline) throws IOException {
        try (InputStream file = opened(path);
                BufferedInputStream plain = new BufferedInputStream(Unpacking.of(file), BUFFER_BYTES)) {
            if (!ArchiveReader.begins(first(plain, Integer.BYTES))) {
                return false;
            }
            ArchivedFiles files = new ArchivedFiles(visitor, path.toString());
            ArchiveReader.readHead(plain, path.toString(), deadline, namespace -> {
                files.namespace(namespace);
                files.announce(namespace);
            });
            return true;
        }
    }

    /** How many bytes its file has, or its files have, packed as they are. */
    public long packedBytes() {
        if (stream != null) {
            return 0;
        }
        try {
            return directory ? new DirectoryDump(path, this::opened).bytes() : Files.size(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** A file as it is, or what was sealed in it. */
    private InputStream opened(Path file) throws IOException {
        BufferedInputStream in =
                new BufferedInputStream(stream == null ? Files.newInputStream(file) : stream, BUFFER_BYTES);
        try {
            in.mark(SEAL_BYTES);
            byte[] head = in.readNBytes(SEAL_BYTES);
            in.reset();
            if (!DumpKey.isSealed(head)) {
                return in;
            }
            if (key == null) {
                throw new DataException(file + " is sealed; name the key, with key(DumpKey.fromFile(…))");
            }
            return key.open(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void visitStream(Visitor visitor, DumpFiles files, Deadline deadline) throws IOException {
        try (InputStream file = opened(path);
                BufferedInputStream plain = new BufferedInputStream(Unpacking.of(file), BUFFER_BYTES)) {
            byte[] first = first(plain, TarDump.HEAD_BYTES);
            if (ArchiveReader.begins(first)) {
                ArchiveReader.read(plain, path.toString(), deadline, new ArchivedFiles(visitor, path.toString()));
            } else if (TarDump.begins(first)) {
                TarDump.read(plain, path.toString(), files);
            } else {
                throw new DumpFormatException(
                        path.toString(), 0, null, "it is neither a directory, nor an archive, nor a tar file", null);
            }
        }
    }

    /** The first bytes, which stay there. */
    private static byte[] first(BufferedInputStream plain, int bytes) throws IOException {
        plain.mark(BUFFER_BYTES);
        byte[] read = plain.readNBytes(bytes);
        plain.reset();
        return read;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
