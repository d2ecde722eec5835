package me.meeshy.infra.mongo.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;

/** One database of a dump, read in the order of its files. */
public final class DumpSide implements ComparedSide {

    private static final String BUCKETS = "system.buckets.";

    private final DumpSource source;
    private final String database;
    private final Deadline deadline;
    private final Map<String, CollectionDescription> collections = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();

    public DumpSide(DumpSource source, String database, Deadline deadline) {
        this.source = source;
        this.database = database;
        this.deadline = deadline;
        DumpScan.Database found = DumpScan.of(source, deadline).get(database);
        if (found == null) {
            throw new DataException("There is no database " + database + " in the dump " + source);
        }
        for (DumpScan.Found each : found.collections()) {
            String name = each.description().name();
            boolean buckets = name.startsWith(BUCKETS);
            if (!buckets) {
                collections.put(name, each.description());
            }
            if (each.description().kind() != CollectionKind.TIME_SERIES) {
                names.put(each.file(), buckets ? name.substring(BUCKETS.length()) : name);
            }
        }
    }

    @Override
    public Map<String, CollectionDescription> collections() {
        return Map.copyOf(collections);
    }

    @Override
    public void read(Set<String> wanted, Function<String, DocumentSink> sinks) {
        source.documents(
                (directory, file, shown) -> {
                    String name = directory.equals(database) ? names.get(file) : null;
                    return name != null && wanted.contains(name)
                            ? DocumentReceiver.asStored(database + "." + name, sinks.apply(name))
                            : null;
                },
                deadline);
    }
}
