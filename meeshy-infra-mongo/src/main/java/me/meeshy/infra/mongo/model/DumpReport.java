package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.mongo.MongoDump;

/**
 * What {@link MongoDump} has written.
 *
 * @param database the database
 * @param path where the dump is: the database's directory, or the file; nowhere if it went to a stream
 * @param collections what it holds, views included
 * @param consistency how what was read hangs together
 * @param usersAndRoles {@code included}, or why they are not
 * @param took how long reading and writing took
 * @param verificationTook how long reading it back took; zero where that was not wanted
 */
public record DumpReport(
        String database,
        Optional<Path> path,
        List<DumpedCollection> collections,
        Consistency consistency,
        String usersAndRoles,
        Duration took,
        Duration verificationTook) {

    /**
     * Copies the list.
     *
     * @param database the database
     * @param path where the dump is: the database's directory, or the file; nowhere if it went to a stream
     * @param collections what it holds, views included
     * @param consistency how what was read hangs together
     * @param usersAndRoles {@code included}, or why they are not
     * @param took how long reading and writing took
     * @param verificationTook how long reading it back took; zero where that was not wanted
     */
    public DumpReport {
        collections = List.copyOf(collections);
    }

    /**
     * How many documents the dump holds.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return collections.stream().mapToLong(DumpedCollection::documents).sum();
    }

    /**
     * How large they are together.
     *
     * @return bytes, as BSON
     */
    public long bytes() {
        return collections.stream().mapToLong(DumpedCollection::bytes).sum();
    }
}
