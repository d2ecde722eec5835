package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.mongo.server.UnsupportedData;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.junit.jupiter.api.Test;

/** What a preflight says of servers that a test cannot start. */
class PreflightTest {

    private static final BsonDocument SOURCE =
            BsonDocument.parse("{storageSize: 1000000000, indexSize: 250000000.0, dataSize: 9e9}");

    private static BsonDocument target(long total, long used) {
        return new BsonDocument("fsTotalSize", new BsonDouble(total)).append("fsUsedSize", new BsonDouble(used));
    }

    @Test
    void diskRoomCountsStagedDataAndIndexesWithAMargin() {
        assertThat(DiskRoom.measured(SOURCE, target(10_000_000_000L, 8_000_000_000L)))
                .hasValue(new StorePlan.Disk(1_500_000_000, 2_000_000_000, 10_000_000_000L));
    }

    @Test
    void diskRoomWhenThereIsTooLittleSaysBothNumbers() {
        assertThat(DiskRoom.refusal(new StorePlan.Disk(1_500_000_000, 1_499_000_000, 10_000_000_000L)))
                .hasValueSatisfying(refusal -> assertThat(refusal)
                        .contains("the target's disk has 1499 MB left")
                        .contains("needs about 1500 MB"));
        assertThat(DiskRoom.refusal(new StorePlan.Disk(1_500_000_000, 1_500_000_000, 10_000_000_000L)))
                .isEmpty();
    }

    @Test
    void diskRoomWhenTheServerDoesNotTellIsNotKnown() {
        assertThat(DiskRoom.measured(SOURCE, new BsonDocument())).isEmpty();
        assertThat(DiskRoom.measured(SOURCE, target(0, 0))).isEmpty();
    }

    @Test
    void shardedClusterIsRefusedByItsAddress() {
        assertThat(MongoPlanning.sharded("target", "db.example:27017", BsonDocument.parse("{msg: 'isdbgrid'}")))
                .hasValueSatisfying(refusal ->
                        assertThat(refusal).startsWith("the target db.example:27017 is a mongos of a sharded cluster"));
        assertThat(MongoPlanning.sharded("target", "db.example:27017", BsonDocument.parse("{setName: 'rs0'}")))
                .isEmpty();
    }

    @Test
    void namesWithADollarAreRefusedByName() {
        Map<String, String> reasons = new TreeMap<>();

        UnsupportedData.name("meeshy", "price$", reasons);

        assertThat(reasons).containsOnlyKeys("meeshy.price$");
        assertThat(reasons.get("meeshy.price$")).contains("hold a $");
    }
}
