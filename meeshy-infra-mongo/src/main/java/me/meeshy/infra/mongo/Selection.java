package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.swap.SwapPlan;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Which collections and views of a database take part in a migration, and under which names. */
final class Selection {

    private final MongoStore store;

    Selection(MongoStore store) {
        this.store = store;
    }

    /** The name that a collection or view of the source has in the target. */
    String liveName(String sourceName) {
        return store.renamed().getOrDefault(sourceName, sourceName);
    }

    /** The collections of the source that are moved, in the order of their names. */
    List<CollectionDescription> moved(List<CollectionDescription> source) {
        return source.stream()
                .filter(each -> each.kind() == CollectionKind.COLLECTION && moves(each.name()))
                .toList();
    }

    /** The views of the source that are moved, those that others build on first. */
    List<SwapPlan.View> movedViews(List<CollectionDescription> source) {
        return inOrder(source.stream()
                .filter(each -> each.kind() == CollectionKind.VIEW && moves(each.name()))
                .map(each -> new SwapPlan.View(liveName(each.name()), renamed(each)))
                .toList());
    }

    private BsonDocument renamed(CollectionDescription view) {
        BsonDocument options = view.options().clone();
        if (options.isString("viewOn")) {
            options.put(
                    "viewOn",
                    new BsonString(liveName(options.getString("viewOn").getValue())));
        }
        return options;
    }

    private boolean moves(String sourceName) {
        return isUsers(sourceName) && !store.kept().contains(liveName(sourceName));
    }

    /** What neither the server nor a migration made. */
    static boolean isUsers(String name) {
        return !InternalNames.isInternal(name) && !name.startsWith("system.");
    }

    /** What of the target gives way: all that is not kept. */
    List<CollectionDescription> givingWay(List<CollectionDescription> target) {
        return target.stream()
                .filter(each -> isUsers(each.name()) && !store.kept().contains(each.name()))
                .toList();
    }

    /** Of views, those that others build on first. */
    static List<SwapPlan.View> inOrder(List<SwapPlan.View> views) {
        var waiting = new LinkedHashMap<String, SwapPlan.View>();
        views.forEach(view -> waiting.put(view.name(), view));
        var ordered = new ArrayList<SwapPlan.View>();
        views.forEach(view -> place(view, waiting, ordered));
        return ordered;
    }

    private static void place(SwapPlan.View view, Map<String, SwapPlan.View> waiting, List<SwapPlan.View> ordered) {
        if (waiting.remove(view.name()) == null) {
            return;
        }
        if (view.options().isString("viewOn")) {
            SwapPlan.View base = waiting.get(view.options().getString("viewOn").getValue());
            if (base != null) {
                place(base, waiting, ordered);
            }
        }
        ordered.add(view);
    }

    /** The TTL indexes of a collection with the seconds they wait. */
    static Map<String, Long> ttl(CollectionDescription collection) {
        var ttl = new LinkedHashMap<String, Long>();
        collection.indexes().stream()
                .filter(index -> index.isNumber("expireAfterSeconds"))
                .forEach(index -> ttl.put(
                        index.getString("name").getValue(),
                        index.getNumber("expireAfterSeconds").longValue()));
        return ttl;
    }
}
