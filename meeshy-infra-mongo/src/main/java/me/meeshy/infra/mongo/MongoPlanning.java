package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.migration.StorePlan.Action;
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
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** Finds out what a migration would do to a database, and all that speaks against it. Reads only. */
final class MongoPlanning {

    /** What a copy may need beyond what the source occupies: it is written in another order. */
    private static final String TOTAL = "fsTotalSize";

    private static final double COPY_MARGIN = 1.2;

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
        List<StorePlan.Item> items = items(from, to);
        if (capabilities.complete()) {
            checkRights();
            checkDisk(from);
            checkRoles(from, to);
            checkPresence(to);
        }
        return new StorePlan(
                store.name(),
                source.address() + " (" + describe(source) + ") → " + target.address() + " (" + describe(target) + ")",
                items,
                refusals,
                warnings,
                OptionalLong.of(selection.givingWay(to).stream()
                        .mapToLong(CollectionDescription::bytes)
                        .sum()));
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
        if (source.sharded() || target.sharded()) {
            refusals.add("sharded clusters are not supported");
        }
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

    private List<StorePlan.Item> items(List<CollectionDescription> from, List<CollectionDescription> to) {
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

    private void checkRights() {
        new Rights(store.database())
                .missing(target, Rights.TARGET)
                .ifPresent(
                        missing -> refusals.add("the user at the target " + target.address() + " may not " + missing));
        new Rights(store.database())
                .missing(source, Rights.SOURCE)
                .ifPresent(
                        missing -> refusals.add("the user at the source " + source.address() + " may not " + missing));
    }

    /** Staged beside live: both are there at once. */
    private void checkDisk(List<CollectionDescription> from) {
        BsonDocument there = fileSystem();
        BsonDocument here = statistics(source);
        if (number(there, TOTAL) <= 0 || !there.isNumber("fsUsedSize") || from.isEmpty()) {
            warnings.add("the target does not tell how much room is left on its disk");
            return;
        }
        double free = number(there, TOTAL) - number(there, "fsUsedSize");
        double needed = (number(here, "storageSize") + number(here, "indexSize")) * COPY_MARGIN;
        if (free < needed) {
            refusals.add(String.format(
                    Locale.ROOT,
                    "the target's disk has %.0f MB left, and the copy beside the live data needs about %.0f MB",
                    free / 1e6,
                    needed / 1e6));
        }
    }

    /** A database that is not there yet is said to be on a disk of no size; that of {@code admin} is the same disk. */
    private BsonDocument fileSystem() {
        BsonDocument own = statistics(target);
        if (number(own, TOTAL) > 0) {
            return own;
        }
        try {
            return statistics(target, "admin");
        } catch (DataException e) {
            warnings.add("cannot look at the target's disk: " + e.getMessage());
            return own;
        }
    }

    private BsonDocument statistics(MongoConnection connection) {
        return statistics(connection, store.database());
    }

    private static BsonDocument statistics(MongoConnection connection, String database) {
        return connection.run(database, new BsonDocument("dbStats", new BsonInt32(1)));
    }

    private static double number(BsonDocument document, String key) {
        return document.isNumber(key) ? document.getNumber(key).doubleValue() : 0;
    }

    /** A role's privilege stays with the name of a collection, and grants nothing once nothing has that name. */
    private void checkRoles(List<CollectionDescription> from, List<CollectionDescription> to) {
        Set<String> lost = new TreeSet<>(names(selection.givingWay(to)));
        selection.moved(from).forEach(each -> lost.remove(selection.liveName(each.name())));
        selection.movedViews(from).forEach(each -> lost.remove(each.name()));
        if (lost.isEmpty()) {
            return;
        }
        for (String database : List.of("admin", store.database())) {
            try {
                BsonDocument reply = target.run(
                        database,
                        new BsonDocument("rolesInfo", new BsonInt32(1)).append("showPrivileges", BsonBoolean.TRUE));
                reply.getArray("roles").forEach(role -> checkRole(role.asDocument(), lost));
            } catch (DataException e) {
                warnings.add("cannot tell which roles would lose access: " + e.getMessage());
            }
        }
    }

    private void checkRole(BsonDocument role, Set<String> lost) {
        Set<String> affected = new TreeSet<>();
        for (BsonValue each : role.getArray("privileges", new BsonArray())) {
            BsonDocument resource = each.asDocument().getDocument("resource", new BsonDocument());
            if (resource.isString("collection")
                    && lost.contains(resource.getString("collection").getValue())
                    && resource.getString("db").getValue().equals(store.database())) {
                affected.add(resource.getString("collection").getValue());
            }
        }
        if (!affected.isEmpty()) {
            warnings.add("the role " + role.getString("role").getValue() + " has privileges on " + affected
                    + ", which will not be there under these names: grant it what it needs on the new ones");
        }
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
