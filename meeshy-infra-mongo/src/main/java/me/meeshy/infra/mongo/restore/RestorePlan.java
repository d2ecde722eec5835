package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.verify.CollectionExpectation;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * What of a dump goes where: decided, and checked, before a server is asked.
 *
 * @param database the database to restore into
 * @param run what tells this run's temporary names from others'
 * @param items every collection and view
 */
public record RestorePlan(String database, String run, List<Item> items) {

    /**
     * One collection or view.
     *
     * @param dump what the dump holds of it
     * @param description what to create
     * @param name its final name
     * @param stagedName the name that it is loaded under
     */
    public record Item(DumpScan.Found dump, CollectionDescription description, String name, String stagedName) {

        public boolean view() {
            return description.kind() == CollectionKind.VIEW;
        }

        public CollectionExpectation expectation() {
            return new CollectionExpectation(stagedName, dump.hash(), description, true);
        }
    }

    public static RestorePlan of(String database, DumpScan.Database dump, Map<String, String> renames) {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Map<String, String> reasons = new TreeMap<>();
        Set<String> absent = new HashSet<>(renames.keySet());
        Set<String> names = new HashSet<>();
        List<Item> items = new ArrayList<>();
        for (DumpScan.Found each : dump.collections()) {
            CollectionDescription description = renamedSource(each.description(), renames);
            String dumped = description.name();
            absent.remove(dumped);
            String name = renames.getOrDefault(dumped, dumped);
            if (description.kind() == CollectionKind.TIME_SERIES || dumped.startsWith("system.buckets.")) {
                reasons.put(database + "." + dumped, "time series are not supported yet");
            } else if (dumped.startsWith("system.") && !dumped.equals("system.js")) {
                reasons.put(database + "." + dumped, "it is the server's own");
            }
            UnsupportedData.name(database, name, reasons);
            if (!names.add(name)) {
                reasons.put(database + "." + name, "two collections of the dump would get this name");
            }
            // Servers rename nothing to system.js.
            String staged = name.equals("system.js") ? name : "__mr." + run + "." + items.size();
            items.add(new Item(each, description, name, staged));
        }
        if (!absent.isEmpty()) {
            throw new DataException("There is no collection " + String.join(", ", absent)
                    + " in the dump to be renamed; it holds "
                    + items.stream().map(each -> each.description().name()).toList());
        }
        UnsupportedData.orThrow("Not everything of the dump can be restored", reasons);
        return new RestorePlan(database, run, List.copyOf(items));
    }

    /** A view follows the collection that it looks at; the stages of its pipeline are left as they are. */
    private static CollectionDescription renamedSource(CollectionDescription view, Map<String, String> renames) {
        BsonDocument options = view.options();
        if (!options.isString("viewOn")) {
            return view;
        }
        String viewOn = options.getString("viewOn").getValue();
        BsonDocument changed = options.clone();
        changed.put("viewOn", new BsonString(renames.getOrDefault(viewOn, viewOn)));
        return new CollectionDescription(
                view.name(), view.kind(), view.uuid(), changed, view.idIndex(), view.indexes(), 0, 0);
    }

    public List<Item> collections() {
        return items.stream().filter(each -> !each.view()).toList();
    }

    public List<Item> views() {
        return items.stream().filter(Item::view).toList();
    }

    /** The name that a replaced collection has until it is dropped. */
    public String parkedName(Item item) {
        return "__mr." + run + ".old." + items.indexOf(item);
    }

    public List<RestoredCollection> restored() {
        return items.stream()
                .map(each -> new RestoredCollection(
                        each.description().name(),
                        each.name(),
                        each.view(),
                        each.dump().bytes(),
                        each.dump().hash()))
                .toList();
    }
}
