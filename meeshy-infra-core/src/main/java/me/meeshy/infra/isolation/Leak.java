package me.meeshy.infra.isolation;

import java.util.Optional;

/**
 * One thing through which two environments are not apart. No values of secrets are in it.
 *
 * @param kind what sort of thing
 * @param words what both have, for people
 * @param place where the first environment's files have it, as file, line and column; empty where that is not known
 * @param otherPlace where the second environment's files have it; empty where that is not known
 * @param mend what to change
 */
public record Leak(Kind kind, String words, Optional<String> place, Optional<String> otherPlace, String mend) {

    /** What sort of thing two environments share. */
    public enum Kind {
        /** Both are one project to the engine. */
        PROJECT_NAME,
        /** Two containers need one name. */
        CONTAINER_NAME,
        /** Both need one port of the host. */
        PORT,
        /** Both use one volume. */
        VOLUME,
        /** Both are in one network. */
        NETWORK,
        /** One writes to files of the other. */
        BIND,
        /** Both have one secret. */
        SECRET,
        /** People reach both under one address. */
        ENDPOINT,
        /** A proxy is told to send one domain to both. */
        DOMAIN
    }

    /**
     * All of it, in one or two lines.
     *
     * @return for instance {@code PORT: both publish 8080/tcp …}
     */
    @Override
    public String toString() {
        String places =
                place.orElse("") + (place.isPresent() && otherPlace.isPresent() ? ", " : "") + otherPlace.orElse("");
        return kind + ": " + words + (places.isEmpty() ? "" : " (" + places + ")") + "; " + mend;
    }
}
