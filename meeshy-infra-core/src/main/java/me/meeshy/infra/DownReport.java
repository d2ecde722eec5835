package me.meeshy.infra;

import java.util.List;

/**
 * What taking an environment down did.
 *
 * @param removed what was removed, for instance {@code container meeshy-redis-1}
 * @param kept what was kept although it stands under the project's names, with the reason; for instance a network that
 *     somebody else's container is in
 */
public record DownReport(List<String> removed, List<String> kept) {

    /**
     * Copies the lists.
     *
     * @param removed what was removed, for instance {@code container meeshy-redis-1}
     * @param kept what was kept although it stands under the project's names, with the reason; for instance a network that
     *     somebody else's container is in
     */
    public DownReport {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}
