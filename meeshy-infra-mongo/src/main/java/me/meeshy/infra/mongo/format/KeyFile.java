package me.meeshy.infra.mongo.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * What was in a collection, as a file of small documents: the {@code _id} of each and a hash of its content. It takes the part
 * of a copy of the data where only the keys of later writes are wanted.
 */
public final class KeyFile implements DocumentSink, AutoCloseable {

    private static final byte[] HIGH = field('h');
    private static final byte[] LOW = field('l');

    private final Path path;
    private final Path unfinished;
    private final OutputStream out;
    private final DocumentHasher hasher = new DocumentHasher();

    private KeyFile(Path path, Path unfinished, OutputStream out) {
        this.path = path;
        this.unfinished = unfinished;
        this.out = out;
    }

    /** The beginning of an int64. */
    private static byte[] field(char name) {
        return ("\u0012" + name + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins a file, which has its name once it is finished. */
    public static KeyFile write(Path path) {
        Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
        try {
            return new KeyFile(path, unfinished, new BufferedOutputStream(Files.newOutputStream(unfinished)));
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        try {
            out.write(small(bytes, offset, length, hasher));
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** The same small documents of what is read elsewhere, to be compared with a file. */
    public static DocumentSink smaller(DocumentSink sink) {
        var hasher = new DocumentHasher();
        return (bytes, offset, length) -> {
            byte[] small = small(bytes, offset, length, hasher);
            sink.accept(small, 0, small.length);
        };
    }

    private static byte[] small(byte[] bytes, int offset, int length, DocumentHasher hasher) {
        byte[] id = DocumentId.element(bytes, offset);
        ContentHash hash = hasher.hash(bytes, offset, length);
        byte[] small = new byte[Integer.BYTES + id.length + 2 * (HIGH.length + Long.BYTES) + 1];
        RawBson.putInt32(small, 0, small.length);
        System.arraycopy(id, 0, small, Integer.BYTES, id.length);
        int at = put(small, Integer.BYTES + id.length, HIGH, hash.high());
        put(small, at, LOW, hash.low());
        return small;
    }

    private static int put(byte[] document, int at, byte[] field, long value) {
        System.arraycopy(field, 0, document, at, field.length);
        RawBson.putInt64(document, at + field.length, value);
        return at + field.length + Long.BYTES;
    }

    /** Gives the file its name. */
    public void finish() {
        try {
            out.close();
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    private static DataException cannotWrite(Path path, IOException e) {
        return new DataException("cannot write the keys of what was copied to " + path + ": " + e, e);
    }

    /** Reads a file's small documents. */
    public static void read(Path path, Deadline deadline, DocumentSink sink) {
        try (InputStream in = Files.newInputStream(path)) {
            new BsonStream(in, path.toString(), null, deadline).forEach(sink);
        } catch (IOException e) {
            throw new DataException("cannot read " + path + ": " + e, e);
        }
    }
}
