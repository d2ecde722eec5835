package me.meeshy.infra.examples.data;

import java.util.List;
import org.bson.Document;

/**
 * What a database is filled with.
 *
 * @param collections its collections; views do not count
 * @param views its views, each as {@code create} takes it
 */
public record Dataset(List<GeneratedCollection> collections, List<Document> views) {

    /**
     * Copies the lists.
     *
     * @param collections its collections; views do not count
     * @param views its views, each as {@code create} takes it
     */
    public Dataset {
        collections = List.copyOf(collections);
        views = List.copyOf(views);
    }

    /**
     * How many documents it has in all.
     *
     * @return the sum over its collections
     */
    public long documents() {
        return collections.stream().mapToLong(GeneratedCollection::count).sum();
    }

    /**
     * One of its collections.
     *
     * @param name its name
     * @return the collection
     * @throws IllegalArgumentException if there is none of that name
     */
    public GeneratedCollection collection(String name) {
        return collections.stream()
                .filter(collection -> collection.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no collection " + name));
    }

    /**
     * As much of it as a server can take that knows only the usual types, no options, no views, and no indexes but unique ones.
     *
     * @return the same names and counts
     */
    public Dataset plain() {
        return new Dataset(collections.stream().map(GeneratedCollection::plain).toList(), List.of());
    }
}
