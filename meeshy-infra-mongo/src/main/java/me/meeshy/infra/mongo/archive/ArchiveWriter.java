package me.meeshy.infra.mongo.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Writes an archive: its head, then blocks of documents as they come, from as many threads as there are collections at
 * once. Each collection's documents come from one thread.
 */
public final class ArchiveWriter {

    /** A reader keeps one block of each collection in memory. */
    private static final int BLOCK_BYTES = 512 * 1024;

    private static final byte[] END = {-1, -1, -1, -1};

    private final OutputStream out;

    /**
     * Writes the head.
     *
     * @param atOnce how many collections will be open at the same time, at most; readers count on it
     * @param namespaces what the archive will hold; each must be opened and ended, also what has no documents
     */
    public ArchiveWriter(
            OutputStream out,
            String serverVersion,
            String toolVersion,
            int atOnce,
            Collection<ArchiveNamespace> namespaces) {
        this.out = out;
        byte[] magic = new byte[Integer.BYTES];
        RawBson.putInt32(magic, 0, ArchiveFormat.MAGIC);
        try {
            out.write(magic);
            out.write(RawBson.encode(new BsonDocument("concurrent_collections", new BsonInt32(atOnce))
                    .append("version", new BsonString(ArchiveFormat.VERSION))
                    .append("server_version", new BsonString(serverVersion))
                    .append("tool_version", new BsonString(toolVersion))));
            for (ArchiveNamespace each : namespaces) {
                out.write(RawBson.encode(new BsonDocument("db", new BsonString(each.database()))
                        .append("collection", new BsonString(each.collection()))
                        .append("metadata", new BsonString(each.metadata()))
                        .append("size", new BsonInt32(0))
                        .append("type", new BsonString(each.type()))));
            }
            out.write(END);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Begins a namespace; its end must be told. */
    public DocumentReceiver open(ArchiveNamespace namespace) {
        return new Section(namespace.database(), namespace.documentsOf());
    }

    private void block(byte[] header, byte[] first, int firstLength, byte[] second, int offset, int length) {
        synchronized (out) {
            try {
                out.write(header);
                out.write(first, 0, firstLength);
                out.write(second, offset, length);
                out.write(END);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private static UncheckedIOException failed(IOException cause) {
        return new UncheckedIOException("Writing the archive failed: " + cause.getMessage(), cause);
    }

    private final class Section implements DocumentReceiver {

        private final String database;
        private final String collection;
        private final byte[] header;
        private final Crc64 crc = new Crc64();
        private final byte[] buffer = new byte[BLOCK_BYTES];
        private int filled;
        private boolean any;

        Section(String database, String collection) {
            this.database = database;
            this.collection = collection;
            this.header = header(false, 0);
        }

        private byte[] header(boolean end, long checksum) {
            return RawBson.encode(new BsonDocument("db", new BsonString(database))
                    .append("collection", new BsonString(collection))
                    .append("EOF", BsonBoolean.valueOf(end))
                    .append("CRC", new BsonInt64(checksum)));
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
            any = true;
            if (length <= buffer.length - filled) {
                System.arraycopy(bytes, offset, buffer, filled, length);
                filled += length;
            } else if (length > buffer.length / 2) {
                block(header, buffer, filled, bytes, offset, length);
                filled = 0;
            } else {
                block(header, buffer, filled, bytes, offset, 0);
                System.arraycopy(bytes, offset, buffer, 0, length);
                filled = length;
            }
        }

        @Override
        public void end() {
            if (filled > 0 || !any) {
                block(header, buffer, filled, buffer, 0, 0);
                filled = 0;
            }
            block(header(true, any ? crc.value() : 0), buffer, 0, buffer, 0, 0);
        }
    }
}
