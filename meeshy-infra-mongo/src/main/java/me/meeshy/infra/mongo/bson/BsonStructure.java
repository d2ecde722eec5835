package me.meeshy.infra.mongo.bson;

/** Checks that bytes are a BSON document from end to end, so that nothing behind it has to. */
public final class BsonStructure {

    /** Servers nest documents at most 180 deep. */
    private static final int MOST_DEPTH = 200;

    private BsonStructure() {}

    /** Bytes that are not a document. */
    public static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        public MalformedException(String message) {
            super(message);
        }
    }

    public static void check(byte[] bytes, int offset, int length) throws MalformedException {
        document(bytes, offset, offset + length, 0);
    }

    private static void document(byte[] bytes, int from, int limit, int depth) throws MalformedException {
        require(depth <= MOST_DEPTH, "documents are nested more than " + MOST_DEPTH + " deep");
        require(limit - from >= RawBson.MIN_DOCUMENT_BYTES, "a document is shorter than its frame");
        int end = limit - 1;
        require(RawBson.int32(bytes, from) == limit - from && bytes[end] == 0, "a document's length is wrong");
        int at = from + Integer.BYTES;
        while (at < end) {
            byte type = bytes[at];
            int value = cstring(bytes, at + 1, end);
            at = value(bytes, type, value, end, depth);
        }
        require(at == end, "an element reaches beyond its document");
    }

    private static int value(byte[] bytes, byte type, int at, int end, int depth) throws MalformedException {
        return switch (type) {
            case 0x01, 0x09, 0x11, 0x12 -> fixed(at, 8, end);
            case 0x02, 0x0D, 0x0E -> string(bytes, at, end);
            case 0x03, 0x04 -> embedded(bytes, at, end, depth);
            case 0x05 -> fixed(at, 5 + length(bytes, at, end, 0), end);
            case 0x06, 0x0A, 0x7F, (byte) 0xFF -> at;
            case 0x07 -> fixed(at, 12, end);
            case 0x08 -> fixed(at, 1, end);
            case 0x0B -> cstring(bytes, cstring(bytes, at, end), end);
            case 0x0C -> fixed(string(bytes, at, end), 12, end);
            case 0x0F -> scope(bytes, at, end, depth);
            case 0x10 -> fixed(at, 4, end);
            case 0x13 -> fixed(at, 16, end);
            default -> throw new MalformedException("a value has the unknown type " + (type & 0xFF));
        };
    }

    private static int embedded(byte[] bytes, int at, int end, int depth) throws MalformedException {
        int limit = fixed(at, length(bytes, at, end, RawBson.MIN_DOCUMENT_BYTES), end);
        document(bytes, at, limit, depth + 1);
        return limit;
    }

    private static int scope(byte[] bytes, int at, int end, int depth) throws MalformedException {
        int limit = fixed(at, length(bytes, at, end, 14), end);
        int scope = string(bytes, at + Integer.BYTES, limit);
        require(embedded(bytes, scope, limit, depth) == limit, "a scope's length is wrong");
        return limit;
    }

    private static int string(byte[] bytes, int at, int end) throws MalformedException {
        int limit = fixed(at + Integer.BYTES, length(bytes, at, end, 1), end);
        require(bytes[limit - 1] == 0, "a text has no end");
        return limit;
    }

    private static int length(byte[] bytes, int at, int end, int least) throws MalformedException {
        require(end - at >= Integer.BYTES, "a length is cut short");
        int length = RawBson.int32(bytes, at);
        require(length >= least && length <= end - at, "a length of " + length + " is impossible here");
        return length;
    }

    private static int fixed(int at, int size, int end) throws MalformedException {
        require(end - at >= size, "a value is cut short");
        return at + size;
    }

    private static int cstring(byte[] bytes, int at, int end) throws MalformedException {
        int i = at;
        while (i < end && bytes[i] != 0) {
            i++;
        }
        require(i < end, "a name has no end");
        return i + 1;
    }

    private static void require(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}
