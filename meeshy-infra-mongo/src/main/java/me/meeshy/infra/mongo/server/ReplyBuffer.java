package me.meeshy.infra.mongo.server;

import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BsonInput;

/**
 * Takes a server's reply as the bytes that it is, into memory that the next reply uses again: the driver's own raw document
 * grows by doubling, and takes four times the largest reply while it does.
 */
final class ReplyBuffer {

    /** The next reply is likely to be a little larger or smaller; what is larger than usual is not kept. */
    private static final int MOST_SPARE_BYTES = 256 * 1024;

    private byte[] bytes = new byte[0];

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        bytes = new byte[0];
    }

    private void read(BsonInput in) {
        int size = in.readInt32();
        if (bytes.length < size) {
            // let go of the old one before there is a new one
            bytes = new byte[0];
            bytes = new byte[size > RawCursor.LARGE_BYTES ? size : size + Math.min(size / 8, MOST_SPARE_BYTES)];
        }
        RawBson.putInt32(bytes, 0, size);
        in.readBytes(bytes, Integer.BYTES, size - Integer.BYTES);
    }

    /** Reads into this. */
    Codec<ReplyBuffer> codec() {
        return new Codec<>() {
            @Override
            public ReplyBuffer decode(BsonReader reader, DecoderContext context) {
                read(((BsonBinaryReader) reader).getBsonInput());
                return ReplyBuffer.this;
            }

            @Override
            public void encode(BsonWriter writer, ReplyBuffer value, EncoderContext context) {
                throw new UnsupportedOperationException("a reply is only read");
            }

            @Override
            public Class<ReplyBuffer> getEncoderClass() {
                return ReplyBuffer.class;
            }
        };
    }
}
