package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.MissingRight;
import me.meeshy.infra.mongo.model.MissingRightsException;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Privileges;

/**
 * Whether the user may do what a restore is about to do, asked before it writes anything: what the last step needs would else be
 * found missing after hours of loading. Only what is certain to be needed is demanded; the server itself refuses the rest.
 */
final class RestoreRights {

    /** With which a server takes over users and roles, everywhere at once. */
    private static final List<String> MERGING = List.of("createUser", "createRole", "grantRole", "revokeRole");

    private static final List<String> READING = List.of("find", "listIndexes");
    private static final String INSERT = "insert";
    private static final String DROP = "dropCollection";
    private static final String CREATE_INDEX = "createIndex";
    private static final String BYPASS = "bypassDocumentValidation";
    private static final String COLL_MOD = "collMod";
    private static final Set<String> ADMINISTRATIVE = Set.of(BYPASS, COLL_MOD);

    private final RestorePolicy policy;
    private final Privileges privileges;
    private final Set<MissingRight> missing = new LinkedHashSet<>();

    private RestoreRights(RestorePolicy policy, Privileges privileges) {
        this.policy = policy;
        this.privileges = privileges;
    }

    /**
     * Refuses what the user may not do.
     *
     * @param users whether users and roles are brought as well
     * @throws MissingRightsException if it may not do all of it
     */
    static void require(MongoConnection target, RestorePolicy policy, List<RestoreDatabase> databases, boolean users) {
        Privileges privileges = Privileges.of(target).orElse(null);
        if (privileges == null) {
            return;
        }
        RestoreRights rights = new RestoreRights(policy, privileges);
        databases.forEach(rights::look);
        if (users) {
            rights.lookAtUsers();
        }
        if (!rights.missing.isEmpty()) {
            throw new MissingRightsException(
                    "Restoring to " + target.address() + " was refused", new ArrayList<>(rights.missing));
        }
    }

    private void look(RestoreDatabase database) {
        boolean views = database.items().stream().anyMatch(RestorePlan.Item::view);
        if (views || database.loads().stream().anyMatch(each -> !each.merged())) {
            // the journal's own collection
            String journal = RestoreJournal.name(database.journal().run());
            ofAny(INSERT, database.name(), journal);
            ofAny(DROP, database.name(), journal);
        }
        database.items().stream()
                .filter(each -> each.view() && !database.existing().containsKey(each.name()))
                .forEach(each -> ofOne("createCollection", each));
        for (RestoreLoad each : database.loads()) {
            switch (each.way()) {
                case STAGED -> staged(database, each);
                case DIRECT -> direct(database, each);
                case MERGED -> merged(each);
            }
        }
    }

    private void staged(RestoreDatabase database, RestoreLoad load) {
        String name = database.name();
        String collection = load.collection();
        // to insert into names of our own, and to drop them, is what the journal takes as well
        Optional<CollectionDescription> replaced =
                Optional.ofNullable(database.existing().get(load.item().name()));
        if (holdsDocuments(load) && load.bypassing(policy)) {
            ofAny(BYPASS, name, collection);
        }
        if (load.item().description().capped()) {
            ofAny("convertToCapped", name, collection);
        }
        boolean indexing = policy.indexes() != IndexPolicy.NONE;
        if (indexing && indexed(load)) {
            ofAny(CREATE_INDEX, name, collection);
        }
        if ((indexing && !load.item().description().ttl().isEmpty())
                || replaced.filter(old -> !old.ttl().isEmpty()).isPresent()) {
            ofAny(COLL_MOD, name, collection);
        }
        if (readsBack(database)) {
            READING.forEach(action -> ofAny(action, name, collection));
        }
        if (!mayRename(name, collection, load.item().name())) {
            add("renameCollectionSameDB", name, name);
        }
    }

    private boolean readsBack(RestoreDatabase database) {
        return policy.verified() || !database.existing().isEmpty();
    }

    /** By the right of that name, or as one who may make the one and drop the other. */
    private boolean mayRename(String database, String from, String to) {
        return privileges.allow("renameCollectionSameDB", database, from)
                || (List.of("find", DROP).stream().allMatch(action -> privileges.allow(action, database, from))
                        && List.of(INSERT, CREATE_INDEX).stream()
                                .allMatch(action -> privileges.allow(action, database, to)));
    }

    /** What stands under its own name at once; the buckets of time series have rules of their own, that servers do not tell. */
    private void direct(RestoreDatabase database, RestoreLoad load) {
        if (load.item().timeSeries()) {
            return;
        }
        if (readsBack(database)) {
            READING.forEach(action -> ofOne(action, load.item()));
        }
        stored(load, false);
        if (indexed(load)) {
            ofOne(CREATE_INDEX, load.item());
        }
    }

    private void merged(RestoreLoad load) {
        stored(load, policy.existing() == ExistingData.OVERWRITTEN);
        if (policy.indexes() != IndexPolicy.NONE && indexed(load)) {
            ofOne(CREATE_INDEX, load.item());
        }
    }

    private static boolean indexed(RestoreLoad load) {
        return !CollectionCreator.creatable(load.item().description()).isEmpty();
    }

    private void stored(RestoreLoad load, boolean replacing) {
        if (!holdsDocuments(load) || load.item().timeSeries()) {
            return;
        }
        ofOne(INSERT, load.item());
        if (replacing) {
            ofOne("update", load.item());
        }
        if (load.bypassing(policy)) {
            ofOne(BYPASS, load.item());
        }
    }

    /** One without any is created, and no more. */
    private static boolean holdsDocuments(RestoreLoad load) {
        return load.item().data().unread() || load.item().data().hash().documents() > 0;
    }

    /** They pass through collections of admin. */
    private void lookAtUsers() {
        String passed = RestoreUsers.passedThrough();
        for (String action : List.of(INSERT, DROP)) {
            if (!privileges.allow(action, "admin", passed)) {
                missing.add(new MissingRight(action, "admin", "restore of admin"));
            }
        }
        if (!privileges.allow("find", "admin", passed)) {
            missing.add(new MissingRight("find", "admin", "read of admin"));
        }
        for (String action : MERGING) {
            if (!privileges.allowEverywhere(action)) {
                missing.add(new MissingRight(action, "*", "restore of admin"));
            }
        }
    }

    /** On a collection of our own: on the database, since nobody can be given rights to a name that is not known before. */
    private void ofAny(String action, String database, String collection) {
        if (!privileges.allow(action, database, collection)) {
            add(action, database, database);
        }
    }

    private void ofOne(String action, RestorePlan.Item item) {
        if (!privileges.allow(action, item.database(), item.name())) {
            if (item.name().startsWith("system.")) {
                // dbAdmin is not for these
                missing.add(new MissingRight(action, item.namespace(), "restore of admin"));
            } else {
                add(action, item.namespace(), item.database());
            }
        }
    }

    private void add(String action, String namespace, String database) {
        String role = ADMINISTRATIVE.contains(action) ? "dbAdmin" : "readWrite";
        missing.add(new MissingRight(action, namespace, role + " of " + database));
    }
}
