package me.meeshy.infra.mongo.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.bson.BsonInput;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonBinaryReader;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonSerializationException;
import org.bson.ByteBufNIO;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.io.ByteBufferBsonInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive: what it says that it holds, then every document, checked, in the order that they stand in. It ends well
 * only if each collection came to its end, with the checksum that was told.
 */
public final class ArchiveReader {

    /** Names and metadata are kept in memory until the end: 28 collections take a hundredth of this. */
    private static final long MOST_HEAD_BYTES = 48L * 1024 * 1024;

    /** What is kept of a namespace besides its names and metadata. */
    private static final int BYTES_FOR_EACH = 512;

    /** What the decoder puts where bytes are no UTF-8: read so, two names could become the same one. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final int MOST_BLOCK_HEADER_BYTES = 64 * 1024;

    private final BsonInput in;

    private ArchiveReader(InputStream stream, String file, Deadline deadline) {
        this.in = new BsonInput(stream, file, deadline);
    }

    /** Takes what the head of an archive says. */
    public interface HeadVisitor {

        /** Takes what the head says of a namespace, before any document. */
        void namespace(ArchiveNamespace namespace) throws IOException;
    }

    /** Takes what is in an archive. */
    public interface Visitor extends HeadVisitor {

        /**
         * The documents of a namespace are about to come, between those of others.
         *
         * @return who takes them, or null to pass over them; they are checked all the same
         */
        @Nullable
        DocumentReceiver documents(String database, String collection);
    }

    /** Whether a stream that begins with these bytes is an archive. */
    public static boolean begins(byte[] head) {
        return head.length >= Integer.BYTES && RawBson.int32(head, 0) == ArchiveFormat.MAGIC;
    }

    /** Reads the archive from its first byte to its last. */
    public static void read(InputStream stream, String file, Deadline deadline, Visitor visitor) throws IOException {
        new ArchiveReader(stream, file, deadline).read(visitor);
    }

    /** Reads what the archive says that it holds, and goes no further. */
    public static void readHead(InputStream stream, String file, Deadline deadline, HeadVisitor visitor)
            throws IOException {
        new ArchiveReader(stream, file, deadline).begin(visitor);
    }

    private Map<String, State> begin(HeadVisitor visitor) throws IOException {
        if (in.peek(null) != ArchiveFormat.MAGIC) {
            throw in.malformed(null, "it is no archive", null);
        }
        in.skip();
        return head(visitor);
    }

    private void read(Visitor visitor) throws IOException {
        Map<String, State> states = begin(visitor);
        while (!in.atEnd(null)) {
            block(states, visitor);
        }
        for (Map.Entry<String, State> each : states.entrySet()) {
            if (!each.getValue().ended) {
                throw in.malformed(each.getKey(), "the archive ends before this collection does", null);
            }
        }
    }

    private Map<String, State> head(HeadVisitor visitor) throws IOException {
        long[] left = {MOST_HEAD_BYTES};
        BsonDocument head = document(null, left);
        String version = text(head, "version", "");
        if (!version.equals(ArchiveFormat.VERSION)) {
            throw in.malformed(
                    null, "its version is '" + version + "', this version reads " + ArchiveFormat.VERSION, null);
        }
        List<ArchiveNamespace> namespaces = new ArrayList<>();
        Map<String, State> states = new LinkedHashMap<>();
        while (in.peek(null) != ArchiveFormat.END) {
            BsonDocument said = document(null, left);
            ArchiveNamespace namespace = new ArchiveNamespace(
                    text(said, "db", null),
                    text(said, "collection", null),
                    text(said, "metadata", ""),
                    text(said, "type", ""));
            if (states.put(namespace.database() + "." + namespace.documentsOf(), new State()) != null) {
                throw in.malformed(namespace.toString(), "it stands in the archive's head twice", null);
            }
            namespaces.add(namespace);
        }
        in.skip();
        for (ArchiveNamespace each : namespaces) {
            visitor.namespace(each);
        }
        return states;
    }

    private void block(Map<String, State> states, Visitor visitor) {
        BsonDocument header = document(null, new long[] {MOST_BLOCK_HEADER_BYTES});
        String database = text(header, "db", null);
        String collection = text(header, "collection", null);
        String namespace = database + "." + collection;
        State state = states.get(namespace);
        if (state == null) {
            throw in.malformed(namespace, "it has documents, but does not stand in the archive's head", null);
        }
        if (state.ended) {
            throw in.malformed(namespace, "it goes on after its end", null);
        }
        if (!state.opened) {
            state.opened = true;
            state.receiver = visitor.documents(database, collection);
        }
        boolean end = header.getBoolean("EOF", BsonBoolean.FALSE).getValue();
        while (in.peek(namespace) != ArchiveFormat.END) {
            if (end) {
                throw in.malformed(namespace, "there are documents behind its end", null);
            }
            in.document(namespace, state);
        }
        in.skip();
        if (end) {
            long told = header.getInt64("CRC", new BsonInt64(0)).getValue();
            if (told != state.checksum()) {
                throw in.malformed(namespace, "its checksum is not what the archive says", null);
            }
            state.end();
        }
    }

    private BsonDocument document(@Nullable String namespace, long[] left) {
        BsonDocument[] read = new BsonDocument[1];
        in.document(namespace, (bytes, offset, length) -> {
            left[0] -= length + BYTES_FOR_EACH;
            if (left[0] < 0) {
                throw in.malformed(namespace, "its headers are far too long for what they are", null);
            }
            read[0] = decoded(namespace, bytes, offset, length);
        });
        return read[0];
    }

    private BsonDocument decoded(@Nullable String namespace, byte[] bytes, int offset, int length) {
        try (BsonBinaryReader reader = new BsonBinaryReader(new ByteBufferBsonInput(
                new ByteBufNIO(java.nio.ByteBuffer.wrap(bytes, offset, length).slice())))) {
            BsonDocument read = new BsonDocumentCodec()
                    .decode(reader, DecoderContext.builder().build());
            boolean replaced = read.values().stream()
                    .anyMatch(each ->
                            each.isString() && each.asString().getValue().indexOf(REPLACEMENT) >= 0);
            if (replaced && !Arrays.equals(RawBson.encode(read), Arrays.copyOfRange(bytes, offset, offset + length))) {
                throw in.malformed(namespace, "a text in a header of it is no UTF-8", null);
            }
            return read;
        } catch (BsonSerializationException | BsonInvalidOperationException e) {
            throw in.malformed(namespace, "a header of it cannot be read", e);
        }
    }

    private String text(BsonDocument document, String key, @Nullable String otherwise) {
        if (document.isString(key)) {
            return document.getString(key).getValue();
        }
        if (document.containsKey(key) || otherwise == null) {
            throw in.malformed(null, "a header of it has no text under " + key, null);
        }
        return otherwise;
    }

    /** How far one namespace has come. */
    private static final class State implements DocumentReceiver {
        private final Crc64 crc = new Crc64();
        private boolean any;
        private boolean opened;
        private boolean ended;
        private @Nullable DocumentReceiver receiver;

        long checksum() {
            return any ? crc.value() : 0;
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            any = true;
            crc.update(bytes, offset, length);
            if (receiver != null) {
                receiver.accept(bytes, offset, length);
            }
        }

        @Override
        public void end() {
            ended = true;
            if (receiver != null) {
                receiver.end();
            }
        }
    }
}
