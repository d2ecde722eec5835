package me.meeshy.infra.mongo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.IndexKeys;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonString;

/**
 * Creates collections and views as another server described them: the collection first with its options, its indexes when
 * the data is in.
 */
public final class CollectionCreator {

    /** The longest that a TTL index can wait, 68 years: nothing expires, and collMod brings the real value back. */
    public static final int NEVER_SECONDS = Integer.MAX_VALUE;

    /** Options that old servers tell and present ones refuse or ignore. */
    public static final Set<String> OBSOLETE = Set.of("autoIndexId", "flags", "temp", "create", "uuid");

    private final MongoConnection connection;
    private final WriteSafety safety;
    private final Deadline deadline;

    public CollectionCreator(MongoConnection connection, WriteSafety safety, Deadline deadline) {
        this.connection = connection;
        this.safety = safety;
        this.deadline = deadline;
    }

    /** Creates a collection (or view) under a name of ours; fails where the name is taken. */
    public void create(String database, String name, CollectionDescription described) {
        connection.run(database, command(name, described).append("writeConcern", WriteConcerns.of(safety)));
    }

    /**
     * Creates a collection with an identity of old. That no collection has it must be known: the server would rename that
     * one.
     */
    public void createWithUuid(String database, String name, CollectionDescription described, UUID uuid) {
        BsonDocument operation = new BsonDocument("op", new BsonString("c"))
                .append("ns", new BsonString(database + ".$cmd"))
                .append("ui", new BsonBinary(uuid))
                .append("o", command(name, described));
        connection.run(
                database,
                new BsonDocument("applyOps", new BsonArray(List.of(operation)))
                        .append("writeConcern", WriteConcerns.of(safety)));
    }

    private static BsonDocument command(String name, CollectionDescription described) {
        BsonDocument command = new BsonDocument("create", new BsonString(name));
        described.options().forEach((key, value) -> {
            if (!OBSOLETE.contains(key)) {
                command.append(key, value);
            }
        });
        if (described.kind() == CollectionKind.COLLECTION
                && !described.idIndex().isEmpty()
                && !command.containsKey("clusteredIndex")) {
            BsonDocument idIndex = described.idIndex().clone();
            idIndex.remove("ns");
            command.append("idIndex", idIndex);
        }
        return command;
    }

    /**
     * Creates all indexes but that of {@code _id}, in one command.
     *
     * @param expiring whether TTL indexes expire documents at once; where not, they are created to wait for ever
     * @return the real expireAfterSeconds of each TTL index that was told to wait for ever
     */
    public Map<String, Long> createIndexes(
            String database, String name, CollectionDescription described, boolean expiring) {
        Map<String, Long> silenced = new TreeMap<>();
        BsonArray indexes = new BsonArray();
        for (BsonDocument each : creatable(described)) {
            if (!expiring && each.containsKey("expireAfterSeconds")) {
                silenced.put(each.getString("name").getValue(), expireAfterSeconds(each));
                each.put("expireAfterSeconds", new BsonInt32(NEVER_SECONDS));
            }
            indexes.add(each);
        }
        if (!indexes.isEmpty()) {
            BsonDocument command = new BsonDocument("createIndexes", new BsonString(name))
                    .append("indexes", indexes)
                    .append("maxTimeMS", new BsonInt64(deadline.remainingMillis()))
                    .append("writeConcern", WriteConcerns.of(safety));
            if (connection.replicaSet()) {
                // By default the build waits for every voting member, for ever where one is down.
                command.append("commitQuorum", new BsonString("majority"));
            }
            connection.run(database, command);
        }
        return silenced;
    }

    /** What is not a number was taken for never by the servers that let it in; as a whole number it would mean at once. */
    private static long expireAfterSeconds(BsonDocument index) {
        BsonNumber seconds = index.getNumber("expireAfterSeconds");
        return Double.isNaN(seconds.doubleValue()) ? NEVER_SECONDS : seconds.longValue();
    }

    /** The indexes to create, as createIndexes takes them. */
    public static List<BsonDocument> creatable(CollectionDescription described) {
        boolean collated = collated(described.options());
        List<BsonDocument> creatable = new ArrayList<>();
        for (BsonDocument each : described.indexes()) {
            if (isIdIndex(each)) {
                continue;
            }
            BsonDocument index = each.clone();
            index.remove("v");
            index.remove("ns");
            index.put("key", IndexKeys.mended(index.getDocument("key")));
            if (collated && !index.containsKey("collation")) {
                // Without one it would take the collection's, where the original had none.
                index.append("collation", new BsonDocument("locale", new BsonString("simple")));
            }
            creatable.add(index);
        }
        return creatable;
    }

    private static boolean isIdIndex(BsonDocument index) {
        if (index.getBoolean("clustered", BsonBoolean.FALSE).getValue()) {
            return true;
        }
        return index.getString("name", new BsonString("")).getValue().equals("_id_");
    }

    private static boolean collated(BsonDocument options) {
        BsonDocument collation = options.getDocument("collation", new BsonDocument());
        return !collation.isEmpty()
                && !collation
                        .getString("locale", new BsonString("simple"))
                        .getValue()
                        .equals("simple");
    }
}
