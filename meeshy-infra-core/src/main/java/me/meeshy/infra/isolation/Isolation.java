package me.meeshy.infra.isolation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether two environments are apart: everything through which one could be met in place of the other, or could harm it. What
 * is written into images, and what containers do over the network, is not looked at.
 *
 * @param environment the first environment's name
 * @param other the second environment's name
 * @param leaks all that they share; empty if they are apart
 * @param unknown secret files of either that are not there, so that nothing can be said of them
 */
public record Isolation(String environment, String other, List<Leak> leaks, List<Path> unknown) {

    /**
     * Copies the lists.
     *
     * @param environment the first environment's name
     * @param other the second environment's name
     * @param leaks all that they share
     * @param unknown secret files that are not there
     */
    public Isolation {
        leaks = List.copyOf(leaks);
        unknown = List.copyOf(unknown);
    }

    /**
     * Whether they share nothing.
     *
     * @return true if so
     */
    public boolean holds() {
        return leaks.isEmpty();
    }

    /**
     * Goes on only if they share nothing.
     *
     * @return this
     * @throws NotIsolatedException if they share something; lists all of it
     */
    public Isolation orThrow() {
        if (!holds()) {
            throw new NotIsolatedException(this);
        }
        return this;
    }

    /**
     * Every leak on a line of its own.
     *
     * @return text for people
     */
    @Override
    public String toString() {
        String apart = "environments '" + environment + "' and '" + other + "' are "
                + (holds()
                        ? "apart"
                        : "not apart, in " + leaks.size() + (leaks.size() == 1 ? " thing" : " things") + ":");
        String listed = leaks.stream().map(leak -> "\n  " + leak).collect(Collectors.joining());
        String missing = unknown.isEmpty() ? "" : "\n  not compared, since they are not there: " + unknown;
        return apart + listed + missing;
    }
}
