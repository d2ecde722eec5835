package me.meeshy.infra.mongo.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a dump, found by reading it from end to end.
 *
 * @param dump which it is
 * @param databases each database with its collections
 * @param manifests what the manifests say of each database that has one; what is there was held against them
 */
public record DumpContents(
        StoredDump dump, Map<String, List<DumpedCollection>> databases, Map<String, Manifest> manifests) {

    /**
     * Copies the maps.
     *
     * @param dump which it is
     * @param databases each database with its collections
     * @param manifests what the manifests say
     */
    public DumpContents {
        databases = Map.copyOf(databases);
        manifests = Map.copyOf(manifests);
    }

    /**
     * What a manifest says of a dump.
     *
     * @param serverVersion the version of the server that was read
     * @param at when it was begun
     * @param consistency how what was read hangs together, in words
     * @param usersAndRoles whether they are included, in words
     */
    public record Manifest(String serverVersion, Instant at, String consistency, String usersAndRoles) {}

    /**
     * How many documents it holds.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return databases.values().stream()
                .flatMap(List::stream)
                .mapToLong(DumpedCollection::documents)
                .sum();
    }

    /**
     * When it was made.
     *
     * @return as its manifest has it, if there is one
     */
    public Optional<Instant> at() {
        return manifests.values().stream().map(Manifest::at).min(Instant::compareTo);
    }
}
