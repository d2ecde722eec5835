package me.meeshy.infra.mongo.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.compress.Unpacking;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Takes the files that a dump consists of, packed or not, and tells files of documents from others.
 *
 * @param visitor takes what is in them
 * @param deadline by when all must be read
 */
record DumpFiles(DumpSource.Visitor visitor, Deadline deadline) {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final String GZ = ".gz";

    /**
     * Takes a file.
     *
     * @param database the directory that it is in, or empty
     * @param packedName its name, with {@code .gz} where it has it
     * @param shown its path within the dump, for messages
     */
    void file(String database, String packedName, String shown, InputStream packed) throws IOException {
        String name = withoutGz(packedName);
        InputStream in = unpacked(packed, shown);
        if (!holdsDocuments(packedName)) {
            visitor.file(database, name, shown, in);
            return;
        }
        String file = collection(name);
        DocumentReceiver receiver = visitor.documents(database, file, shown);
        if (receiver != null) {
            new BsonStream(in, shown, database + "." + DumpScan.unescaped(file), deadline).forEach(receiver);
            receiver.end();
        }
    }

    /**
     * Says of a file of documents that it is to come.
     *
     * @param size how large the file is
     */
    void announce(String database, String packedName, String shown, long size) {
        String name = withoutGz(packedName);
        visitor.announced(database, collection(name), shown, packedName.equals(name) ? size : FoundCollection.UNKNOWN);
    }

    static boolean holdsDocuments(String packedName) {
        return withoutGz(packedName).endsWith(DumpNames.BSON);
    }

    private static String collection(String name) {
        return name.substring(0, name.length() - DumpNames.BSON.length());
    }

    private static InputStream unpacked(InputStream in, String shown) throws IOException {
        if (shown.endsWith(GZ)) {
            BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
            buffered.mark(1);
            if (buffered.read() < 0) {
                throw new DumpFormatException(shown, 0, null, "a gzipped file is never empty", null);
            }
            buffered.reset();
            return Unpacking.of(buffered);
        }
        return Unpacking.of(in);
    }

    static String withoutGz(String name) {
        return name.endsWith(GZ) ? name.substring(0, name.length() - GZ.length()) : name;
    }
}
