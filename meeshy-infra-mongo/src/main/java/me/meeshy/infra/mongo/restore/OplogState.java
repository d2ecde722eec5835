package me.meeshy.infra.mongo.restore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Which collections there are while an oplog is replayed, and with which indexes. These are built once all is replayed: on the way there
 * what is unique in the end may not be.
 */
final class OplogState {

    private final Map<String, Held> collections = new TreeMap<>();

    private record Held(String database, CollectionDescription description, Map<String, BsonDocument> indexes) {}

    /** As the dump has them. */
    static OplogState of(List<RestorePlan.Item> items) {
        OplogState state = new OplogState();
        for (RestorePlan.Item each : items) {
            if (!each.view()) {
                state.put(each.database(), each.store(each.name()), each.description());
            }
        }
        return state;
    }

    private void put(String database, String collection, CollectionDescription description) {
        Map<String, BsonDocument> indexes = new LinkedHashMap<>();
        description.indexes().forEach(each -> indexes.put(name(each), each.clone()));
        collections.put(database + "." + collection, new Held(database, description, indexes));
    }

    boolean has(String namespace) {
        return collections.containsKey(namespace);
    }

    /** The names of the collections of a database. */
    List<String> of(String database) {
        return collections.entrySet().stream()
                .filter(each -> each.getValue().database().equals(database))
                .map(each -> each.getKey().substring(database.length() + 1))
                .toList();
    }

    void create(String database, String collection, BsonDocument command) {
        BsonDocument options = command.clone();
        options.remove("create");
        BsonDocument idIndex = options.isDocument("idIndex") ? options.getDocument("idIndex") : new BsonDocument();
        options.remove("idIndex");
        put(
                database,
                collection,
                new CollectionDescription(
                        collection, CollectionKind.COLLECTION, Optional.empty(), options, idIndex, List.of(), 0, 0));
    }

    void drop(String namespace) {
        collections.remove(namespace);
    }

    void index(String namespace, List<BsonDocument> indexes) {
        Held held = collections.get(namespace);
        if (held != null) {
            indexes.forEach(each -> held.indexes().put(name(each), each.clone()));
        }
    }

    void dropIndex(String namespace, String index) {
        Held held = collections.get(namespace);
        if (held != null) {
            if (index.equals("*")) {
                held.indexes().clear();
            } else {
                held.indexes().remove(index);
            }
        }
    }

    /** Takes over what collMod changes of an index, which it names or describes. */
    void modifyIndex(String namespace, BsonDocument change) {
        Held held = collections.get(namespace);
        if (held == null) {
            return;
        }
        for (BsonDocument each : held.indexes().values()) {
            boolean meant = change.containsKey("name")
                    ? name(each).equals(name(change))
                    : each.getDocument("key", new BsonDocument()).equals(change.get("keyPattern"));
            if (meant) {
                change.forEach((key, value) -> {
                    if (!key.equals("name") && !key.equals("keyPattern")) {
                        each.put(key, value);
                    }
                });
            }
        }
    }

    private static String name(BsonDocument index) {
        return index.getString("name", new BsonString("")).getValue();
    }

    /** Takes what is to be built. */
    interface Builder {
        void build(String database, String collection, CollectionDescription description);
    }

    /** What there is now, with the indexes that are to be built. */
    void each(Builder builder) {
        collections.forEach((namespace, held) -> {
            CollectionDescription known = held.description();
            builder.build(
                    held.database(),
                    known.kind() == CollectionKind.TIME_SERIES
                            ? known.name()
                            : namespace.substring(held.database().length() + 1),
                    new CollectionDescription(
                            known.name(),
                            known.kind(),
                            known.uuid(),
                            known.options(),
                            known.idIndex(),
                            List.copyOf(held.indexes().values()),
                            0,
                            0));
        });
    }
}
