package me.meeshy.infra.mongo.dump;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.NamespacePattern;
import me.meeshy.infra.mongo.server.ReadDatabases;
import org.bson.BsonDocument;

/**
 * What of a database is dumped.
 *
 * @param included the patterns of which a collection must match one; none to take all
 * @param excluded the patterns of which it must match none
 * @param queries which documents of a collection are taken, by its namespace
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

    /** Those of a catalogue that are selected, by database; that a pattern or a query fits nothing is an error of whoever wrote it. */
    public Map<String, List<CollectionDescription>> of(
            ReadDatabases databases, Map<String, List<CollectionDescription>> catalogues) {
        Set<String> there = new HashSet<>();
        Set<String> taken = new HashSet<>();
        Map<String, List<CollectionDescription>> selected = new TreeMap<>();
        catalogues.forEach((database, catalogue) -> {
            List<CollectionDescription> kept = catalogue.stream()
                    .filter(each -> takes(database, each.name()))
                    .toList();
            catalogue.forEach(each -> there.add(database + "." + each.name()));
            kept.forEach(each -> taken.add(database + "." + each.name()));
            // Of one database that holds nothing of what is wanted there is a dump all the same.
            if (!kept.isEmpty() || databases.single().isPresent()) {
                selected.put(database, kept);
            }
        });
        List<String> unfit = included.stream()
                .filter(each -> there.stream().noneMatch(each::matches))
                .map(NamespacePattern::toString)
                .collect(Collectors.toList());
        queries.keySet().stream()
                .filter(each -> !taken.contains(each))
                .forEach(each -> unfit.add("the query on " + each));
        if (!unfit.isEmpty()) {
            throw new DataException("Nothing in " + databases + " fits " + String.join(", ", unfit)
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

    public BsonDocument query(String namespace) {
        return queries.getOrDefault(namespace, new BsonDocument());
    }

    /** What is selected, in words. */
    public String told() {
        return "included " + included + ", excluded " + excluded + ", queries " + queries;
    }

    public boolean everything() {
        return included.isEmpty() && excluded.isEmpty() && queries.isEmpty();
    }
}
