package me.meeshy.infra.mongo.model;

import java.time.Duration;
import java.util.List;
import me.meeshy.infra.mongo.MongoRestore;

/**
 * What {@link MongoRestore} has restored. There is no report of a restore that lost something: that one fails.
 *
 * @param database the database that it was restored into
 * @param collections what was restored, views included
 * @param manifest whether the dump had a manifest that it could be held against
 * @param usersAndRoles whether the dump holds users and roles, which are not restored
 * @param scanTook how long checking the dump took, before anything was touched
 * @param took how long all of it took
 */
public record RestoreReport(
        String database,
        List<RestoredCollection> collections,
        boolean manifest,
        boolean usersAndRoles,
        Duration scanTook,
        Duration took) {

    /**
     * Copies the list.
     *
     * @param database the database that it was restored into
     * @param collections what was restored, views included
     * @param manifest whether the dump had a manifest that it could be held against
     * @param usersAndRoles whether the dump holds users and roles, which are not restored
     * @param scanTook how long checking the dump took, before anything was touched
     * @param took how long all of it took
     */
    public RestoreReport {
        collections = List.copyOf(collections);
    }

    /**
     * How many documents were restored.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return collections.stream().mapToLong(RestoredCollection::documents).sum();
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
