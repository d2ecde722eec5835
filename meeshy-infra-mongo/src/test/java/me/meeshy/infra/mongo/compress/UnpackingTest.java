package me.meeshy.infra.mongo.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {

    /** A document begins with its length: these lengths begin as gzip does, 1f 8b, the last also with its method, 08. */
    @ParameterizedTest
    @ValueSource(ints = {0x8b1f, 0x0e8b1f, 0x088b1f})
    void ofADocumentWhoseLengthLooksLikeGzipIsTheDocument(int length) throws IOException {
        byte[] document = document(length);

        assertThat(Unpacking.of(new ByteArrayInputStream(document)).readAllBytes())
                .isEqualTo(document);
    }

    @Test
    void ofWhatTheJdkPackedIsItsContent() throws IOException {
        byte[] document = document(1_000);
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(document);
        }

        assertThat(Unpacking.of(new ByteArrayInputStream(packed.toByteArray())).readAllBytes())
                .isEqualTo(document);
    }

    private static byte[] document(int length) {
        byte[] empty = encoded(0);
        return encoded(length - empty.length);
    }

    private static byte[] encoded(int content) {
        var document = new BsonDocument("_id", new BsonObjectId(new ObjectId("65f000000000000000000001")))
                .append("b", new BsonBinary(new byte[content]));
        return RawBson.bytes(new RawBsonDocument(document, new BsonDocumentCodec()));
    }
}
