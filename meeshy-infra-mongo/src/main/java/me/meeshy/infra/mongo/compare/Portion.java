package me.meeshy.infra.mongo.compare;

import java.util.BitSet;

/**
 * Some ranges of a collection, which are read by one thread.
 *
 * @param collection its name
 * @param key tells this portion of this content from every other, so that what was found in it holds for a later run, too
 * @param ranges how the collection is cut
 * @param wanted the ranges that are read
 */
record Portion(String collection, String key, IdRanges ranges, BitSet wanted) {

    /** All of a collection. */
    static Portion whole(String collection, String key, IdRanges ranges) {
        BitSet all = new BitSet();
        all.set(0, ranges.count());
        return new Portion(collection, key, ranges, all);
    }
}
