package me.meeshy.infra.mongo.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ComparedCollection;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.Difference;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.CollectionShape;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.WorkJournal;
import me.meeshy.infra.mongo.work.Workers;

/**
 * Holds two sides against each other: shapes first, then hashes in parts and ranges, then the documents of those that differ.
 * Ranges are cut as the second side has them, which is always a database.
 */
public final class Comparison {

    private final ComparedSide first;
    private final ComparedSide second;
    private final int limit;
    private final WorkJournal journal;
    private final Consumer<TransferProgress> listener;
    private final Deadline deadline;
    private final List<String> notes = new ArrayList<>();

    public Comparison(
            ComparedSide first,
            ComparedSide second,
            int limit,
            WorkJournal journal,
            Consumer<TransferProgress> listener,
            Deadline deadline) {
        this.first = first;
        this.second = second;
        this.limit = limit;
        this.journal = journal;
        this.listener = listener;
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
        return new ComparisonReport(compared, shapes, notes, Duration.ofNanos(System.nanoTime() - started));
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
        Map<String, IdRanges> ranges = new TreeMap<>();
        for (String each : names) {
            deadline.check("Comparing");
            ranges.put(each, ranges(each));
        }
        Reading left = new Reading("first", first, ranges);
        Reading right = new Reading("second", second, ranges);
        ProgressMeter meter = new ProgressMeter(
                listener,
                left.size().documents() + right.size().documents(),
                left.size().bytes() + right.size().bytes());
        try (Workers sides = new Workers("Comparing", 2, deadline)) {
            sides.submit(() -> left.read(meter));
            sides.submit(() -> right.read(meter));
            sides.await();
        }
        notes.addAll(left.notes());
        notes.addAll(right.notes());
        // One collection after the other, so that what is remembered stays bounded.
        return names.stream()
                .map(each -> compared(each, left.found(each), right.found(each)))
                .sorted(Comparator.comparing(ComparedCollection::name))
                .toList();
    }

    /** They are picked by chance, so that who goes on must cut where the first run has. */
    private IdRanges ranges(String collection) {
        String part =
                "ranges/" + second.portions(collection, IdRanges.none()).get(0).key();
        return journal.done(part).map(IdRanges::parse).orElseGet(() -> {
            IdRanges cut = second.ranges(collection);
            journal.record(part, cut.toString());
            return cut;
        });
    }

    private ComparedCollection compared(String name, Partitions one, Partitions other) {
        var listed = new ListedDocuments(limit);
        BitSet differing = one.differingRanges(other);
        DocumentDifferences differences = DocumentComparison.of(
                sink -> first.read(name, one.idRanges(), differing, sink),
                sink -> second.read(name, other.idRanges(), differing, sink),
                one,
                other,
                listed);
        return new ComparedCollection(
                name,
                one.whole(),
                other.whole(),
                differences.onlyInFirst(),
                differences.onlyInSecond(),
                differences.different(),
                listed.sorted());
    }

    /** The first reading of a side: what the journal does not know of it. */
    private final class Reading {
        private final String label;
        private final ComparedSide side;
        private final Map<String, Partitions> found = new TreeMap<>();
        private final List<Portion> wanted = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private ComparedSide.Size size = new ComparedSide.Size(0, 0);

        Reading(String label, ComparedSide side, Map<String, IdRanges> ranges) {
            this.label = label;
            this.side = side;
            ranges.forEach(this::plan);
        }

        private void plan(String collection, IdRanges ranges) {
            Partitions known = new Partitions(ranges);
            found.put(collection, known);
            List<Portion> portions = side.portions(collection, ranges);
            List<Portion> open = portions.stream()
                    .filter(each -> journal.done(part(each))
                            .map(written -> {
                                known.add(Partitions.read(ranges, written));
                                return false;
                            })
                            .orElse(true))
                    .toList();
            wanted.addAll(open);
            if (open.size() < portions.size()) {
                notes.add((portions.size() - open.size()) + " of " + portions.size() + " portions of " + collection
                        + " in the " + label
                        + " were read by an interrupted run and are not read again: the journal has their hashes, and"
                        + " the collection is the same one");
            }
            ComparedSide.Size all = side.size(collection);
            size = new ComparedSide.Size(
                    size.documents() + all.documents() * open.size() / portions.size(),
                    size.bytes() + all.bytes() * open.size() / portions.size());
        }

        private String part(Portion portion) {
            // ranges that are cut otherwise have other hashes
            return label + "/" + portion.key() + "/" + portion.ranges().fingerprint();
        }

        ComparedSide.Size size() {
            return size;
        }

        List<String> notes() {
            return notes;
        }

        Partitions found(String collection) {
            Partitions known = found.get(collection);
            if (known == null) {
                throw new IllegalStateException("nobody asked for " + collection);
            }
            return known;
        }

        void read(ProgressMeter meter) {
            side.read(wanted, portion -> {
                Partitions of = new Partitions(portion.ranges());
                return new CountedTaker(portion.collection(), of, meter, () -> {
                    journal.record(part(portion), of.written());
                    found(portion.collection()).add(of);
                });
            });
        }
    }
}
