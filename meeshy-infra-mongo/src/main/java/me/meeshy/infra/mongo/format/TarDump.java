package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a tar file of a dump's directory. */
final class TarDump {

    private static final int MAGIC_AT = 257;
    private static final String MAGIC = "ustar";
    /** So many are needed to tell one. */
    static final int HEAD_BYTES = MAGIC_AT + MAGIC.length();

    private TarDump() {}

    /** Whether these are the first {@link #HEAD_BYTES} bytes of one. */
    static boolean begins(byte[] first) {
        return first.length == HEAD_BYTES
                && new String(first, MAGIC_AT, MAGIC.length(), StandardCharsets.US_ASCII).equals(MAGIC);
    }

    /**
     * Reads all of it.
     *
     * @param name its own, for messages
     * @throws DumpFormatException if it holds what is no part of a dump, or what would lead outside of it
     */
    static void read(InputStream plain, String name, DumpFiles files) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                read(tar, entry, name, files);
                entry = tar.getNextEntry();
            }
        } catch (IllegalArgumentException e) {
            throw new DumpFormatException(name, -1, null, "its tar headers are damaged", e);
        }
    }

    private static void read(TarArchiveInputStream tar, TarArchiveEntry entry, String name, DumpFiles files)
            throws IOException {
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
        if (parts.isEmpty()) {
            throw new DumpFormatException(name, -1, null, "a file in it has no name", null);
        }
        if (!plainFile(entry)) {
            throw new DumpFormatException(shown, -1, null, "it is a link or a device, not a file", null);
        }
        String database = parts.size() > 1 ? parts.get(parts.size() - 2) : "";
        files.file(database, parts.get(parts.size() - 1), shown, tar);
    }

    /** The library takes all but directories for files. */
    private static boolean plainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }
}
