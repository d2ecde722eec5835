package me.meeshy.infra.mongo.dump;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.NamespacePattern;
import org.bson.BsonDocument;

/**
 * What of a database is dumped.
 *
 * @param included the patterns of which a collection must match one; none to take all
 * @param excluded the patterns of which it must match none
 * @param queries which documents of a collection are taken, by its name
 * @param names what its name must be besides
 */
public record DumpSelection(
        List<NamespacePattern> included,
        List<NamespacePattern> excluded,
        Map<String, BsonDocument> queries,
        Predicate<String> names) {

    public DumpSelection {
        included = List.copyOf(included);
        excluded = List.copyOf(excluded);
        queries = new LinkedHashMap<>(queries);
    }

    /** Those of a catalogue that are selected; that a pattern or a query fits nothing is an error of whoever wrote it. */
    public List<CollectionDescription> of(String database, List<CollectionDescription> catalogue) {
        List<CollectionDescription> selected =
                catalogue.stream().filter(each -> takes(database, each.name())).toList();
        List<String> unfit = included.stream()
                .filter(each -> catalogue.stream().noneMatch(known -> each.matches(database + "." + known.name())))
                .map(NamespacePattern::toString)
                .collect(Collectors.toList());
        queries.keySet().stream()
                .filter(each ->
                        selected.stream().noneMatch(known -> known.name().equals(each)))
                .forEach(each -> unfit.add("the query on " + database + "." + each));
        if (!unfit.isEmpty()) {
            throw new DataException("Nothing in " + database + " fits " + String.join(", ", unfit)
                    + "; nothing was dumped: check the names");
        }
        return selected;
    }

    private boolean takes(String database, String name) {
        String namespace = database + "." + name;
        return names.test(name)
                && (included.isEmpty() || included.stream().anyMatch(each -> each.matches(namespace)))
                && excluded.stream().noneMatch(each -> each.matches(namespace));
    }

    public BsonDocument query(String collection) {
        return queries.getOrDefault(collection, new BsonDocument());
    }

    public boolean everything() {
        return included.isEmpty() && excluded.isEmpty() && queries.isEmpty();
    }
}
