package me.meeshy.infra.mongo.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a dump, whatever they are packed in: a directory, or a tar file, gzipped or not. Nothing is ever unpacked
 * to disk, so that a hostile archive has nowhere to write to.
 */
public final class DumpSource {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int TAR_MAGIC_AT = 257;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int ARCHIVE_MAGIC = 0x8199e26d;

    private final Path path;
    private final boolean directory;

    public DumpSource(Path path) {
        this.path = path;
        this.directory = Files.isDirectory(path);
        if (!directory && !Files.isRegularFile(path)) {
            throw new DataException("There is no dump at " + path + "; name its directory or its tar file");
        }
    }

    /** Takes the files one by one, unpacked. */
    public interface Visitor {

        /**
         * Takes a file.
         *
         * @param database the directory that it is in
         * @param name its name, without {@code .gz}
         * @param shown its path within the dump, for messages
         * @param in its content
         */
        void file(String database, String name, String shown, InputStream in) throws IOException;
    }

    public void visit(Visitor visitor) {
        try {
            if (directory) {
                visitDirectory(visitor);
            } else {
                visitTar(visitor);
            }
        } catch (IOException e) {
            throw new DumpFormatException(
                    path.toString(), -1, null, e.getMessage() == null ? "it cannot be read" : e.getMessage(), e);
        }
    }

    private void visitDirectory(Visitor visitor) throws IOException {
        List<Path> here = list(path);
        boolean single = here.stream().anyMatch(DumpSource::holdsCollection);
        for (Path each : here) {
            if (Files.isRegularFile(each)) {
                if (single) {
                    visitFile(visitor, path.toAbsolutePath().normalize().getFileName(), each);
                }
            } else if (!single
                    && Files.isDirectory(each)
                    && !each.getFileName().toString().startsWith(".")) {
                for (Path file : list(each)) {
                    if (Files.isRegularFile(file)) {
                        visitFile(visitor, each.getFileName(), file);
                    }
                }
            }
        }
    }

    private static boolean holdsCollection(Path file) {
        String name = file.getFileName().toString();
        String plain = withoutGz(name);
        boolean documents = plain.endsWith(".bson") && !plain.equals("oplog.bson");
        return Files.isRegularFile(file) && (documents || plain.endsWith(".metadata.json"));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.sorted().toList();
        }
    }

    private void visitFile(Visitor visitor, @Nullable Path database, Path file) throws IOException {
        String shown = path.relativize(file).toString();
        try (InputStream in = Files.newInputStream(file)) {
            visitor.file(
                    database == null ? "" : database.toString(),
                    withoutGz(file.getFileName().toString()),
                    shown,
                    unpacked(in, shown));
        }
    }

    private void visitTar(Visitor visitor) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                BufferedInputStream plain = new BufferedInputStream(unpacked(file, path.toString()), BUFFER_BYTES)) {
            requireTar(plain);
            try (TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
                TarArchiveEntry entry = tar.getNextEntry();
                while (entry != null) {
                    visitEntry(visitor, tar, entry);
                    entry = tar.getNextEntry();
                }
            }
        } catch (IllegalArgumentException e) {
            throw new DumpFormatException(path.toString(), -1, null, "its tar headers are damaged", e);
        }
    }

    private void visitEntry(Visitor visitor, TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        String shown = entry.getName();
        List<String> parts = Stream.of(shown.split("/", -1))
                .filter(each -> !each.isEmpty() && !each.equals("."))
                .toList();
        if (shown.startsWith("/") || parts.contains("..")) {
            throw new DumpFormatException(shown, -1, null, "its name leads outside of the dump", null);
        }
        if (entry.isDirectory()) {
            return;
        }
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
            throw new DumpFormatException(shown, -1, null, "it is a link or a device, not a file", null);
        }
        String database = parts.size() > 1 ? parts.get(parts.size() - 2) : "";
        visitor.file(database, withoutGz(parts.get(parts.size() - 1)), shown, unpacked(tar, shown));
    }

    private void requireTar(BufferedInputStream in) throws IOException {
        in.mark(BUFFER_BYTES);
        byte[] head = in.readNBytes(TAR_MAGIC_AT + 5);
        in.reset();
        if (head.length >= Integer.BYTES && RawBson.int32(head, 0) == ARCHIVE_MAGIC) {
            throw new DataException(path + " is an archive of mongodump --archive, which this version does not read;"
                    + " restore it with mongorestore, or dump to a directory");
        }
        if (head.length < TAR_MAGIC_AT + 5
                || !new String(head, TAR_MAGIC_AT, 5, java.nio.charset.StandardCharsets.US_ASCII).equals("ustar")) {
            throw new DumpFormatException(path.toString(), 0, null, "it is neither a directory nor a tar file", null);
        }
    }

    /** Whether something is gzipped is seen from its first bytes, not from its name. */
    private static InputStream unpacked(InputStream in, String shown) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        if (first == GZIP_FIRST && second == GZIP_SECOND) {
            return new GZIPInputStream(buffered, BUFFER_BYTES / 4);
        }
        if (first < 0 && shown.endsWith(".gz")) {
            throw new DumpFormatException(shown, 0, null, "a gzipped file is never empty", null);
        }
        return buffered;
    }

    private static String withoutGz(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
