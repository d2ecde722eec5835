package me.meeshy.infra.mongo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    private static final byte[] A = RawBson.encode(BsonDocument.parse("{_id: 1, a: 'x'}"));
    private static final byte[] B = RawBson.encode(BsonDocument.parse("{_id: 2, a: 'x'}"));

    @Test
    void hashWhenOrderDiffersIsTheSame() {
        List<byte[]> documents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            documents.add(RawBson.encode(BsonDocument.parse("{_id: " + i + "}")));
        }
        ContentHash first = hash(documents);
        Collections.shuffle(documents, new Random(42));
        assertThat(hash(documents)).isEqualTo(first);
    }

    @Test
    void hashWhenADocumentIsThereTwiceDiffersFromNeitherAndFromOnce() {
        assertThat(hash(List.of(A, A))).isNotEqualTo(ContentHash.EMPTY).isNotEqualTo(hash(List.of(A)));
        assertThat(hash(List.of(A, A, B)).low()).isNotEqualTo(hash(List.of(B)).low());
        assertThat(hash(List.of(A, A))).isNotEqualTo(hash(List.of(B, B)));
    }

    @Test
    void hashWhenOneBitDiffersIsAnother() {
        byte[] changed = A.clone();
        changed[changed.length - 3] ^= 1;
        assertThat(hash(List.of(changed))).isNotEqualTo(hash(List.of(A)));
    }

    @Test
    void hashIsTheFirstHalfOfSha256() {
        // printf '\x05\x00\x00\x00\x00' | sha256sum
        assertThat(hash(List.of(new byte[] {5, 0, 0, 0, 0}))).hasToString("1:49e8e3297545c15ab6a79471a7a34d43");
    }

    @Test
    void plusAddsWithCarry() {
        assertThat(new ContentHash(1, 0, -1).plus(new ContentHash(2, 5, 2))).isEqualTo(new ContentHash(3, 6, 1));
        assertThat(hash(List.of(A)).plus(hash(List.of(B)))).isEqualTo(hash(List.of(B, A)));
        assertThat(new ContentHash(1, -1, -1).plus(new ContentHash(1, 0, 1))).isEqualTo(new ContentHash(2, 0, 0));
    }

    @Test
    void parseReadsWhatToStringWrote() {
        ContentHash hash = hash(Arrays.asList(A, B));
        assertThat(ContentHash.parse(hash.toString())).isEqualTo(hash);
        assertThatThrownBy(() -> ContentHash.parse("1:xyz"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("1:xyz");
    }

    private static ContentHash hash(List<byte[]> documents) {
        ContentHasher hasher = new ContentHasher();
        documents.forEach(each -> hasher.add(each, 0, each.length));
        return hasher.hash();
    }
}
