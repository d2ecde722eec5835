package me.meeshy.infra.mongo.catalogue;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** What old servers accepted as the direction of an index, and later ones refuse. */
public final class IndexKeys {

    private IndexKeys() {}

    /** Zero, empty and neither numeric nor text become 1, as mongorestore has it: that is how the old server had built it. */
    public static BsonDocument mended(BsonDocument key) {
        BsonDocument mended = new BsonDocument();
        key.forEach((field, value) -> mended.append(field, usable(value) ? value : new BsonInt32(1)));
        return mended;
    }

    private static boolean usable(BsonValue value) {
        if (value.isNumber()) {
            return value.asNumber().doubleValue() != 0;
        }
        return value.isString() && !value.asString().getValue().isEmpty();
    }
}
