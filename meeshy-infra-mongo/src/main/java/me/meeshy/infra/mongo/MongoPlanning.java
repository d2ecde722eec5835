package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ServerCapabilities;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.swap.ForeignClients;
import me.meeshy.infra.mongo.swap.Rights;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.TargetClaim;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** Finds out what a migration would do to a database, and all that speaks against it. Reads only. */
final class MongoPlanning {

    private final MongoStore store;
    private final Selection selection;
    private final MongoConnection source;
    private final MongoConnection target;
    private final ServerCapabilities capabilities;
    private final ForeignClients clients;
    private final boolean embedded;
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    MongoPlanning(
            MongoStore store,
            Selection selection,
            MongoConnection source,
            MongoConnection target,
            ServerCapabilities capabilities,
            ForeignClients clients,
            boolean embedded) {
        this.store = store;
        this.selection = selection;
        this.source = source;
        this.target = target;
        this.capabilities = capabilities;
        this.clients = clients;
        this.embedded = embedded;
    }

    StorePlan plan() {
        List<CollectionDescription> from = new CollectionCatalogue(source).read(store.database());
        List<CollectionDescription> to = new CollectionCatalogue(target).read(store.database());
        checkServers();
        checkNames(from, to);
        checkKinds(from, to);
        if (selection.moved(from).isEmpty()) {
            refusals.add("the source at " + source.address() + " holds no collection of " + store.database()
                    + " that would be moved; is it the right database?");
        }
        List<StorePlan.Item> items = new PlanItems(store, selection).of(from, to);
        var room = new DiskRoom(source, target, store.database());
        if (capabilities.complete()) {
            checkRights();
            refusals.addAll(room.refusals());
            warnings.addAll(room.warnings());
            warnings.addAll(new RoleLosses(target, store.database()).warnings(lost(from, to)));
            checkPresence(to);
        }
        return new StorePlan(
                store.name(),
                source.address() + " (" + describe(source) + ") → " + target.address() + " (" + describe(target) + ")",
                items,
                refusals,
                warnings,
                // what is kept is backed up, too
                OptionalLong.of(to.stream()
                        .filter(each -> Selection.isUsers(each.name()))
                        .mapToLong(CollectionDescription::bytes)
                        .sum()),
                capabilities.complete() ? room.disk() : Optional.empty());
    }

    private static String describe(MongoConnection connection) {
        return "MongoDB " + connection.serverVersion()
                + (connection.replicaSet()
                        ? ", replica set "
                                + connection.hello().getString("setName").getValue()
                        : ", standalone");
    }

    private void checkServers() {
        ServerCapabilities other = ServerCapabilities.of(source);
        if (capabilities.sameAs(other)) {
            refusals.add("source and target are the same database " + store.database() + " of the same server ("
                    + source.address() + " and " + target.address() + ")");
        }
        sharded("source", source.address(), source.hello()).ifPresent(refusals::add);
        sharded("target", target.address(), target.hello()).ifPresent(refusals::add);
        if (!capabilities.complete()) {
            String what = target.address() + " lacks " + String.join(", ", capabilities.lacking());
            if (embedded) {
                warnings.add(what + ": this is a demonstration, and proves nothing about real data");
            } else {
                refusals.add(what + "; a swap there would not be safe");
            }
        }
        if (target.replicaSet()
                && !target.hello()
                        .getBoolean("isWritablePrimary", BsonBoolean.FALSE)
                        .getValue()) {
            refusals.add(target.address() + " is not the primary of its replica set; reach the primary");
        }
        if (!source.replicaSet()) {
            warnings.add(
                    "the source is a standalone, which has no snapshots: what is written to it meanwhile may be copied in part");
        }
    }

    static Optional<String> sharded(String side, String address, BsonDocument hello) {
        return hello.isString("msg") && hello.getString("msg").getValue().equals("isdbgrid")
                ? Optional.of("the " + side + " " + address
                        + " is a mongos of a sharded cluster, which is not supported; nothing of it was looked at")
                : Optional.empty();
    }

    /** What will not be there any more under the name that it has in the target. */
    private Set<String> lost(List<CollectionDescription> from, List<CollectionDescription> to) {
        Set<String> lost = new TreeSet<>(names(selection.givingWay(to)));
        selection.moved(from).forEach(each -> lost.remove(selection.liveName(each.name())));
        selection.movedViews(from).forEach(each -> lost.remove(each.name()));
        return lost;
    }

    private void checkNames(List<CollectionDescription> from, List<CollectionDescription> to) {
        Set<String> sources = names(from);
        Set<String> targets = names(to);
        store.renamed().keySet().stream()
                .filter(name -> !sources.contains(name))
                .forEach(name -> refusals.add(
                        "rename('" + name + "', …): the source has no such collection; it has " + sources));
        store.kept().stream()
                .filter(name -> !targets.contains(name))
                .forEach(name ->
                        refusals.add("keep('" + name + "'): the target has no such collection; it has " + targets));
        var taken = new LinkedHashMap<String, String>();
        for (CollectionDescription each : from) {
            String live = selection.liveName(each.name());
            String other = taken.put(live, each.name());
            if (Selection.isUsers(each.name()) && other != null) {
                refusals.add("both " + other + " and " + each.name() + " of the source would be named " + live);
            }
        }
        Map<String, String> reasons = new TreeMap<>();
        selection
                .moved(from)
                .forEach(each -> UnsupportedData.name(store.database(), selection.liveName(each.name()), reasons));
        selection.movedViews(from).forEach(each -> UnsupportedData.name(store.database(), each.name(), reasons));
        reasons.forEach((name, why) -> refusals.add(name + ": " + why));
    }

    private void checkKinds(List<CollectionDescription> from, List<CollectionDescription> to) {
        for (CollectionDescription each : from) {
            if (each.kind() == CollectionKind.TIME_SERIES && !store.kept().contains(selection.liveName(each.name()))) {
                refusals.add("the source's " + each.name()
                        + " is a time series, which cannot be renamed; not supported yet");
            }
        }
        for (CollectionDescription each : selection.givingWay(to)) {
            if (each.kind() == CollectionKind.TIME_SERIES) {
                refusals.add("the target's " + each.name()
                        + " is a time series, which cannot be parked; keep(…) it, or move it away");
            }
        }
        for (List<CollectionDescription> side : List.of(selection.moved(from), selection.givingWay(to))) {
            side.stream()
                    .filter(CollectionDescription::encrypted)
                    .forEach(
                            each -> refusals.add(
                                    each.name()
                                            + " has encrypted fields, whose metadata keeps the names of its state collections; not supported"));
        }
        for (SwapPlan.View view : selection.movedViews(from)) {
            String pipeline = view.options().toJson();
            store.renamed().keySet().stream()
                    .filter(name -> pipeline.contains("\"" + name + "\""))
                    .forEach(name -> refusals.add("the view " + view.name() + " names '" + name
                            + "' in its pipeline, which is renamed; change the view in the source first"));
        }
        from.stream()
                .filter(CollectionDescription::capped)
                .forEach(each -> warnings.add(
                        each.name() + " is capped: it cannot be read from a snapshot, and is read as it lives"));
    }

    private void checkRights() {
        new Rights(store.database())
                .missing(source, Rights.SOURCE)
                .ifPresent(
                        missing -> refusals.add("the user at the source " + source.address() + " may not " + missing));
    }

    private void checkPresence(List<CollectionDescription> to) {
        new TargetClaim(target, store.database(), "")
                .heldBy()
                .ifPresent(
                        holder -> refusals.add(
                                "the target is held by " + holder
                                        + "; if that run is over, run it again or resume it from its journal, which gives the target free"));
        List<String> older = to.stream()
                .map(CollectionDescription::name)
                .filter(name -> InternalNames.isInternal(name) && !name.equals(InternalNames.CLAIM))
                .toList();
        if (!older.isEmpty()) {
            warnings.add(older.size() + " collections of earlier migrations are parked in the target (" + older.get(0)
                    + ", …); discard them when they are not needed any more");
        }
        try {
            List<String> connected = clients.inTheWay();
            if (!connected.isEmpty()) {
                warnings.add(
                        "connected now, and to be gone when the writers are stopped: " + String.join("; ", connected));
            }
        } catch (DataException e) {
            refusals.add("cannot find out who else writes: " + e.getMessage());
        }
    }

    private static Set<String> names(List<CollectionDescription> collections) {
        return collections.stream()
                .map(CollectionDescription::name)
                .filter(Selection::isUsers)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
