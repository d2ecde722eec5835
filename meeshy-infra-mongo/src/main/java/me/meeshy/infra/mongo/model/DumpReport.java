package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.mongo.MongoDump;

/**
 * What {@link MongoDump} has written.
 *
 * @param databases what it holds, views included, by the name of the database
 * @param path where the dump is: the database's directory, that of all databases, or the file; nowhere if it went to a stream
 * @param server which server it was read from
 * @param consistency how what was read hangs together
 * @param usersAndRoles {@code included}, or why they are not
 * @param skipped collections that were taken over from a dump that was interrupted, as {@code database.collection}
 * @param notes what was taken over of it and why that is safe, or why nothing was; empty where there was none
 * @param took how long reading and writing took
 * @param verificationTook how long reading it back took; zero where that was not wanted
 */
public record DumpReport(
        Map<String, List<DumpedCollection>> databases,
        Optional<Path> path,
        SourceServer server,
        Consistency consistency,
        String usersAndRoles,
        List<String> skipped,
        List<String> notes,
        Duration took,
        Duration verificationTook) {

    /**
     * Copies what is given.
     *
     * @param databases what it holds, views included, by the name of the database
     * @param path where the dump is: the database's directory, that of all databases, or the file; nowhere if it went to a stream
     * @param server which server it was read from
     * @param consistency how what was read hangs together
     * @param usersAndRoles {@code included}, or why they are not
     * @param skipped collections that were taken over from a dump that was interrupted, as {@code database.collection}
     * @param notes what was taken over of it and why that is safe, or why nothing was; empty where there was none
     * @param took how long reading and writing took
     * @param verificationTook how long reading it back took; zero where that was not wanted
     */
    public DumpReport {
        Map<String, List<DumpedCollection>> copy = new TreeMap<>();
        databases.forEach((name, held) -> copy.put(name, List.copyOf(held)));
        databases = Collections.unmodifiableMap(copy);
        skipped = List.copyOf(skipped);
        notes = List.copyOf(notes);
    }

    /**
     * What it holds, of all databases.
     *
     * @return collections and views, by database and name
     */
    public List<DumpedCollection> collections() {
        return databases.values().stream().flatMap(List::stream).toList();
    }

    /**
     * How many documents the dump holds.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return collections().stream().mapToLong(DumpedCollection::documents).sum();
    }

    /**
     * How large they are together.
     *
     * @return bytes, as BSON
     */
    public long bytes() {
        return collections().stream().mapToLong(DumpedCollection::bytes).sum();
    }
}
