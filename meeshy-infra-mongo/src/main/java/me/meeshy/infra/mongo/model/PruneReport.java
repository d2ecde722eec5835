package me.meeshy.infra.mongo.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which dumps of a directory stay, and which go.
 *
 * @param kept those that stay, newest first, each with the reason
 * @param deleted those that are deleted, newest first
 * @param lastGood the newest that was read from end to end and found whole; empty where the policy wants all
 */
public record PruneReport(Map<StoredDump, String> kept, List<StoredDump> deleted, Optional<StoredDump> lastGood) {

    /**
     * Copies the list.
     *
     * @param kept those that stay, newest first, each with the reason
     * @param deleted those that are deleted, newest first
     * @param lastGood the newest of those kept that was found whole
     */
    public PruneReport {
        deleted = List.copyOf(deleted);
        kept = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(kept));
    }
}
