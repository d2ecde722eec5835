package me.meeshy.infra.model;

/**
 * A limit of each process in a container.
 *
 * @param soft what holds now; -1 is without limit
 * @param hard what the process may raise it to; -1 is without limit
 */
public record Ulimit(long soft, long hard) {

    /**
     * Checks that the soft limit is not above the hard one.
     *
     * @param soft what holds now; -1 is without limit
     * @param hard what the process may raise it to; -1 is without limit
     * @throws IllegalArgumentException if the soft limit is above the hard one, or one is below -1
     */
    public Ulimit {
        Ranges.checked("ulimits", soft, -1, Long.MAX_VALUE);
        Ranges.checked("ulimits", hard, -1, Long.MAX_VALUE);
        if (hard != -1 && (soft > hard || soft == -1)) {
            throw new IllegalArgumentException("ulimits: the soft limit " + soft + " is above the hard limit " + hard);
        }
    }

    /**
     * One number for both.
     *
     * @param both the soft and the hard limit
     * @return the limit
     */
    public static Ulimit of(long both) {
        return new Ulimit(both, both);
    }
}
