package me.meeshy.infra.mongo.swap;

import com.mongodb.MongoException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * What a database held when it was looked at: the one thing that a swap believes. A journal says what was intended; a reply
 * that was lost says nothing.
 */
public final class Sight {

    /**
     * What has a name.
     *
     * @param view whether it is a view
     * @param uuid its identity; empty for a view, and on a stand-in
     * @param options its options
     */
    public record Found(boolean view, Optional<UUID> uuid, BsonDocument options) {}

    private final Map<String, Found> byName;
    private final Map<UUID, String> byUuid = new HashMap<>();

    private Sight(Map<String, Found> byName) {
        this.byName = byName;
        byName.forEach((name, found) -> found.uuid().ifPresent(uuid -> byUuid.put(uuid, name)));
    }

    public static Sight of(MongoConnection connection, String database) {
        var found = new HashMap<String, Found>();
        try {
            for (BsonDocument each : connection.client().getDatabase(database).listCollections(BsonDocument.class)) {
                String name = each.getString("name").getValue();
                if (!name.startsWith("system.")) {
                    found.put(name, found(each));
                }
            }
        } catch (MongoException e) {
            throw connection.failed("listCollections", database, e);
        }
        return new Sight(found);
    }

    private static Found found(BsonDocument entry) {
        BsonDocument info = entry.getDocument("info", new BsonDocument());
        Optional<UUID> uuid = Optional.empty();
        if (info.isBinary("uuid")) {
            ByteBuffer bytes = ByteBuffer.wrap(info.getBinary("uuid").getData());
            uuid = Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
        }
        return new Found(
                entry.getString("type", new BsonString("collection")).getValue().equals("view"),
                uuid,
                entry.getDocument("options", new BsonDocument()));
    }

    public Optional<Found> at(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    public boolean hasCollection(String name) {
        return at(name).filter(found -> !found.view()).isPresent();
    }

    public Optional<String> nameOf(UUID uuid) {
        return Optional.ofNullable(byUuid.get(uuid));
    }

    public Iterable<String> names() {
        return byName.keySet();
    }
}
