package me.meeshy.infra.mongo;

import java.util.List;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.Views;
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
        return Views.inOrder(source.stream()
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
}
