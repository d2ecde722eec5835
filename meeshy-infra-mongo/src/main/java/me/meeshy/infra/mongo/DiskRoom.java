package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * Whether the target's disk has room for the copy and its indexes beside the live data. Parking needs none: it renames.
 */
final class DiskRoom {

    private static final String TOTAL = "fsTotalSize";
    private static final String USED = "fsUsedSize";

    /** What a copy may need beyond what the source occupies: it is written in another order. */
    private static final double COPY_MARGIN = 1.2;

    private final Optional<StorePlan.Disk> disk;
    private final List<String> warnings = new ArrayList<>();

    DiskRoom(MongoConnection source, MongoConnection target, String database) {
        this.disk = measured(statistics(source, database), fileSystem(target, database));
    }

    static Optional<StorePlan.Disk> measured(BsonDocument source, BsonDocument target) {
        if (number(target, TOTAL) <= 0 || !target.isNumber(USED)) {
            return Optional.empty();
        }
        return Optional.of(new StorePlan.Disk(
                (long) ((number(source, "storageSize") + number(source, "indexSize")) * COPY_MARGIN),
                (long) (number(target, TOTAL) - number(target, USED)),
                (long) number(target, TOTAL)));
    }

    Optional<StorePlan.Disk> disk() {
        return disk;
    }

    List<String> refusals() {
        return disk.flatMap(DiskRoom::refusal).stream().toList();
    }

    static Optional<String> refusal(StorePlan.Disk disk) {
        return disk.freeBytes() >= disk.neededBytes()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the target's disk has %.0f MB left, and the copy beside the live data with its indexes needs"
                                + " about %.0f MB; make room there first, for instance by discarding what earlier"
                                + " migrations parked",
                        disk.freeBytes() / 1e6,
                        disk.neededBytes() / 1e6));
    }

    List<String> warnings() {
        var all = new ArrayList<>(warnings);
        if (disk.isEmpty()) {
            all.add("the target does not tell how much room is left on its disk");
        }
        return all;
    }

    /** A database that is not there yet is said to be on a disk of no size; that of {@code admin} is the same disk. */
    private BsonDocument fileSystem(MongoConnection target, String database) {
        BsonDocument own = statistics(target, database);
        return number(own, TOTAL) > 0 ? own : statistics(target, "admin");
    }

    private BsonDocument statistics(MongoConnection connection, String database) {
        try {
            return connection.run(database, new BsonDocument("dbStats", new BsonInt32(1)));
        } catch (DataException e) {
            warnings.add("cannot look at the disk of " + connection.address() + ": " + e.getMessage());
            return new BsonDocument();
        }
    }

    private static double number(BsonDocument document, String key) {
        return document.isNumber(key) ? document.getNumber(key).doubleValue() : 0;
    }
}
