package me.meeshy.infra.mongo.compare;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** One database of a dump, read in the order of its files: a portion is a collection. */
public final class DumpSide implements ComparedSide {

    private static final String BUCKETS = "system.buckets.";

    private final DumpSource source;
    private final String database;
    private final Deadline deadline;
    private final Map<String, CollectionDescription> collections = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Size> sizes = new HashMap<>();
    private final Map<String, ContentHash> hashes = new HashMap<>();

    public DumpSide(DumpSource source, String database, Deadline deadline) {
        this.source = source;
        this.database = database;
        this.deadline = deadline;
        FoundDatabase found = DumpScan.of(source, deadline).get(database);
        if (found == null) {
            throw new DataException("There is no database " + database + " in the dump " + source);
        }
        for (FoundCollection each : found.collections()) {
            String name = each.description().name();
            boolean buckets = name.startsWith(BUCKETS);
            if (!buckets) {
                collections.put(name, each.description());
            }
            if (each.description().kind() != CollectionKind.TIME_SERIES) {
                String shown = buckets ? name.substring(BUCKETS.length()) : name;
                names.put(each.file(), shown);
                sizes.put(shown, new Size(each.hash().documents(), each.bytes()));
                hashes.put(shown, each.hash());
            }
        }
    }

    @Override
    public Map<String, CollectionDescription> collections() {
        return Map.copyOf(collections);
    }

    @Override
    public Size size(String collection) {
        return sizes.getOrDefault(collection, new Size(0, 0));
    }

    @Override
    public IdRanges ranges(String collection) {
        return IdRanges.none();
    }

    @Override
    public List<Portion> portions(String collection, IdRanges ranges) {
        String content = hashes.getOrDefault(collection, ContentHash.EMPTY).toString();
        return List.of(Portion.whole(collection, collection + "/" + content, ranges));
    }

    @Override
    public void read(List<Portion> portions, Function<Portion, Taker> taker) {
        Map<String, Taker> wanted = new HashMap<>();
        portions.forEach(each -> wanted.put(each.collection(), taker.apply(each)));
        if (!wanted.isEmpty()) {
            source.documents((directory, file, shown) -> receiver(directory, file, wanted), deadline);
        }
        // A time series has no file of its own, and one that is empty perhaps none at all.
        wanted.values().forEach(Taker::end);
    }

    private @Nullable DocumentReceiver receiver(String directory, String file, Map<String, Taker> wanted) {
        String name = directory.equals(database) ? names.get(file) : null;
        Taker taker = name == null ? null : wanted.get(name);
        if (name == null || taker == null) {
            return null;
        }
        DocumentReceiver stored = DocumentReceiver.asStored(database + "." + name, taker);
        return new DocumentReceiver() {
            @Override
            public void accept(byte[] bytes, int offset, int length) {
                stored.accept(bytes, offset, length);
            }

            @Override
            public void end() {
                wanted.remove(name);
                taker.end();
            }
        };
    }

    @Override
    public void read(String collection, IdRanges ranges, BitSet wanted, DocumentSink sink) {
        source.documents(
                (directory, file, shown) -> directory.equals(database) && collection.equals(names.get(file))
                        ? DocumentReceiver.asStored(database + "." + collection, sink)
                        : null,
                deadline);
    }
}
