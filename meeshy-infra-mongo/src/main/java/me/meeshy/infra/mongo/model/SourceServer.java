package me.meeshy.infra.mongo.model;

import java.util.Locale;

/**
 * The server that data was read from.
 *
 * @param address its host and port: of a member of a replica set as the set names it, unless the connection string leads directly to it
 * @param role what it was when the reading began
 */
public record SourceServer(String address, Role role) {

    /** What a server is. */
    public enum Role {
        /** It stands alone. */
        STANDALONE,
        /** The member of a replica set that takes writes. */
        PRIMARY,
        /** A member of a replica set that follows the primary. */
        SECONDARY,
        /** A member of a replica set in another state, or a router. */
        OTHER
    }

    /** Such as {@code db2:27017 (secondary)}. */
    @Override
    public String toString() {
        return address + " (" + role.name().toLowerCase(Locale.ROOT) + ")";
    }
}
