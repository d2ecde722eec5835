package me.meeshy.infra.mongo.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.model.InfraException;

/**
 * What a set of documents contains, whatever their order: their number, and the sum modulo 2¹²⁸ of a strong hash
 * (SHA-256, its first 128 bits) of each document's bytes. Two collections have the same hash if and only if they hold
 * the same documents, each as often, byte for byte. A sum, and not XOR, so that two equal changes do not cancel.
 *
 * <p>Immutable, and safe for use by several threads.
 *
 * @param documents the number of documents
 * @param high the upper 64 bits of the sum
 * @param low the lower 64 bits of the sum
 */
public record ContentHash(long documents, long high, long low) {

    /** The hash of nothing. */
    public static final ContentHash EMPTY = new ContentHash(0, 0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{16})([0-9a-f]{16})");

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text a hash as text
     * @return the hash
     * @throws InfraException if the text is not one
     */
    public static ContentHash parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InfraException(
                    "'" + text + "' is not a content hash: expected <documents>:<32 hexadecimal digits>");
        }
        return new ContentHash(
                Long.parseLong(matcher.group(1)),
                Long.parseUnsignedLong(matcher.group(2), 16),
                Long.parseUnsignedLong(matcher.group(3), 16));
    }

    /**
     * The hash of both sets of documents together.
     *
     * @param other the hash of the other set
     * @return the hash of the union, duplicates kept
     */
    public ContentHash plus(ContentHash other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new ContentHash(documents + other.documents, high + other.high + carry, sum);
    }

    /**
     * The hash of what is left when a part is taken away.
     *
     * @param part the hash of documents that are all in the set
     * @return the hash of the others
     */
    public ContentHash minus(ContentHash part) {
        long borrow = Long.compareUnsigned(low, part.low) < 0 ? 1 : 0;
        return new ContentHash(documents - part.documents, high - part.high - borrow, low - part.low);
    }

    /** The hash as text, {@code <documents>:<32 hexadecimal digits>}, which {@link #parse} reads. */
    @Override
    public String toString() {
        return String.format("%d:%016x%016x", documents, high, low);
    }
}
