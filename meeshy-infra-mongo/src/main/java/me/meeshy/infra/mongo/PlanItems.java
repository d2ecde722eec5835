package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.migration.StorePlan.Action;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.swap.SwapPlan;

/** What would become of each collection and view. */
final class PlanItems {

    private final MongoStore store;
    private final Selection selection;

    PlanItems(MongoStore store, Selection selection) {
        this.store = store;
        this.selection = selection;
    }

    List<StorePlan.Item> of(List<CollectionDescription> from, List<CollectionDescription> to) {
        Map<String, CollectionDescription> targets =
                to.stream().collect(Collectors.toMap(CollectionDescription::name, each -> each));
        Set<String> moved =
                selection.moved(from).stream().map(CollectionDescription::name).collect(Collectors.toSet());
        Set<String> views =
                selection.movedViews(from).stream().map(SwapPlan.View::name).collect(Collectors.toSet());
        var items = new ArrayList<StorePlan.Item>();
        Set<String> taken = new LinkedHashSet<>();
        for (CollectionDescription each : from) {
            String live = selection.liveName(each.name());
            boolean comes = moved.contains(each.name()) || views.contains(live);
            if (comes) {
                taken.add(live);
                CollectionDescription there = targets.get(live);
                items.add(new StorePlan.Item(
                        live,
                        there == null ? Action.ADD : Action.REPLACE,
                        detail(each, live),
                        each.documents(),
                        there == null ? 0 : there.documents(),
                        each.bytes()));
            } else if (Selection.isUsers(each.name()) || each.name().equals("system.js")) {
                items.add(new StorePlan.Item(
                        each.name(), Action.SKIP, "stays in the source", each.documents(), 0, each.bytes()));
            }
        }
        for (CollectionDescription each : to) {
            if (!taken.contains(each.name()) && !InternalNames.isInternal(each.name())) {
                boolean kept = store.kept().contains(each.name()) || !Selection.isUsers(each.name());
                items.add(new StorePlan.Item(
                        each.name(),
                        kept ? Action.KEEP : Action.PARK,
                        kept ? "" : "only the target has it",
                        0,
                        each.documents(),
                        each.bytes()));
            }
        }
        return items;
    }

    private static String detail(CollectionDescription each, String live) {
        String kind = each.kind() == CollectionKind.VIEW ? "view" : "";
        String origin = live.equals(each.name()) ? "" : "from " + each.name();
        return kind.isEmpty() || origin.isEmpty() ? kind + origin : kind + ", " + origin;
    }
}
