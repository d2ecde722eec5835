package me.meeshy.infra.mongo.restore;

import com.mongodb.MongoException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.server.CollectionShape;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.UnsupportedData;
import org.bson.BsonDocument;

/** Finds what stands against a restore in its target, before anything is touched. */
public final class RestoreConflicts {

    private final MongoConnection target;
    private final RestorePolicy policy;

    public RestoreConflicts(MongoConnection target, RestorePolicy policy) {
        this.target = target;
        this.policy = policy;
    }

    /**
     * Refuses what cannot be done.
     *
     * @param existing what has the names of restored collections
     */
    public void check(String database, List<RestorePlan.Item> items, Map<String, CollectionDescription> existing) {
        Map<String, String> reasons = new TreeMap<>();
        if (policy.existing() == ExistingData.REFUSED && !existing.isEmpty()) {
            throw new DataException(database + " at " + target.address() + " already holds "
                    + new TreeMap<>(existing).keySet()
                    + "; nothing was touched. Restore into another database, rename, or ask for them to be replaced or"
                    + " merged (replaceExisting(), mergeMissing(), mergeReplacing())");
        }
        for (RestorePlan.Item each : items) {
            CollectionDescription found = existing.get(each.name());
            if (found != null) {
                String reason = policy.existing().merges() ? mergeConflict(each, found) : replaceConflict(each, found);
                if (!reason.isEmpty()) {
                    reasons.put(each.namespace(), reason);
                }
            }
        }
        UnsupportedData.orThrow("Not everything can be restored over what is in " + database, reasons);
    }

    private static String replaceConflict(RestorePlan.Item item, CollectionDescription found) {
        if (found.kind() == CollectionKind.TIME_SERIES || item.unrenamable()) {
            return "servers rename neither time series nor system.js, so it cannot be replaced without being gone for a while;"
                    + " drop it first, if that is meant";
        }
        return "";
    }

    private String mergeConflict(RestorePlan.Item item, CollectionDescription found) {
        if (item.description().kind() != found.kind()) {
            return "it is a " + found.kind().word() + " there and a "
                    + item.description().kind().word() + " in the dump";
        }
        if (item.view()) {
            return item.description().options().equals(found.options())
                    ? ""
                    : "it is another view there; drop it, or leave it out";
        }
        if (policy.anyOptions()) {
            return "";
        }
        return String.join(
                "; ",
                CollectionShape.conflicts(
                        policy.indexes() == IndexPolicy.NONE
                                ? item.description().withoutIndexes()
                                : item.description(),
                        found));
    }

    /**
     * Refuses UUIDs that are taken, anywhere on the server: told to create a collection with the UUID of another, the server
     * renames that one.
     */
    public void checkUuids(List<RestorePlan.Item> items, String run) {
        Map<UUID, String> taken = uuids();
        // What an interrupted run of this restore has loaded already.
        taken.values().removeIf(name -> name.contains("." + InternalNames.RESTORE_PREFIX + run + "."));
        Map<String, String> reasons = new TreeMap<>();
        for (RestorePlan.Item each : items) {
            if (!each.view()) {
                Optional<UUID> wanted = each.description().uuid();
                if (wanted.isEmpty() || each.timeSeries()) {
                    reasons.put(each.namespace(), "the dump does not tell its UUID");
                } else if (taken.containsKey(wanted.get())) {
                    reasons.put(
                            each.namespace(),
                            taken.get(wanted.get())
                                    + " has its UUID; drop that one first, or do without preserveUuids()");
                } else {
                    taken.put(wanted.get(), "another collection of the dump");
                }
            }
        }
        UnsupportedData.orThrow("Not every UUID can be preserved", reasons);
    }

    private Map<UUID, String> uuids() {
        Map<UUID, String> taken = new HashMap<>();
        try {
            for (String database : target.client().listDatabaseNames()) {
                for (BsonDocument each : target.client().getDatabase(database).listCollections(BsonDocument.class)) {
                    BsonDocument info = each.getDocument("info", new BsonDocument());
                    if (info.isBinary("uuid")) {
                        ByteBuffer bytes =
                                ByteBuffer.wrap(info.getBinary("uuid").getData());
                        taken.put(
                                new UUID(bytes.getLong(), bytes.getLong()),
                                database + "." + each.getString("name").getValue());
                    }
                }
            }
        } catch (MongoException e) {
            throw target.failed("listCollections", "every database", e);
        }
        return taken;
    }
}
