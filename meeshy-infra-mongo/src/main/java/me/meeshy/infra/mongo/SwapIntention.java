package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.Staged;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.Views;
import org.jspecify.annotations.Nullable;

/** Decides what a swap is to do, from what is staged and what the target holds at that moment. Renames nothing. */
final class SwapIntention {

    private final Selection selection;
    private final String database;
    private final MongoConnection target;
    private final boolean uuids;

    SwapIntention(Selection selection, String database, MongoConnection target, boolean uuids) {
        this.selection = selection;
        this.database = database;
        this.target = target;
        this.uuids = uuids;
    }

    SwapPlan of(Staged staged) {
        List<CollectionDescription> giving = selection.givingWay(new CollectionCatalogue(target).read(database));
        Map<String, CollectionDescription> byName =
                giving.stream().collect(Collectors.toMap(CollectionDescription::name, each -> each));
        giving.forEach(each -> requirePossible(each, staged));
        var entries = new ArrayList<SwapPlan.Entry>();
        Set<String> taken = new HashSet<>();
        int most = 0;
        for (Staged.One each : staged.collections()) {
            taken.add(each.live());
            most = Math.max(most, each.number());
            entries.add(new SwapPlan.Entry(
                    each.number(),
                    each.live(),
                    side(byName.get(each.live())),
                    Optional.of(new SwapPlan.Side(each.uuid(), each.ttl()))));
        }
        for (CollectionDescription each : giving) {
            if (each.kind() == CollectionKind.COLLECTION && !taken.contains(each.name())) {
                entries.add(new SwapPlan.Entry(++most, each.name(), side(each), Optional.empty()));
            }
        }
        List<SwapPlan.View> oldViews = Views.inOrder(giving.stream()
                .filter(each -> each.kind() == CollectionKind.VIEW)
                .map(each -> new SwapPlan.View(each.name(), each.options()))
                .toList());
        return new SwapPlan(entries, oldViews, staged.views());
    }

    private static void requirePossible(CollectionDescription giving, Staged staged) {
        if (giving.kind() == CollectionKind.TIME_SERIES) {
            throw new DataException("the target's " + giving.name() + " is a time series, which cannot be parked");
        }
        // else a swap whose record was lost would be planned once more, with the new data in the place of the old
        boolean live = giving.uuid().isPresent()
                && staged.collections().stream().anyMatch(each -> each.uuid().equals(giving.uuid()));
        if (live) {
            throw new DataException("what was staged is live already as " + giving.name()
                    + ", and the journal does not say so: it is damaged, or somebody renamed it by hand");
        }
    }

    private Optional<SwapPlan.Side> side(@Nullable CollectionDescription collection) {
        if (collection == null || collection.kind() != CollectionKind.COLLECTION) {
            return Optional.empty();
        }
        if (uuids && collection.uuid().isEmpty()) {
            throw new DataException("the server did not tell the UUID of " + collection.name()
                    + ", without which it cannot be renamed safely");
        }
        return Optional.of(new SwapPlan.Side(collection.uuid(), collection.ttl()));
    }
}
