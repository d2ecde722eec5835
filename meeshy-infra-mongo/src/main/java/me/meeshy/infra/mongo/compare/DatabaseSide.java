package me.meeshy.infra.mongo.compare;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;

/** A database on a server, read by several cursors at once. */
public final class DatabaseSide implements ComparedSide {

    private static final int READERS = 2;

    private final MongoConnection connection;
    private final String database;
    private final Deadline deadline;
    private final Map<String, CollectionDescription> collections = new TreeMap<>();

    public DatabaseSide(MongoConnection connection, String database, Deadline deadline) {
        this.connection = connection;
        this.database = database;
        this.deadline = deadline;
        new CollectionCatalogue(connection)
                .read(database).stream()
                        .filter(each -> !InternalNames.isInternal(each.name())
                                && !each.name().startsWith(InternalNames.RESTORE_PREFIX))
                        .forEach(each -> collections.put(each.name(), each));
    }

    @Override
    public Map<String, CollectionDescription> collections() {
        return Map.copyOf(collections);
    }

    @Override
    public void read(Set<String> names, Function<String, DocumentSink> sinks) {
        try (Workers readers = new Workers("Comparing " + database, READERS, deadline)) {
            collections.values().stream()
                    .filter(each -> names.contains(each.name()))
                    .sorted(Comparator.comparingLong(each -> -each.bytes()))
                    .forEach(each -> readers.submit(() -> read(each, sinks.apply(each.name()))));
            readers.await();
        }
    }

    private void read(CollectionDescription collection, DocumentSink sink) {
        long average = collection.documents() == 0 ? 0 : collection.bytes() / collection.documents();
        // The content of a time series is that of its buckets.
        String store = collection.kind() == CollectionKind.TIME_SERIES
                ? "system.buckets." + collection.name()
                : collection.name();
        try (RawCursor cursor = new RawCursor(connection, database, store, average, null, deadline)) {
            boolean more = true;
            while (more) {
                more = cursor.next(sink);
            }
        }
    }
}
