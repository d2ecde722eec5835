package me.meeshy.infra.mongo.catalogue;

import java.time.Duration;
import java.util.Set;

/** Which names of databases are accepted, and other arguments that several builders check alike. */
public final class DatabaseNames {

    private static final String FORBIDDEN = "/\\. \"$*<>:|?\0";
    private static final int MOST_BYTES = 63;
    private static final Set<String> SERVERS_OWN = Set.of("local", "config", "admin");

    private DatabaseNames() {}

    public static String require(String name) {
        if (name.isEmpty() || name.length() > MOST_BYTES || name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a database");
        }
        if (SERVERS_OWN.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is the server's own database; it is not moved");
        }
        return name;
    }

    public static Duration requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a deadline is longer than nothing, not " + duration);
        }
        return duration;
    }
}
