package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * What an unfinished dump has on disk already, so that a later one can go on with it: one JSON document a line. A line is written once what it
 * tells of was forced to disk; one that was cut by a crash counts for nothing. Safe for use by several threads.
 */
public final class DumpJournal {

    static final String FILE_NAME = "journal";
    private static final String NEXT = "journal.next";

    private final Path directory;

    /**
     * How a dump was begun.
     *
     * @param wanted what was asked for, in words
     * @param at when
     * @param clusterTime the moment that was read at; 0 where it was read live
     * @param oplogStart from when on the oplog tells what was written; 0 where it is not known
     * @param catalogue a hash of everything that describes the collections
     */
    public record Begun(String wanted, Instant at, long clusterTime, long oplogStart, String catalogue) {}

    /**
     * A collection that is on disk.
     *
     * @param database its database
     * @param entries as the manifest will have them
     */
    public record Finished(String database, List<DumpManifest.Entry> entries) {

        /** Its name. */
        public String name() {
            return entries.get(0).collection().name();
        }

        /** The SHA-256 of what describes it, its identity included. */
        public String metadata() {
            return entries.get(0).metadata();
        }

        public long documents() {
            return entries.stream()
                    .mapToLong(each -> each.collection().documents())
                    .sum();
        }

        public long bytes() {
            return entries.stream().mapToLong(each -> each.collection().bytes()).sum();
        }
    }

    /** What was left by an earlier dump. */
    public record Left(Begun begun, List<Finished> finished) {}

    DumpJournal(Path directory) {
        this.directory = directory;
    }

    /** What it tells; nothing where there is none, or it cannot be understood, which is a reason to begin anew. */
    public Optional<Left> left() {
        Path file = directory.resolve(FILE_NAME);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            List<String> lines =
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            Begun begun = begun(BsonDocument.parse(lines.get(0)));
            List<Finished> finished = new ArrayList<>();
            for (String each : lines.subList(1, lines.size())) {
                Optional<Finished> read = finished(each);
                if (read.isEmpty()) {
                    break;
                }
                finished.add(read.get());
            }
            return Optional.of(new Left(begun, finished));
        } catch (IOException | RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(DumpJournal.class)
                    .warn("the journal {} of an unfinished dump cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** Begins anew, with what stays of what was there. It replaces the old journal at one stroke. */
    public void begin(Begun begun, List<Finished> kept) {
        StringBuilder text = new StringBuilder(line(json(begun)));
        kept.forEach(each -> text.append(line(json(each))));
        Path next = directory.resolve(NEXT);
        try {
            Files.deleteIfExists(next);
            try (FileChannel channel = DumpPlace.createFile(next)) {
                write(channel, text.toString());
            }
            Files.move(
                    next,
                    directory.resolve(FILE_NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            DumpPlace.forceDirectory(directory);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Says that a collection is on disk. */
    synchronized void finished(Finished finished) {
        try (FileChannel channel =
                FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            write(channel, line(json(finished)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("Writing the journal in " + directory + " failed: " + e, e);
    }

    private static String line(BsonDocument document) {
        return document.toJson() + "\n";
    }

    private static BsonDocument json(Begun begun) {
        return new BsonDocument("wanted", new BsonString(begun.wanted()))
                .append("at", new BsonString(begun.at().toString()))
                .append("clusterTime", new BsonInt64(begun.clusterTime()))
                .append("oplogStart", new BsonInt64(begun.oplogStart()))
                .append("catalogue", new BsonString(begun.catalogue()));
    }

    private static Begun begun(BsonDocument json) {
        return new Begun(
                json.getString("wanted").getValue(),
                Instant.parse(json.getString("at").getValue()),
                json.getNumber("clusterTime").longValue(),
                json.getNumber("oplogStart").longValue(),
                json.getString("catalogue").getValue());
    }

    private static BsonDocument json(Finished finished) {
        BsonArray entries = new BsonArray();
        finished.entries().forEach(each -> entries.add(DumpManifest.json(each)));
        return new BsonDocument("database", new BsonString(finished.database())).append("entries", entries);
    }

    private static Optional<Finished> finished(String line) {
        try {
            BsonDocument json = BsonDocument.parse(line);
            List<DumpManifest.Entry> entries =
                    json.getArray("entries").stream().map(DumpManifest::entry).toList();
            return entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Finished(json.getString("database").getValue(), entries));
        } catch (RuntimeException e) {
            // cut by a crash: what it tells of is read again
            return Optional.empty();
        }
    }
}
