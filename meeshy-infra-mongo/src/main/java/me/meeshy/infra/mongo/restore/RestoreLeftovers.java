package me.meeshy.infra.mongo.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.CommandsOfRun;
import me.meeshy.infra.mongo.swap.Facts;
import me.meeshy.infra.mongo.swap.Renaming;
import me.meeshy.infra.mongo.swap.Sight;

/** Removes what a restore has loaded that never got as far as naming it. */
public final class RestoreLeftovers {

    private RestoreLeftovers() {}

    /** The commands of a run that its process may have left behind. */
    public static CommandsOfRun company(MongoConnection target, RestoreJournal journal) {
        return new CommandsOfRun(
                target,
                journal.database(),
                InternalNames.ofRestore(journal.run()).stem(),
                mark(journal));
    }

    static Renaming renaming(MongoConnection target, RestoreJournal journal) {
        return new Renaming(target, journal.database()).marked(mark(journal));
    }

    private static String mark(RestoreJournal journal) {
        return "meeshy-infra restore " + journal.run();
    }

    /** Drops what stands under the run's temporary names, and what it created under final ones; then its journal. */
    public static void drop(MongoConnection target, RestoreJournal journal) {
        InternalNames names = InternalNames.ofRestore(journal.run());
        Renaming renaming = renaming(target, journal);
        Sight sight = renaming.look();
        for (String each : sight.names()) {
            if (names.isStaged(each)) {
                renaming.drop(each, sight.at(each).flatMap(Sight.Found::uuid).filter(any -> target.takesUuids()));
            }
        }
        dropCreated(target, journal);
        if (!journal.entries().isEmpty()) {
            journal.end();
        }
    }

    /** Drops what users and roles were being merged from. */
    public static void dropOfUsers(MongoConnection target) {
        RestoreUsers.dropLeftovers(target);
    }

    /** Drops what was created at once under its final name. */
    public static void dropCreated(MongoConnection target, RestoreJournal journal) {
        for (StoreJournal.Entry each : journal.entries()) {
            if (each.what().equals(RestoreDatabase.CREATED)) {
                dropCreated(target, renaming(target, journal), each.facts());
            }
        }
    }

    /** A collection of the same name that is another by now is somebody's. */
    private static void dropCreated(MongoConnection target, Renaming renaming, Map<String, Object> facts) {
        String name = (String) Facts.required(facts, "name");
        Optional<UUID> created = Optional.ofNullable(facts.get("uuid")).map(text -> UUID.fromString((String) text));
        for (String store : List.of(name, "system.buckets." + name)) {
            Optional<UUID> there = RestoreDatabase.uuidOf(target, renaming.database(), store);
            if (there.isPresent() && there.equals(created)) {
                renaming.drop(name, Optional.empty());
            }
        }
    }
}
