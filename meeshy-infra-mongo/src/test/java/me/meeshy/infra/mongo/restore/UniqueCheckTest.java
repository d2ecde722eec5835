package me.meeshy.infra.mongo.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DuplicateKey;
import me.meeshy.infra.mongo.model.DuplicateKeysException;
import me.meeshy.infra.mongo.work.Deadline;
import org.assertj.core.groups.Tuple;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UniqueCheckTest {

    /** So little that a thousand keys take many passes. */
    private static final int MOST_REMEMBERED = 50;

    @TempDir
    Path directory;

    @Test
    void duplicatesAreFoundHoweverManyKeysThereAre() throws IOException {
        Stream<String> documents =
                IntStream.range(0, 400).mapToObj(i -> "{_id: %1$d, k: [%1$d, %1$d.25, %1$d.5, %1$d.75]}".formatted(i));
        dump("{k: 1}", Stream.concat(documents, Stream.of("{_id: 400, k: 7.5}")));

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        DuplicateKeysException.class,
                        e -> assertThat(e.duplicates())
                                .extracting(DuplicateKey::index, DuplicateKey::ids)
                                .containsExactly(Tuple.tuple("k", List.of("{\"_id\": 7}", "{\"_id\": 400}"))));
    }

    @Test
    void nothingIsFoundWhereServersWouldRefuseNothing() throws IOException {
        for (String key : List.of("{k: 1}", "{k: 1, j: -1}", "{k: 'hashed'}", "{k: '2dsphere'}")) {
            dump(key, Stream.of("{_id: 1, k: 'a', j: 1}", "{_id: 2, k: 'b', j: 1}", "{_id: 3, k: ['c', 'c']}"));
            check();
        }
        dump("{k: '2dsphere'}", Stream.of("{_id: 1, k: [1, 2]}", "{_id: 2, k: [1, 2]}"));
        check();
    }

    private void check() {
        DumpSource source = new DumpSource(directory);
        Deadline deadline = Deadline.in(Duration.ofMinutes(1));
        RestorePlan plan = RestorePlan.of(
                DumpScan.of(source, deadline),
                new RestoreSelection(
                        true, Optional.empty(), Optional.empty(), List.of(), List.of(), Map.of(), List.of()));
        new UniqueCheck(source, deadline, MOST_REMEMBERED).check(plan.items());
    }

    private void dump(String key, Stream<String> documents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        documents.forEach(each -> bytes.writeBytes(RawBson.encode(BsonDocument.parse(each))));
        Path database = Files.createDirectories(directory.resolve("db"));
        Files.write(database.resolve("a.bson"), bytes.toByteArray());
        Files.writeString(
                database.resolve("a.metadata.json"),
                "{\"indexes\": [{\"name\": \"k\", \"unique\": 1, \"key\": "
                        + BsonDocument.parse(key).toJson() + "}]}");
    }
}
