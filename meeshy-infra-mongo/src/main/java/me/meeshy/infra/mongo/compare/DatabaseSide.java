package me.meeshy.infra.mongo.compare;

import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** A database on a server, read by several cursors at once. */
public final class DatabaseSide implements ComparedSide {

    private static final int READERS = 2;

    /** Below this a collection is read in one go, and read again as a whole. */
    private static final long FEW_DOCUMENTS = 2_000;

    /** As many picked documents as ranges, and as many ranges as keep their hashes small. */
    private static final int RANGES = 512;

    /** What one thread reads in a go: little is lost where it must be begun anew. */
    private static final long PORTION_BYTES = 64L * 1024 * 1024;

    private final MongoConnection connection;
    private final String database;
    private final Retry retry;
    private final Deadline deadline;
    private final Map<String, CollectionDescription> collections = new TreeMap<>();

    public DatabaseSide(MongoConnection connection, String database, Retry retry, Deadline deadline) {
        this.connection = connection;
        this.database = database;
        this.retry = retry;
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

    private CollectionDescription known(String collection) {
        CollectionDescription known = collections.get(collection);
        if (known == null) {
            throw new IllegalStateException("nobody knows " + collection);
        }
        return known;
    }

    @Override
    public Size size(String collection) {
        return new Size(known(collection).documents(), known(collection).bytes());
    }

    @Override
    public IdRanges ranges(String collection) {
        CollectionDescription described = known(collection);
        if (described.kind() != CollectionKind.COLLECTION || described.documents() < FEW_DOCUMENTS) {
            return IdRanges.none();
        }
        return retry.call(
                "Looking into " + database + "." + collection, () -> {}, () -> IdRanges.of(picked(collection)));
    }

    private List<BsonValue> picked(String collection) {
        try {
            List<BsonValue> picked = new ArrayList<>();
            connection
                    .client()
                    .getDatabase(database)
                    .getCollection(collection, BsonDocument.class)
                    .aggregate(List.of(
                            new BsonDocument("$sample", new BsonDocument("size", new BsonInt32(RANGES))),
                            new BsonDocument("$project", new BsonDocument("_id", new BsonInt32(1)))))
                    .forEach(each -> {
                        BsonValue id = each.get("_id");
                        if (id != null) {
                            picked.add(id);
                        }
                    });
            return picked;
        } catch (MongoException e) {
            throw connection.failed("aggregate", database + "." + collection, e);
        }
    }

    @Override
    public List<Portion> portions(String collection, IdRanges ranges) {
        CollectionDescription described = known(collection);
        String identity =
                collection + "/" + described.uuid().map(Object::toString).orElse("-") + "/";
        int count = ranges.count();
        int number = (int) Math.min(described.bytes() / PORTION_BYTES + 1, count);
        if (number == 1 || !tells(described, ranges)) {
            return List.of(Portion.whole(collection, identity + "all", ranges));
        }
        List<Portion> portions = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            BitSet wanted = new BitSet();
            wanted.set(i * count / number, (i + 1) * count / number);
            portions.add(new Portion(collection, identity + i + "/" + number, ranges, wanted));
        }
        return portions;
    }

    /** An index of texts under a collation has another order than theirs. */
    private static boolean tells(CollectionDescription described, IdRanges ranges) {
        return ranges.orderedUnderAnyCollation() || !described.options().containsKey("collation");
    }

    @Override
    public void read(List<Portion> portions, Function<Portion, Taker> taker) {
        try (Workers readers = new Workers("Comparing " + database, READERS, deadline)) {
            portions.stream()
                    .sorted(Comparator.comparingLong(
                            each -> -known(each.collection()).bytes()))
                    .forEach(each -> readers.submit(() ->
                            retry.call("Reading " + database + "." + each.collection(), () -> {}, () -> {
                                Taker taking = taker.apply(each);
                                read(each.collection(), each.ranges(), each.wanted(), taking);
                                taking.end();
                                return true;
                            })));
            readers.await();
        }
    }

    @Override
    public void read(String collection, IdRanges ranges, BitSet wanted, DocumentSink sink) {
        CollectionDescription described = known(collection);
        List<BsonDocument> queries = tells(described, ranges) ? ranges.queries(wanted) : List.of(new BsonDocument());
        for (BsonDocument query : queries) {
            try (RawCursor cursor = new RawCursor(
                    connection, database, described.documentsIn(), query, described.averageBytes(), null, deadline)) {
                boolean more = true;
                while (more) {
                    more = cursor.next(sink);
                }
            }
        }
    }
}
