package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.List;
import me.meeshy.infra.mongo.model.Consistency;

/**
 * What {@link MongoCopy} has copied.
 *
 * @param collections each collection, by its name at the source
 * @param views the views of the source, which a copy leaves out: they are definitions, created where the data is
 * @param consistency how what was read hangs together
 * @param took how long it took
 */
public record CopyReport(
        List<CopiedCollection> collections, List<String> views, Consistency consistency, Duration took) {

    /**
     * Copies the lists.
     *
     * @param collections each collection, by its name at the source
     * @param views the views of the source, which a copy leaves out: they are definitions, created where the data is
     * @param consistency how what was read hangs together
     * @param took how long it took
     */
    public CopyReport {
        collections = List.copyOf(collections);
        views = List.copyOf(views);
    }

    /**
     * How many documents were copied.
     *
     * @return the sum over all collections
     */
    public long documents() {
        return collections.stream().mapToLong(CopiedCollection::documents).sum();
    }

    /**
     * How large they are together.
     *
     * @return bytes, as BSON
     */
    public long bytes() {
        return collections.stream().mapToLong(CopiedCollection::bytes).sum();
    }
}
