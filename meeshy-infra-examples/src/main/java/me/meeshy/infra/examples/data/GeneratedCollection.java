package me.meeshy.infra.examples.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.bson.Document;

/**
 * A collection whose documents are made as they are asked for. Immutable, as long as nobody changes its documents.
 *
 * @param name its name
 * @param count how many documents it has
 * @param options what {@code create} is given beside the name, such as {@code {capped: true, size: 4096}}
 * @param indexes what {@code createIndexes} is given, beside the index on {@code _id}
 * @param seed what its chance begins with
 * @param maker makes the documents
 */
public record GeneratedCollection(
        String name, int count, Document options, List<Document> indexes, long seed, DocumentMaker maker) {

    /**
     * Copies the list.
     *
     * @param name its name
     * @param count how many documents it has
     * @param options what {@code create} is given beside the name
     * @param indexes what {@code createIndexes} is given
     * @param seed what its chance begins with
     * @param maker makes the documents
     */
    public GeneratedCollection {
        indexes = List.copyOf(indexes);
    }

    static GeneratedCollection of(String name, int count, DocumentMaker maker) {
        return new GeneratedCollection(name, count, new Document(), List.of(), name.hashCode(), maker);
    }

    GeneratedCollection options(Document changed) {
        return new GeneratedCollection(name, count, changed, indexes, seed, maker);
    }

    /** With an index more, named as the shell would name it. */
    GeneratedCollection index(Document key, Document indexOptions) {
        var name = new StringBuilder();
        key.forEach((field, direction) -> name.append(name.length() == 0 ? "" : "_")
                .append(field)
                .append('_')
                .append(direction));
        var index = new Document("key", key).append("name", name.toString());
        index.putAll(indexOptions);
        var more = new ArrayList<>(indexes);
        more.add(index);
        return new GeneratedCollection(this.name, count, options, more, seed, maker);
    }

    GeneratedCollection index(String... ascendingFields) {
        var key = new Document();
        for (String field : ascendingFields) {
            key.append(field, 1);
        }
        return index(key, new Document());
    }

    GeneratedCollection unique(String... ascendingFields) {
        var key = new Document();
        for (String field : ascendingFields) {
            key.append(field, 1);
        }
        return index(key, new Document("unique", true));
    }

    GeneratedCollection plain() {
        List<Document> uniqueIndexes = indexes.stream()
                .filter(index -> index.keySet().equals(Set.of("key", "name", "unique")))
                .toList();
        DocumentMaker plainMaker = name.equals("Configuration") ? EveryType::makePlain : maker;
        return new GeneratedCollection(name, count, new Document(), uniqueIndexes, seed, plainMaker);
    }

    /**
     * Its documents, the same ones each time.
     *
     * @return the documents, made one by one
     */
    public Iterable<Document> documents() {
        return () -> new Iterator<>() {
            private final Chance chance = new Chance(seed);
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Document next() {
                if (!hasNext()) {
                    throw new NoSuchElementException(name + " has " + count + " documents");
                }
                return maker.make(next++, chance);
            }
        };
    }
}
