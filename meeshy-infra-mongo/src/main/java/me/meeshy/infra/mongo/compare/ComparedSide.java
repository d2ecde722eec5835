package me.meeshy.infra.mongo.compare;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;

/** One side of a comparison. What is read is given to one thread at a time for each collection. */
public interface ComparedSide {

    /** What it holds, by name; what the server or we keep for ourselves is left out. */
    Map<String, CollectionDescription> collections();

    /** Reads collections from end to end, each document with its {@code _id} first, to whom each is to be given. */
    void read(Set<String> names, Function<String, DocumentSink> sinks);
}
