package me.meeshy.infra.examples.data;

import java.nio.ByteBuffer;
import org.bson.types.ObjectId;

/** The id of a collection's nth document, so that documents can refer to each other without being looked up. */
final class Ids {

    private static final int SECONDS_BETWEEN_DOCUMENTS = 97;

    private Ids() {}

    static ObjectId of(String collection, int n) {
        int created =
                (int) (Chance.BEGINNING.getEpochSecond() + (long) n * SECONDS_BETWEEN_DOCUMENTS % (700L * 86_400));
        return new ObjectId(ByteBuffer.allocate(12)
                .putInt(created)
                .putInt(collection.hashCode())
                .putInt(n)
                .array());
    }
}
