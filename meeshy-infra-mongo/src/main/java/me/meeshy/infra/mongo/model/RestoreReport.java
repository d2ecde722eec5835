package me.meeshy.infra.mongo.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.MongoRestore;

/**
 * What {@link MongoRestore} has restored. A restore that lost something never ends with a report: it fails, and where the
 * rest was asked to be kept the failure carries one.
 *
 * @param collections what was restored, views included
 * @param leftOut what of the dump was not restored, by namespace, each with the reason
 * @param manifest whether the dump had a manifest that it could be held against
 * @param usersAndRoles what became of users and roles, in words
 * @param notes what else somebody should know, in words: what was resumed and why that is safe, indexes that were left out,
 *     what others wrote meanwhile
 * @param scanTook how long reading the dump took before the first write: all of it, or what it tells before its documents,
 *     where these were checked as they were loaded
 * @param took how long all of it took
 */
public record RestoreReport(
        List<RestoredCollection> collections,
        Map<String, String> leftOut,
        boolean manifest,
        String usersAndRoles,
        List<String> notes,
        Duration scanTook,
        Duration took) {

    /**
     * Copies the lists.
     *
     * @param collections what was restored, views included
     * @param leftOut what of the dump was not restored, by namespace, each with the reason
     * @param manifest whether the dump had a manifest that it could be held against
     * @param usersAndRoles what became of users and roles, in words
     * @param notes what else somebody should know, in words
     * @param scanTook how long reading the dump took before the first write: all of it, or what it tells before its documents,
     *     where these were checked as they were loaded
     * @param took how long all of it took
     */
    public RestoreReport {
        collections = List.copyOf(collections);
        leftOut = Map.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    /**
     * The databases that were restored into.
     *
     * @return their names, in order
     */
    public List<String> databases() {
        return collections.stream()
                .map(RestoredCollection::database)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * How many documents of the dump were restored.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return collections.stream().mapToLong(RestoredCollection::documents).sum();
    }

    /**
     * How many documents were written.
     *
     * @return the sum over all collections, without those that a merge left alone, that were refused, or that an earlier run
     *     had written
     */
    public long written() {
        return collections.stream().mapToLong(RestoredCollection::written).sum();
    }

    /**
     * How large they are together.
     *
     * @return bytes, as BSON
     */
    public long bytes() {
        return collections.stream().mapToLong(RestoredCollection::bytes).sum();
    }
}
