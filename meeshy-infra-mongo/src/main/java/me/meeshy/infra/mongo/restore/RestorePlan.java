package me.meeshy.infra.mongo.restore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.Views;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * What of a dump goes where: decided, and checked, before a server is asked.
 *
 * @param items every collection and view
 * @param leftOut what of the dump is not restored, each with the reason
 */
public record RestorePlan(List<Item> items, Map<String, String> leftOut) {

    private static final String BUCKETS = "system.buckets.";
    private static final Set<String> SERVERS_OWN = Set.of("admin", "config", "local");

    /**
     * One collection or view.
     *
     * @param number numbers those of one database
     * @param dumpedDatabase the database it was in
     * @param data what the dump holds of it
     * @param description what to create, with the name that it had
     * @param database the database it goes to
     * @param name its final name
     */
    public record Item(
            int number,
            String dumpedDatabase,
            FoundCollection data,
            CollectionDescription description,
            String database,
            String name) {

        boolean view() {
            return description.kind() == CollectionKind.VIEW;
        }

        boolean timeSeries() {
            return description.kind() == CollectionKind.TIME_SERIES;
        }

        /** Whether servers refuse to rename it, so that it is written under its final name. */
        boolean unrenamable() {
            return timeSeries() || name.equals("system.js");
        }

        String namespace() {
            return database + "." + name;
        }

        /** The collection that holds the documents of one that has a name. */
        String store(String collection) {
            return timeSeries() ? BUCKETS + collection : collection;
        }
    }

    public static RestorePlan of(Map<String, FoundDatabase> found, RestoreSelection selection) {
        return new Planning(selection).plan(found);
    }

    private static final class Planning {
        private final RestoreSelection selection;
        private final List<Item> items = new ArrayList<>();
        private final Map<String, String> leftOut = new TreeMap<>();
        private final Map<String, String> reasons = new TreeMap<>();
        private final Set<String> names = new HashSet<>();
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Set<String> absent;

        Planning(RestoreSelection selection) {
            this.selection = selection;
            this.absent = new TreeSet<>(selection.collections().keySet());
        }

        RestorePlan plan(Map<String, FoundDatabase> found) {
            found.forEach(this::database);
            if (!absent.isEmpty()) {
                throw new DataException("There is no collection " + String.join(", ", absent)
                        + " in the dump to be renamed; it holds "
                        + items.stream().map(each -> each.description().name()).toList());
            }
            UnsupportedData.orThrow("Not everything of the dump can be restored", reasons);
            return new RestorePlan(List.copyOf(items), Map.copyOf(leftOut));
        }

        private void database(String database, FoundDatabase dump) {
            Map<String, FoundCollection> buckets = new HashMap<>();
            for (FoundCollection each : dump.collections()) {
                String name = each.description().name();
                if (name.startsWith(BUCKETS)) {
                    buckets.put(name.substring(BUCKETS.length()), each);
                }
            }
            for (FoundCollection each : dump.collections()) {
                CollectionDescription description = each.description();
                String name = description.name();
                String namespace = database + "." + name;
                if (!selection.takes(namespace)) {
                    absent.remove(name);
                } else if (RestoreJournal.isJournal(name)) {
                    leftOut.put(namespace, "it is the journal of a restore that was under way then");
                } else if (SERVERS_OWN.contains(database)) {
                    leftOut.put(namespace, "the server's own databases are not restored, but for users and roles");
                } else if (description.kind() == CollectionKind.TIME_SERIES) {
                    FoundCollection data = buckets.remove(name);
                    add(database, data == null ? each : data, description);
                } else if (!name.startsWith(BUCKETS)) {
                    if (name.startsWith("system.") && !name.equals("system.js")) {
                        reasons.put(namespace, "it is the server's own");
                    }
                    add(database, each, description);
                }
            }
            buckets.keySet().stream()
                    .filter(each -> selection.takes(database + "." + each))
                    .forEach(each -> reasons.put(
                            database + "." + BUCKETS + each,
                            "these are buckets of a time series whose metadata is missing"));
        }

        private void add(String dumpedDatabase, FoundCollection data, CollectionDescription description) {
            String dumped = description.name();
            absent.remove(dumped);
            RestoreSelection.Place place = selection.place(dumpedDatabase, dumped);
            requireDatabase(place);
            UnsupportedData.name(place.database(), place.collection(), reasons);
            if (!names.add(place.namespace())) {
                reasons.put(place.namespace(), "two collections of the dump would get this name");
            }
            if (place.collection().startsWith("system.") && !place.collection().equals("system.js")) {
                reasons.put(place.namespace(), "servers keep names that begin with 'system.' for themselves");
            }
            int number = numbers.merge(place.database(), 1, Integer::sum) - 1;
            items.add(new Item(
                    number,
                    dumpedDatabase,
                    data,
                    renamedSource(dumpedDatabase, description, place),
                    place.database(),
                    place.collection()));
        }

        private void requireDatabase(RestoreSelection.Place place) {
            try {
                DatabaseNames.require(place.database());
            } catch (IllegalArgumentException e) {
                reasons.put(place.namespace(), String.valueOf(e.getMessage()));
            }
        }

        /** A view follows the collection that it looks at; the stages of its pipeline are left as they are. */
        private CollectionDescription renamedSource(
                String dumpedDatabase, CollectionDescription view, RestoreSelection.Place place) {
            if (view.kind() != CollectionKind.VIEW || !view.options().isString("viewOn")) {
                return view;
            }
            RestoreSelection.Place source = selection.place(
                    dumpedDatabase, view.options().getString("viewOn").getValue());
            if (!source.database().equals(place.database())) {
                reasons.put(
                        place.namespace(),
                        "it is a view of " + source.namespace() + ", and a view cannot look into another database");
            }
            BsonDocument changed = view.options().clone();
            changed.put("viewOn", new BsonString(source.collection()));
            return view.with(changed);
        }
    }

    /** The databases that are written, each with what goes there. */
    public Map<String, List<Item>> byDatabase() {
        Map<String, List<Item>> databases = new TreeMap<>();
        items.forEach(each -> databases
                .computeIfAbsent(each.database(), any -> new ArrayList<>())
                .add(each));
        return databases;
    }

    /** Of views, those that others build on first. */
    public static List<SwapPlan.View> views(List<Item> items) {
        return Views.inOrder(items.stream()
                .filter(Item::view)
                .map(each -> new SwapPlan.View(each.name(), each.description().options()))
                .toList());
    }

    /** Whether everything in it is loaded under names of our own, which bad documents do no harm to. */
    public boolean staged() {
        return items.stream().noneMatch(Item::unrenamable);
    }

    /** Whether documents are still to be read, so that their hashes are unknown. */
    public boolean unread() {
        return items.stream().anyMatch(each -> !each.view() && each.data().unread());
    }

    /** Tells this dump restored in this way from every other. */
    public String fingerprint(RestorePolicy policy) {
        return fingerprint(policy, each -> each.data().hash().toString());
    }

    /**
     * What can be told of a dump before its documents are read: where no manifest does, another one may have the same.
     *
     * @param packedBytes how many bytes its files have
     */
    public String fingerprintUnread(RestorePolicy policy, long packedBytes) {
        return fingerprint(
                policy,
                each -> each.data().expectedHash().map(ContentHash::toString).orElse("unread of " + packedBytes));
    }

    private String fingerprint(RestorePolicy policy, Function<Item, String> content) {
        StringBuilder text = new StringBuilder(policy.existing() + "/" + policy.indexes());
        if (policy.replaying()) {
            text.append("/oplog until ").append(policy.oplogLimit());
        }
        items.stream()
                .map(each -> each.namespace() + "\0" + each.dumpedDatabase() + "\0"
                        + (each.view() ? ContentHash.EMPTY : content.apply(each)) + "\0" + each.description())
                .sorted()
                .forEach(each -> text.append('\n').append(each));
        return DumpScan.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
