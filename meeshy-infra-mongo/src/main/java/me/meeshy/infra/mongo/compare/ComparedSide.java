package me.meeshy.infra.mongo.compare;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;

/** One side of a comparison. */
public interface ComparedSide {

    /** What it holds, by name; what the server or we keep for ourselves is left out. */
    Map<String, CollectionDescription> collections();

    /** How many documents a collection holds, and their bytes, as far as that is known. */
    Size size(String collection);

    /** Cuts a collection into ranges of its {@code _id}; in one piece where this side cannot. */
    IdRanges ranges(String collection);

    /** Splits the reading of a whole collection into portions that can be read on their own. */
    List<Portion> portions(String collection, IdRanges ranges);

    /**
     * Reads portions, each document with its {@code _id} first. One whose reading fails may be begun anew, with a new taker.
     *
     * @param taker who takes what a portion holds, one thread at a time for each
     */
    void read(List<Portion> portions, Function<Portion, Taker> taker);

    /** Reads the documents of some ranges of a collection. One that cannot be told by its ranges reads more. */
    void read(String collection, IdRanges ranges, BitSet wanted, DocumentSink sink);

    /** Takes a portion. */
    interface Taker extends DocumentSink {

        /** All of it has come. */
        void end();
    }

    /** How much there is; 0 where unknown. */
    record Size(long documents, long bytes) {}
}
