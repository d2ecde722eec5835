package me.meeshy.infra.mongo.bson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Documents as the bytes that they are on the wire and on disk, so that nothing is decoded that only passes through. */
public final class RawBson {

    /** The largest document that a server stores: 16 MiB. */
    public static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    /** An empty document: its length and its end. */
    public static final int MIN_DOCUMENT_BYTES = 5;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private RawBson() {}

    public static int int32(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static void putInt32(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    public static long int64(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    public static void putInt64(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }

    /** The offset after the name of the element that starts at {@code element} with its type. */
    public static int afterName(byte[] bytes, int element) {
        int at = element + 1;
        while (bytes[at] != 0) {
            at++;
        }
        return at + 1;
    }

    public static String name(byte[] bytes, int element) {
        return new String(bytes, element + 1, afterName(bytes, element) - element - 2, StandardCharsets.UTF_8);
    }

    public static boolean nameIs(byte[] bytes, int element, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[element + 1 + i] != name[i]) {
                return false;
            }
        }
        return bytes[element + 1 + name.length] == 0;
    }

    /** The offset after a value of a type, in bytes whose structure has been checked. */
    public static int afterValue(byte[] bytes, byte type, int value) {
        return switch (type) {
            case 0x01, 0x09, 0x11, 0x12 -> value + 8;
            case 0x02, 0x0D, 0x0E -> value + 4 + int32(bytes, value);
            case 0x03, 0x04, 0x0F -> value + int32(bytes, value);
            case 0x05 -> value + 5 + int32(bytes, value);
            case 0x06, 0x0A, 0x7F, (byte) 0xFF -> value;
            case 0x07 -> value + 12;
            case 0x08 -> value + 1;
            case 0x0B -> afterName(bytes, afterName(bytes, value - 1) - 1);
            case 0x0C -> value + 4 + int32(bytes, value) + 12;
            case 0x10 -> value + 4;
            case 0x13 -> value + 16;
            default -> throw new DataException("a document holds a value of the unknown type " + type);
        };
    }

    public static RawBsonDocument view(byte[] bytes, int offset, int length) {
        return new RawBsonDocument(bytes, offset, length);
    }

    public static byte[] encode(org.bson.BsonDocument document) {
        return bytes(new RawBsonDocument(document, CODEC));
    }

    public static byte[] bytes(RawBsonDocument document) {
        ByteBuffer buffer = document.getByteBuffer().asNIO();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
