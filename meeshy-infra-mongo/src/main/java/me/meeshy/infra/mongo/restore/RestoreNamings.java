package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import me.meeshy.infra.mongo.server.Retry;

/** Gives what was loaded its names, in all databases of a restore. */
final class RestoreNamings {

    private RestoreNamings() {}

    /**
     * All databases get their names before anything of the old is dropped: until then each step can be taken back.
     *
     * @param beforeEnd what is still part of the restore, and done again where its process dies meanwhile
     * @return what is to be told of collections that others made meanwhile
     */
    static List<String> give(
            List<RestoreDatabase> databases,
            Map<RestoreLoad, Map<String, Long>> silenced,
            String address,
            Runnable beforeEnd) {
        List<RestoreDatabase> begun =
                databases.stream().filter(RestoreDatabase::begun).toList();
        List<RestoreNaming> namings = new ArrayList<>();
        begun.forEach(each -> namings.add(each.naming(silenced)));
        namings.forEach(RestoreNaming::begin);
        try {
            namings.forEach(RestoreNaming::forward);
        } catch (RuntimeException | Error e) {
            takeBack(namings, e);
            throw e;
        }
        cleanUp(begun.stream().map(RestoreDatabase::journal).toList(), namings, address, beforeEnd);
        return namings.stream().flatMap(each -> each.strays().stream()).toList();
    }

    /** What fails from here on does so behind data that is in place. */
    static void cleanUp(
            List<RestoreJournal> journals, List<RestoreNaming> namings, String address, Runnable beforeEnd) {
        cleanUp(address, () -> namings.forEach(RestoreNaming::dropOld));
        try {
            beforeEnd.run();
        } catch (UnfinishedRestoreException e) {
            // what was refused is refused again: only what was cut off is gone on with
            if (e.getCause() != null && !Retry.worthwhile(e.getCause())) {
                cleanUp(address, () -> journals.forEach(RestoreJournal::end));
            }
            throw e;
        }
        cleanUp(address, () -> journals.forEach(RestoreJournal::end));
    }

    private static void cleanUp(String address, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            throw new UnfinishedRestoreException(
                    "Everything is restored and in place at " + address
                            + ", but dropping what it replaced failed: " + e.getMessage()
                            + ". MongoRestore.repair(…) drops it later",
                    true,
                    e);
        }
    }

    private static void takeBack(List<RestoreNaming> namings, Throwable failure) {
        boolean interrupted = Thread.interrupted();
        try {
            namings.forEach(RestoreNaming::backward);
            // Under the name that a roll-back gives it, what was loaded would be looked for in vain.
            namings.forEach(RestoreNaming::dropNew);
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            throw new UnfinishedRestoreException(
                    "Naming the restored collections failed, and so did taking it back: " + failure.getMessage()
                            + "; then " + e.getMessage()
                            + ". Each collection is wholly old or wholly new; MongoRestore.repair(…) finishes or undoes",
                    false,
                    e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
