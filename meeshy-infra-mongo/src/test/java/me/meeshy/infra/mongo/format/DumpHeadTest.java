package me.meeshy.infra.mongo.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import me.meeshy.infra.mongo.archive.ArchiveNamespace;
import me.meeshy.infra.mongo.archive.ArchiveWriter;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpHeadTest {

    private static final String METADATA =
            "{\"options\": {}, \"indexes\": [], \"collectionName\": \"a\", \"type\": \"collection\"}";
    private static final ArchiveNamespace A = new ArchiveNamespace("db", "a", METADATA, "collection");
    private static final ArchiveNamespace B = new ArchiveNamespace("db", "b", "", "collection");

    @TempDir
    Path directory;

    @Test
    void headTellsWhatIsToComeAndNothingOfDocuments() throws IOException {
        FoundDatabase database = head(write(A, B)).databases().getOrDefault("db", new FoundDatabase());

        assertThat(database.collections()).extracting(FoundCollection::file).containsExactly("a", "b");
        assertThat(database.collections()).allSatisfy(each -> {
            assertThat(each.unread()).isTrue();
            assertThat(each.hash().documents()).isZero();
        });
    }

    @Test
    void headIsReadWhereWhatFollowsIsCut() throws IOException {
        Path archive = write(A, B);
        Files.write(archive, java.util.Arrays.copyOf(Files.readAllBytes(archive), (int) Files.size(archive) - 30));

        assertThat(head(archive).databases()).containsOnlyKeys("db");
    }

    @Test
    void headOfADirectoryTellsSizesAndReadsNoDocument() throws IOException {
        Path files = Files.createDirectory(directory.resolve("db"));
        Files.write(files.resolve("a.bson"), new byte[600]);
        Files.write(files.resolve("b.bson.gz"), new byte[70]);
        Files.writeString(files.resolve("c.metadata.json"), METADATA);
        Files.write(files.resolve("notes.txt"), new byte[7]);

        FoundDatabase database = head(directory).databases().getOrDefault("db", new FoundDatabase());

        assertThat(database.collections()).extracting(FoundCollection::file).containsExactly("a", "b", "c");
        assertThat(database.collections()).extracting(FoundCollection::unread).containsExactly(true, true, false);
        assertThat(database.collections())
                .extracting(FoundCollection::expectedBytes)
                .containsExactly(OptionalLong.of(600), OptionalLong.empty(), OptionalLong.of(0));
    }

    @Test
    void otherFilesHaveNoHead() throws IOException {
        Path file = Files.write(directory.resolve("a.bson"), new byte[600]);

        assertThat(DumpHead.of(new DumpSource(file), deadline())).isEmpty();
    }

    @Test
    void documentsOfAnArchiveThatSaysSomethingElseByNowAreRefused() throws IOException {
        DumpHead head = head(write(A));
        DumpSource planned = new DumpSource(write(A)).saying(head);
        read(planned);
        assertThat(head.databases().getOrDefault("db", new FoundDatabase()).collections())
                .extracting(each -> each.hash().documents())
                .containsExactly(1L);
        ArchiveNamespace otherwise =
                new ArchiveNamespace("db", "a", METADATA.replace("{}", "{\"capped\": true}"), "collection");

        for (List<ArchiveNamespace> other : List.of(List.of(A, B), List.of(B), List.of(otherwise))) {
            write(other.toArray(ArchiveNamespace[]::new));
            assertThatThrownBy(() -> read(planned))
                    .as("%s", other)
                    .isInstanceOf(DumpFormatException.class)
                    .hasMessageContaining("changed since its head was read");
        }
    }

    @Test
    void documentsThatNobodyHasReadInTheEndAreMissed() throws IOException {
        DumpSource planned = new DumpSource(write(A)).saying(head(write(A)));
        DocumentReceiver forgetting = DocumentReceiver.asStored("db.a", (bytes, offset, length) -> {});

        assertThatThrownBy(() -> planned.documents((database, file, shown) -> forgetting, deadline()))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("nothing came");
    }

    private static void read(DumpSource source) {
        source.documents((database, file, shown) -> null, deadline());
    }

    private static DumpHead head(Path archive) {
        return DumpHead.of(new DumpSource(archive), deadline()).orElseThrow();
    }

    private Path write(ArchiveNamespace... namespaces) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = new ArchiveWriter(out, "6.0.5", "test", 1, List.of(namespaces));
        for (ArchiveNamespace each : namespaces) {
            DocumentReceiver receiver = writer.open(each);
            byte[] document = RawBson.encode(new BsonDocument("_id", new BsonInt32(1)));
            receiver.accept(document, 0, document.length);
            receiver.end();
        }
        return Files.write(directory.resolve("archive"), out.toByteArray());
    }

    private static Deadline deadline() {
        return Deadline.in(Duration.ofMinutes(1));
    }
}
