package me.meeshy.infra.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of BSON as the few commands need by which a mongod is set up. This module has no MongoDB driver: whoever uses it
 * brings one, of any version.
 */
final class Bson {

    private static final int DOUBLE = 0x01;
    private static final int TEXT = 0x02;
    private static final int DOCUMENT = 0x03;
    private static final int ARRAY = 0x04;
    private static final int BINARY = 0x05;
    private static final int OBJECT_ID = 0x07;
    private static final int BOOLEAN = 0x08;
    private static final int DATE = 0x09;
    private static final int NULL = 0x0A;
    private static final int INT32 = 0x10;
    private static final int TIMESTAMP = 0x11;
    private static final int INT64 = 0x12;

    private static final int BUFFER_BYTES = 64 * 1024;

    private Bson() {}

    /** Writes a document of texts, whole numbers, truth values, and lists and maps of these. */
    static byte[] write(Map<String, ?> document) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        document(buffer, document);
        var bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static void document(ByteBuffer buffer, Map<String, ?> document) {
        int start = buffer.position();
        buffer.putInt(0);
        document.forEach((name, value) -> element(buffer, name, value));
        buffer.put((byte) 0);
        buffer.putInt(start, buffer.position() - start);
    }

    private static void element(ByteBuffer buffer, String name, Object value) {
        if (value instanceof String text) {
            head(buffer, TEXT, name);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            buffer.putInt(bytes.length + 1).put(bytes).put((byte) 0);
        } else if (value instanceof Integer number) {
            head(buffer, INT32, name);
            buffer.putInt(number);
        } else if (value instanceof Long number) {
            head(buffer, INT64, name);
            buffer.putLong(number);
        } else if (value instanceof Boolean truth) {
            head(buffer, BOOLEAN, name);
            buffer.put((byte) (truth ? 1 : 0));
        } else if (value instanceof Map<?, ?> map) {
            head(buffer, DOCUMENT, name);
            var members = new LinkedHashMap<String, Object>();
            map.forEach((key, member) -> members.put(String.valueOf(key), member));
            document(buffer, members);
        } else if (value instanceof List<?> list) {
            head(buffer, ARRAY, name);
            var members = new LinkedHashMap<String, Object>();
            list.forEach(member -> members.put(String.valueOf(members.size()), member));
            document(buffer, members);
        } else {
            throw new IllegalArgumentException("no BSON for the type of " + name);
        }
    }

    private static void head(ByteBuffer buffer, int type, String name) {
        buffer.put((byte) type).put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }

    /** Reads a document; values of kinds that we never look at are left out. */
    static Map<String, Object> read(byte[] bytes) throws IOException {
        try {
            return document(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new IOException("the answer is not BSON", e);
        }
    }

    private static Map<String, Object> document(ByteBuffer buffer) throws IOException {
        var document = new LinkedHashMap<String, Object>();
        buffer.getInt();
        for (int type = buffer.get(); type != 0; type = buffer.get()) {
            String name = name(buffer);
            switch (type) {
                case DOUBLE -> document.put(name, buffer.getDouble());
                case TEXT -> document.put(name, text(buffer));
                case DOCUMENT -> document.put(name, document(buffer));
                case ARRAY ->
                    document.put(name, new ArrayList<>(document(buffer).values()));
                case BOOLEAN -> document.put(name, buffer.get() != 0);
                case INT32 -> document.put(name, buffer.getInt());
                case DATE, TIMESTAMP, INT64 -> document.put(name, buffer.getLong());
                case BINARY -> skip(buffer, buffer.getInt() + 1);
                case OBJECT_ID -> skip(buffer, 12);
                case NULL -> skip(buffer, 0);
                default -> throw new IOException("the answer holds BSON of the unknown type " + type);
            }
        }
        return document;
    }

    private static String name(ByteBuffer buffer) {
        var name = new ByteArrayOutputStream();
        for (int next = buffer.get(); next != 0; next = buffer.get()) {
            name.write(next);
        }
        return name.toString(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer buffer) {
        var bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }
}
