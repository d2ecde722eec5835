package me.meeshy.infra.mongo.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.compare.DocumentComparison;
import me.meeshy.infra.mongo.compare.DocumentDifferences;
import me.meeshy.infra.mongo.compare.ListedInWords;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final Deadline SOON = Deadline.in(Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    private static void hand(List<String> json, DocumentSink sink) {
        json.forEach(each -> {
            byte[] bytes = RawBson.encode(BsonDocument.parse(each));
            sink.accept(bytes, 0, bytes.length);
        });
    }

    private Path written(String... json) {
        Path path = folder.resolve("keys.bson");
        try (KeyFile file = KeyFile.write(path)) {
            hand(List.of(json), file);
            assertThat(path).doesNotExist();
            file.finish();
        }
        return path;
    }

    private final ListedInWords listed = new ListedInWords(10);

    private DocumentDifferences compared(Path keys, String... now) {
        return DocumentComparison.of(
                sink -> KeyFile.read(keys, SOON, sink), sink -> hand(List.of(now), KeyFile.smaller(sink)), listed);
    }

    @Test
    void keysAreThoseOfTheDocumentsThatTheyWereWrittenFrom() {
        String[] documents = {"{_id: 1, n: 1}", "{n: 5, _id: {a: 1}}", "{_id: null}", "{n: 7}"};

        assertThat(compared(written(documents), documents)).isEqualTo(new DocumentDifferences(0, 0, 0));
    }

    @Test
    void keysTellWhatWasAddedChangedAndRemovedSince() {
        Path keys = written("{_id: 1, n: 1}", "{_id: {a: 1}, n: 1}", "{_id: 3, n: 1}");

        assertThat(compared(keys, "{_id: 4, n: 1}", "{_id: {a: 1}, n: 2}", "{_id: 3, n: 1}"))
                .isEqualTo(new DocumentDifferences(1, 1, 1));
        assertThat(listed.found()).containsExactly("ONLY_IN_SECOND 4", "DIFFERENT {\"a\": 1}", "ONLY_IN_FIRST 1");
    }

    @Test
    void writeWhenItIsNotFinishedLeavesNothing() throws IOException {
        try (KeyFile file = KeyFile.write(folder.resolve("keys.bson"))) {
            hand(List.of("{_id: 1}"), file);
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void writeWhenTheFolderIsNotThereSaysSo() {
        assertThatThrownBy(() -> KeyFile.write(folder.resolve("nowhere/keys.bson")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot write the keys");
    }

    @Test
    void readWhenItIsDamagedIsRefused() throws IOException {
        Path path = Files.write(folder.resolve("keys.bson"), new byte[] {9, 0, 0, 0, 1});

        assertThatThrownBy(() -> KeyFile.read(path, SOON, (bytes, offset, length) -> {}))
                .isInstanceOf(DataException.class);
    }
}
