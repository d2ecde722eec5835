package me.meeshy.infra.mongo.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a dump, restore, copy or comparison has come. Where one has to begin anew, so does this.
 *
 * @param namespace the database and collection that has just moved on
 * @param documents documents done so far, of all collections
 * @param bytes their bytes
 * @param expectedDocuments documents there are in all, as the source's statistics, a reading of the dump or its manifest tell; 0 where
 *     unknown
 * @param expectedBytes their bytes; 0 where unknown. Where nothing but the sizes of a dump's files tells, it is about these
 * @param elapsed how long documents have been moved
 */
public record TransferProgress(
        String namespace, long documents, long bytes, long expectedDocuments, long expectedBytes, Duration elapsed) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * How fast it goes, on average since the beginning.
     *
     * @return bytes of BSON in a second
     */
    public double bytesPerSecond() {
        return elapsed.isZero() ? 0 : bytes * NANOS_PER_SECOND / elapsed.toNanos();
    }

    /**
     * How long the rest of the documents takes if it goes on as fast: an estimate, which indexes, verification and whatever
     * comes after the documents are not part of.
     *
     * @return the time that remains, zero where there is more than was expected; empty as long as that cannot be told
     */
    public Optional<Duration> remaining() {
        if (expectedBytes == 0 || bytes == 0) {
            return Optional.empty();
        }
        double left = Math.max(0, expectedBytes - bytes);
        return Optional.of(Duration.ofNanos((long) (elapsed.toNanos() * (left / bytes))));
    }
}
