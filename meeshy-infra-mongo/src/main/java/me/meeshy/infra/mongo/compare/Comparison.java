package me.meeshy.infra.mongo.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ComparedCollection;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.Difference;
import me.meeshy.infra.mongo.server.CollectionShape;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;

/** Holds two sides against each other: shapes first, then hashes in parts, then the documents of the parts that differ. */
public final class Comparison {

    private final ComparedSide first;
    private final ComparedSide second;
    private final int limit;
    private final Deadline deadline;

    public Comparison(ComparedSide first, ComparedSide second, int limit, Deadline deadline) {
        this.first = first;
        this.second = second;
        this.limit = limit;
        this.deadline = deadline;
    }

    public ComparisonReport run() {
        long started = System.nanoTime();
        Map<String, CollectionDescription> left = first.collections();
        Map<String, CollectionDescription> right = second.collections();
        List<Difference> shapes = shapes(left, right);
        Set<String> common = new TreeSet<>();
        left.forEach((name, description) -> {
            CollectionDescription other = right.get(name);
            if (other != null && description.kind() != CollectionKind.VIEW && description.kind() == other.kind()) {
                common.add(name);
            }
        });
        List<ComparedCollection> compared = documents(common);
        return new ComparisonReport(compared, shapes, Duration.ofNanos(System.nanoTime() - started));
    }

    private static List<Difference> shapes(
            Map<String, CollectionDescription> left, Map<String, CollectionDescription> right) {
        List<Difference> found = new ArrayList<>();
        left.forEach((name, description) -> {
            CollectionDescription other = right.get(name);
            if (other == null) {
                found.add(new Difference(name, "is only in the first"));
            } else {
                CollectionShape.differences(description, other, false)
                        .forEach(what -> found.add(new Difference(name, what)));
            }
        });
        right.keySet().stream()
                .filter(name -> !left.containsKey(name))
                .forEach(name -> found.add(new Difference(name, "is only in the second")));
        found.sort(Comparator.comparing(Difference::namespace).thenComparing(Difference::what));
        return found;
    }

    private List<ComparedCollection> documents(Set<String> names) {
        Map<String, Partitions> left = new ConcurrentHashMap<>();
        Map<String, Partitions> right = new ConcurrentHashMap<>();
        names.forEach(name -> {
            left.put(name, new Partitions());
            right.put(name, new Partitions());
        });
        try (Workers sides = new Workers("Comparing", 2, deadline)) {
            sides.submit(() -> first.read(names, name -> known(left, name)));
            sides.submit(() -> second.read(names, name -> known(right, name)));
            sides.await();
        }
        List<ComparedCollection> compared = new ArrayList<>();
        for (String name : names) {
            Partitions one = known(left, name);
            Partitions other = known(right, name);
            // One collection after the other, so that what is remembered stays bounded.
            var listed = new ListedDocuments(limit);
            DocumentDifferences differences = DocumentComparison.of(
                    sink -> first.read(Set.of(name), any -> sink),
                    sink -> second.read(Set.of(name), any -> sink),
                    one,
                    other,
                    listed);
            compared.add(new ComparedCollection(
                    name,
                    one.whole(),
                    other.whole(),
                    differences.onlyInFirst(),
                    differences.onlyInSecond(),
                    differences.different(),
                    listed.sorted()));
        }
        compared.sort(Comparator.comparing(ComparedCollection::name));
        return compared;
    }

    private static Partitions known(Map<String, Partitions> sides, String name) {
        Partitions found = sides.get(name);
        if (found == null) {
            throw new IllegalStateException("nobody asked for " + name);
        }
        return found;
    }
}
