package me.meeshy.infra.mongo.model;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison found.
 *
 * @param collections each collection that both sides have, with the documents that differ
 * @param shapes what differs but documents: collections that one side lacks, options, indexes
 * @param notes what was taken over from an interrupted run, and why that is safe
 * @param took how long it took
 */
public record ComparisonReport(
        List<ComparedCollection> collections, List<Difference> shapes, List<String> notes, Duration took) {

    private static final int MOST_IN_MESSAGE = 10;

    /**
     * Copies the lists.
     *
     * @param collections each collection that both sides have, with the documents that differ
     * @param shapes what differs but documents
     * @param notes what was taken over from an interrupted run
     * @param took how long it took
     */
    public ComparisonReport {
        collections = List.copyOf(collections);
        shapes = List.copyOf(shapes);
        notes = List.copyOf(notes);
    }

    /**
     * Whether both sides are the same.
     *
     * @return true where nothing differs
     */
    public boolean equal() {
        return shapes.isEmpty() && collections.stream().allMatch(ComparedCollection::equal);
    }

    /**
     * Goes on only where both sides are the same.
     *
     * @return this
     * @throws DataException if something differs
     */
    public ComparisonReport orThrow() {
        if (!equal()) {
            throw new DataException("The two sides differ: "
                    + Stream.concat(
                                    shapes.stream().map(each -> each.namespace() + " " + each.what()),
                                    collections.stream()
                                            .filter(each -> !each.equal())
                                            .map(ComparisonReport::text))
                            .limit(MOST_IN_MESSAGE)
                            .collect(Collectors.joining("; "))
                    + ". The report lists the documents");
        }
        return this;
    }

    private static String text(ComparedCollection each) {
        return each.name() + ": " + each.onlyInFirst() + " only in the first, " + each.onlyInSecond()
                + " only in the second, " + each.different() + " different";
    }
}
