package me.meeshy.infra.mongo.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    private static final ArchiveNamespace A = new ArchiveNamespace("db", "a", "{}", "collection");
    private static final ArchiveNamespace B = new ArchiveNamespace("db", "b", "{}", "collection");
    private static final ArchiveNamespace VIEW = new ArchiveNamespace("db", "v", "{}", "view");
    private static final ArchiveNamespace SERIES = new ArchiveNamespace("db", "s", "{}", "timeseries");

    @Test
    void readWhenCollectionsAreInterleavedTellsThemApart() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = writer(out, A, B, VIEW, SERIES);
        DocumentReceiver a = writer.open(A);
        DocumentReceiver b = writer.open(B);
        Map<String, List<String>> expected = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] document = document(i, 1 + i % 700);
            (i % 3 == 0 ? a : b).accept(document, 0, document.length);
            expected.computeIfAbsent(i % 3 == 0 ? "db.a" : "db.b", any -> new ArrayList<>())
                    .add(RawBson.view(document, 0, document.length).toJson());
        }
        byte[] large = document(-1, 3_000_000);
        a.accept(large, 0, large.length);
        expected.computeIfAbsent("db.a", any -> new ArrayList<>())
                .add(RawBson.view(large, 0, large.length).toJson());
        writer.open(VIEW).end();
        DocumentReceiver series = writer.open(SERIES);
        series.accept(document(7, 7), 0, document(7, 7).length);
        expected.put(
                "db.system.buckets.s",
                List.of(RawBson.view(document(7, 7), 0, document(7, 7).length).toJson()));
        expected.put("db.v", List.of());
        series.end();
        b.end();
        a.end();

        assertThat(read(out.toByteArray())).isEqualTo(expected);
    }

    @Test
    void readWhenCutAnywhereFails() throws IOException {
        byte[] archive = small();
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(cut)).as("cut at %d", length).isInstanceOf(DumpFormatException.class);
        }
    }

    @Test
    void readWhenAByteWasChangedFailsOrReadsTheSameDocuments() throws IOException {
        byte[] archive = small();
        Map<String, List<String>> whole = read(archive);
        Random random = new Random(5);
        for (int at = 0; at < archive.length; at++) {
            byte[] changed = archive.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            try {
                // what is changed in the head is no document
                assertThat(read(changed)).as("changed at %d", at).isEqualTo(whole);
            } catch (DumpFormatException e) {
                assertThat(e.file()).isEqualTo("test.archive");
            }
        }
    }

    @Test
    void readWhenAChecksumIsWrongNamesTheCollection() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer(out, A);
        block(out, "a", false, 0, document(1, 1));
        block(out, "a", true, 42);

        assertThatThrownBy(() -> read(out.toByteArray()))
                .hasMessageContaining("db.a")
                .hasMessageContaining("checksum");
    }

    @Test
    void readWhenACollectionGoesOnAfterItsEndFails() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer(out, A).open(A).end();
        block(out, "a", false, 0, document(1, 1));

        assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("goes on after its end");
    }

    @Test
    void readWhenACollectionIsNotInTheHeadFails() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer(out, A).open(A).end();
        block(out, "z", false, 0, document(1, 1));

        assertThatThrownBy(() -> read(out.toByteArray()))
                .hasMessageContaining("db.z")
                .hasMessageContaining("does not stand in the archive's head");
    }

    @Test
    void readWhenTheHeadNamesACollectionTwiceFails() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer(out, A, A);

        assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("twice");
    }

    @Test
    void readWhenTheHeadNeverEndsFailsBeforeMemoryDoes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveNamespace[] many = new ArchiveNamespace[120_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = new ArchiveNamespace("db", "c" + i, "", "collection");
        }
        writer(out, many);

        assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("far too long");
    }

    private static byte[] small() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = writer(out, A, B);
        DocumentReceiver a = writer.open(A);
        a.accept(document(1, 5), 0, document(1, 5).length);
        writer.open(B).end();
        a.end();
        return out.toByteArray();
    }

    private static ArchiveWriter writer(ByteArrayOutputStream out, ArchiveNamespace... namespaces) {
        return new ArchiveWriter(out, "6.0.5", "test", 4, List.of(namespaces));
    }

    private static void block(ByteArrayOutputStream out, String collection, boolean end, long crc, byte[]... documents)
            throws IOException {
        out.write(RawBson.encode(new BsonDocument("db", new BsonString("db"))
                .append("collection", new BsonString(collection))
                .append("EOF", BsonBoolean.valueOf(end))
                .append("CRC", new BsonInt64(crc))));
        for (byte[] each : documents) {
            out.write(each);
        }
        out.write(new byte[] {-1, -1, -1, -1});
    }

    private static byte[] document(int id, int length) {
        return RawBson.encode(
                new BsonDocument("_id", new BsonInt32(id)).append("text", new BsonString("x".repeat(length))));
    }

    private static Map<String, List<String>> read(byte[] archive) throws IOException {
        Map<String, List<String>> read = new TreeMap<>();
        ArchiveReader.read(
                new ByteArrayInputStream(archive),
                "test.archive",
                Deadline.in(Duration.ofMinutes(1)),
                new ArchiveReader.Visitor() {
                    @Override
                    public void namespace(ArchiveNamespace namespace) {
                        assertThat(namespace.type()).isNotNull();
                    }

                    @Override
                    public DocumentReceiver documents(String database, String collection) {
                        List<String> documents = new ArrayList<>();
                        return new DocumentReceiver() {
                            @Override
                            public void accept(byte[] bytes, int offset, int length) {
                                documents.add(
                                        RawBson.view(bytes, offset, length).toJson());
                            }

                            @Override
                            public void end() {
                                read.put(database + "." + collection, documents);
                            }
                        };
                    }
                });
        return read;
    }
}
