package me.meeshy.infra.mongo.model;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a verification found.
 *
 * @param collections how many collections were compared
 * @param documents how many documents were read
 * @param differences what differs; empty where all is as it should be
 * @param took how long it took
 */
public record VerificationReport(int collections, long documents, List<Difference> differences, Duration took) {

    /**
     * Copies the lists.
     *
     * @param collections how many collections were compared
     * @param documents how many documents were read
     * @param differences what differs; empty where all is as it should be
     * @param took how long it took
     */
    public VerificationReport {
        differences = List.copyOf(differences);
    }

    /**
     * Whether everything is as it should be.
     *
     * @return true where nothing differs
     */
    public boolean equal() {
        return differences.isEmpty();
    }

    /**
     * Goes on only where everything is as it should be.
     *
     * @return this
     * @throws DataException if something differs
     */
    public VerificationReport orThrow() {
        if (!differences.isEmpty()) {
            throw new DataException("Verification found " + differences.size() + " differences: "
                    + differences.stream()
                            .limit(10)
                            .map(each -> each.namespace() + ": " + each.what())
                            .collect(Collectors.joining("; "))
                    + ". What was written is not in use yet; find out who changed it, then run again");
        }
        return this;
    }
}
