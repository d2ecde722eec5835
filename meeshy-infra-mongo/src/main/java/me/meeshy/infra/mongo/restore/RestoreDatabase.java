package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.Sight;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.Views;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** One database that is restored into: what goes there, what was there, and the journal of it. */
public final class RestoreDatabase {

    /** The record that begins a journal. */
    public static final String BEGUN = "begun";

    /**
     * Says what the dump was found to be, where it was loaded as it was read for the first time. No name is given before: until
     * then all that is known of it may be that of another.
     */
    public static final String READ = "read";

    /** Says that a collection was created at once under its final name. */
    public static final String CREATED = "created";

    private final MongoConnection target;
    private final String name;
    private final List<RestorePlan.Item> items;
    private final RestorePolicy policy;
    private final RestoreJournal journal;
    private final Map<String, CollectionDescription> existing;
    private final List<RestoreLoad> loads;

    public RestoreDatabase(
            MongoConnection target,
            String name,
            List<RestorePlan.Item> items,
            RestorePolicy policy,
            RestoreJournal journal,
            Map<String, CollectionDescription> existing) {
        this.target = target;
        this.name = name;
        this.items = items;
        this.policy = policy;
        this.journal = journal;
        this.existing = existing;
        InternalNames names = InternalNames.ofRestore(journal.run());
        this.loads = items.stream()
                .filter(each -> !each.view())
                .map(each -> RestoreLoad.of(each, policy, existing, names))
                .toList();
    }

    public String name() {
        return name;
    }

    public List<RestoreLoad> loads() {
        return loads;
    }

    public List<RestorePlan.Item> items() {
        return items;
    }

    public Map<String, CollectionDescription> existing() {
        return existing;
    }

    public RestoreJournal journal() {
        return journal;
    }

    /** Says what is about to be made, before the first of it is. A pure merge makes nothing that could be left over. */
    public void begin(String dump, String fingerprint) {
        if (loads.stream().allMatch(RestoreLoad::merged) && views().isEmpty()) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("dump", dump);
        facts.put("fingerprint", fingerprint);
        facts.put("holder", RestoreHolder.current().facts());
        facts.put("names", items.stream().map(RestorePlan.Item::name).toList());
        facts.put(
                "direct",
                loads.stream()
                        .filter(each -> each.way() == RestoreLoad.Way.DIRECT)
                        .map(RestoreLoad::collection)
                        .toList());
        journal.record(BEGUN, facts);
    }

    /** Says what the dump was found to be. */
    public void read(String fingerprint) {
        if (begun()) {
            journal.record(READ, Map.of("fingerprint", fingerprint));
        }
    }

    public boolean begun() {
        return journal.last(BEGUN).isPresent();
    }

    /** Creates a collection that is not there. */
    public void create(RestoreLoad load, CollectionCreator creator) {
        CollectionDescription description = load.item().description();
        if (policy.preservingUuids()) {
            creator.createWithUuid(
                    name, load.collection(), description, description.uuid().orElseThrow());
        } else {
            creator.create(name, load.collection(), description);
        }
        if (load.way() == RestoreLoad.Way.DIRECT) {
            created(load.collection(), uuidOf(load.item().store(load.collection())));
        }
    }

    /** Records what was made under a final name. */
    void created(String collection, Optional<UUID> identity) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", collection);
        identity.ifPresent(uuid -> facts.put("uuid", uuid.toString()));
        journal.record(CREATED, facts);
    }

    private Optional<UUID> uuidOf(String collection) {
        return uuidOf(target, name, collection);
    }

    /** Whether anything has a name. */
    static boolean isThere(MongoConnection target, String database, String collection) {
        return !listed(target, database, collection).isEmpty();
    }

    private static List<BsonValue> listed(MongoConnection target, String database, String collection) {
        return target.run(
                        database,
                        new BsonDocument("listCollections", new BsonInt32(1))
                                .append("filter", new BsonDocument("name", new BsonString(collection))))
                .getDocument("cursor")
                .getArray("firstBatch");
    }

    /** The identity of what has a name, the server's own names included. */
    public static Optional<UUID> uuidOf(MongoConnection target, String database, String collection) {
        return listed(target, database, collection).stream()
                .map(each -> each.asDocument().getDocument("info", new BsonDocument()))
                .filter(info -> info.isBinary("uuid"))
                .map(info -> info.getBinary("uuid").asUuid())
                .findFirst();
    }

    /** What remains to be done once everything is loaded and verified. */
    public RestoreNaming naming(Map<RestoreLoad, Map<String, Long>> silenced) {
        Sight sight = Sight.of(target, name);
        boolean byUuid = target.takesUuids();
        List<SwapPlan.Entry> entries = new ArrayList<>();
        for (RestoreLoad each : loads) {
            if (each.way() == RestoreLoad.Way.STAGED) {
                Optional<UUID> uuid = sight.at(each.collection())
                        .orElseThrow(() -> new DataException("What was loaded for "
                                + each.item().namespace() + " is not there any more; somebody dropped it. Run again"))
                        .uuid();
                entries.add(new SwapPlan.Entry(
                        each.item().number(),
                        each.item().name(),
                        old(each.item(), byUuid),
                        Optional.of(
                                new SwapPlan.Side(uuid.filter(any -> byUuid), silenced.getOrDefault(each, Map.of())))));
            }
        }
        List<SwapPlan.View> oldViews = new ArrayList<>();
        for (RestorePlan.Item each : items) {
            CollectionDescription there = existing.get(each.name());
            if (there != null && there.kind() == CollectionKind.VIEW) {
                oldViews.add(new SwapPlan.View(each.name(), there.options()));
            } else if (there != null && each.view()) {
                entries.add(new SwapPlan.Entry(each.number(), each.name(), old(each, byUuid), Optional.empty()));
            }
        }
        return new RestoreNaming(
                target, journal, new SwapPlan(entries, Views.inOrder(oldViews), views()), policy.patience());
    }

    private Optional<SwapPlan.Side> old(RestorePlan.Item item, boolean byUuid) {
        return Optional.ofNullable(existing.get(item.name()))
                .filter(each -> each.kind() == CollectionKind.COLLECTION)
                .map(each -> new SwapPlan.Side(each.uuid().filter(any -> byUuid), each.ttl()));
    }

    private List<SwapPlan.View> views() {
        return RestorePlan.views(items);
    }

    /** What is there under the names of restored collections. */
    public static Map<String, CollectionDescription> existing(
            MongoConnection target, String database, List<RestorePlan.Item> items) {
        Map<String, CollectionDescription> existing = new HashMap<>();
        new CollectionCatalogue(target).readDefinitions(database).forEach(each -> existing.put(each.name(), each));
        existing.keySet().retainAll(items.stream().map(RestorePlan.Item::name).toList());
        return existing;
    }
}
