package me.meeshy.infra.mongo.server;

import me.meeshy.infra.mongo.model.WriteSafety;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** How a write concern stands in a command. */
public final class WriteConcerns {

    private WriteConcerns() {}

    public static BsonDocument of(WriteSafety safety) {
        BsonDocument concern = new BsonDocument("w", safety.majority() ? new BsonString("majority") : new BsonInt32(1));
        return safety.journaled() ? concern.append("j", BsonBoolean.TRUE) : concern;
    }
}
