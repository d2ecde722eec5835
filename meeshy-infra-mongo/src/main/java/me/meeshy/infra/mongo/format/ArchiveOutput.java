package me.meeshy.infra.mongo.format;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.mongo.archive.ArchiveNamespace;
import me.meeshy.infra.mongo.archive.ArchiveWriter;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.compress.PackedOutput;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** An archive, in a file or on its way through a stream. */
public final class ArchiveOutput implements DumpOutput {

    private static final String FILE = "dump.archive";

    private final String label;
    private final Packing format;
    private final @Nullable DumpPlace place;
    private final @Nullable OutputStream stream;
    private final @Nullable DumpKey key;
    private @Nullable FileChannel channel;
    private @Nullable OutputStream sealing;
    private @Nullable PackedOutput packed;
    private @Nullable ArchiveWriter writer;

    private ArchiveOutput(
            String label,
            Packing packing,
            @Nullable DumpPlace place,
            @Nullable OutputStream stream,
            @Nullable DumpKey key) {
        this.key = key;
        this.label = label;
        this.format = packing;
        this.place = place;
        this.stream = stream;
    }

    /** Writes to a file, sealed where there is a key. */
    public static ArchiveOutput file(DumpFile target, String label, int level, @Nullable DumpKey key) {
        Packing packing = Packing.of(target.format(), level);
        return new ArchiveOutput(label, packing, DumpPlace.prepare(target.path(), label), null, key);
    }

    /** Writes to a stream, which stays open, sealed where there is a key. */
    public static ArchiveOutput stream(
            OutputStream stream, DumpFile.Format format, String label, int level, @Nullable DumpKey key) {
        return new ArchiveOutput(label, Packing.of(format, level), null, stream, key);
    }

    @Override
    public boolean needsAllNames() {
        return true;
    }

    @Override
    public boolean beginsAnew() {
        return stream == null;
    }

    @Override
    public void begin(
            String serverVersion,
            int atOnce,
            Map<String, List<CollectionDescription>> collections,
            Map<String, List<String>> own) {
        List<ArchiveNamespace> namespaces = new ArrayList<>();
        own.forEach((database, names) ->
                names.forEach(each -> namespaces.add(new ArchiveNamespace(database, each, "", ""))));
        collections.forEach((database, held) -> held.forEach(each -> namespaces.add(
                namespace(database, each, new String(DumpMetadata.write(each), StandardCharsets.UTF_8)))));
        try {
            OutputStream plain = sealed(plain());
            packed = format.into(plain);
            writer = new ArchiveWriter(
                    packed == null ? plain : packed, serverVersion, "meeshy-infra", atOnce, namespaces);
        } catch (IOException e) {
            throw new UncheckedIOException("Beginning the archive failed: " + e.getMessage(), e);
        }
    }

    private OutputStream plain() throws IOException {
        OutputStream given = stream;
        if (given != null) {
            if (writer != null) {
                throw new DataException("The collections of " + label + " changed while they were dumped to a stream,"
                        + " which cannot be begun anew; run again, or dump to a file");
            }
            return given;
        }
        letGo();
        Files.deleteIfExists(file());
        FileChannel opened = DumpPlace.createFile(file());
        channel = opened;
        return Channels.newOutputStream(opened);
    }

    private OutputStream sealed(OutputStream plain) throws IOException {
        if (key == null) {
            return plain;
        }
        // its last chunk is written when it is closed, and what it writes to is forced to disk after that
        OutputStream opened = key.seal(new FilterOutputStream(plain) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        });
        sealing = opened;
        return opened;
    }

    private static ArchiveNamespace namespace(String database, CollectionDescription described, String metadata) {
        return new ArchiveNamespace(
                database, described.name(), metadata, described.kind().word());
    }

    @Override
    public Section collection(String database, CollectionDescription described, byte[] metadata) {
        return new Open(begun().open(namespace(database, described, "")));
    }

    @Override
    public Section own(String database, String name) {
        return new Open(begun().open(new ArchiveNamespace(database, name, "", "")));
    }

    private ArchiveWriter begun() {
        if (writer == null) {
            throw new IllegalStateException("the archive has not been begun");
        }
        return writer;
    }

    @Override
    public void manifest(String database, byte[] manifest) {
        // mongorestore refuses an archive with more in it; each collection carries a checksum instead.
    }

    @Override
    public void complete(Deadline deadline) {
        try {
            if (packed != null) {
                packed.finish();
            }
            if (sealing != null) {
                sealing.close();
            }
            if (stream != null) {
                stream.flush();
            }
            if (channel != null) {
                channel.force(true);
                letGo();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Ending the archive failed: " + e.getMessage(), e);
        }
    }

    private void letGo() throws IOException {
        PackedOutput packing = packed;
        packed = null;
        if (packing != null) {
            packing.close();
        }
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private Path file() {
        if (place == null) {
            throw new IllegalStateException("a stream has no file");
        }
        return place.temporary().resolve(FILE);
    }

    @Override
    public Optional<DumpSource> readable() {
        return place == null ? Optional.empty() : Optional.of(new DumpSource(file(), key));
    }

    @Override
    public Optional<Path> destination() {
        return place == null ? Optional.empty() : Optional.of(place.destination());
    }

    @Override
    public void publish() {
        if (place != null) {
            place.publish(file());
        }
    }

    @Override
    public void close() {
        try {
            letGo();
        } catch (IOException e) {
            LoggerFactory.getLogger(ArchiveOutput.class)
                    .warn("an unfinished archive of {} was not closed: {}", label, e.toString());
        } finally {
            if (place != null) {
                place.close();
            }
        }
    }

    private record Open(DocumentReceiver receiver) implements Section {
        @Override
        public void accept(byte[] bytes, int offset, int length) {
            receiver.accept(bytes, offset, length);
        }

        @Override
        public void end() {
            receiver.end();
        }

        @Override
        public void close() {
            // it holds no more than memory
        }
    }
}
