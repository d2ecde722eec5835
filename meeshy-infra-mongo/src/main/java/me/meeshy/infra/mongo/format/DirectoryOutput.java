package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** A directory of files as mongodump has it, or one tar file of that directory. */
public final class DirectoryOutput implements DumpOutput {

    private static final int FORCERS = 4;
    private static final String TAR = "dump.tar";
    private static final Packing PLAIN = Packing.of(DumpFile.Format.DIRECTORY, 0);

    private static final String ROOT = "dump";

    private final @Nullable String single;
    private final String label;
    private final DumpPlace place;
    private final boolean tar;
    private final Packing files;
    private final Packing whole;
    private final Workers forcers;
    private final @Nullable DumpJournal journal;
    private final Set<Path> takenOver = new HashSet<>();

    /**
     * Prepares.
     *
     * @param single the database that is dumped, whose directory is made in the target; or null for all, whose directories the
     *     target will hold
     * @param label what is dumped, in words
     * @param resumable whether what is unfinished stays; not for tar files
     */
    public DirectoryOutput(
            DumpFile target, @Nullable String single, String label, int level, boolean resumable, Deadline deadline) {
        this.single = single;
        this.label = label;
        this.tar = target.format() == DumpFile.Format.TAR_GZ || target.format() == DumpFile.Format.TAR_ZSTD;
        Packing packing = Packing.of(target.format(), level);
        this.files = tar ? PLAIN : packing;
        this.whole = packing;
        Path wanted = tar || single == null ? target.path() : target.path().resolve(single);
        this.place = resumable ? DumpPlace.resumable(wanted) : DumpPlace.prepare(wanted, label);
        this.journal = resumable ? new DumpJournal(place.temporary()) : null;
        place.keep(resumable);
        this.forcers = new Workers("Forcing " + label, FORCERS, deadline);
        try {
            if (!Files.isDirectory(root())) {
                DumpPlace.createPrivate(root());
            }
        } catch (IOException e) {
            close();
            throw new DataException("A dump cannot be written to " + place.temporary() + ": " + e, e);
        }
    }

    private Path root() {
        return place.temporary().resolve(ROOT);
    }

    private Path directory(String database) {
        return root().resolve(database);
    }

    @Override
    public boolean needsAllNames() {
        return false;
    }

    @Override
    public void begin(
            String serverVersion,
            int atOnce,
            Map<String, List<CollectionDescription>> collections,
            Map<String, List<String>> own) {
        // of an attempt before
        forcers.await();
        try {
            for (Path each : files(root())) {
                if (!takenOver.contains(each)) {
                    Files.delete(each);
                }
            }
            for (Path each : directories()) {
                boolean wanted = collections.containsKey(each.getFileName().toString());
                if (!each.equals(root()) && !wanted) {
                    Files.delete(each);
                }
            }
            takenOver.clear();
            for (String each : collections.keySet()) {
                if (!Files.isDirectory(directory(each))) {
                    DumpPlace.createPrivate(directory(each));
                }
            }
        } catch (IOException e) {
            throw new DataException("A dump cannot be begun in " + root() + ": " + e, e);
        }
        write(
                single == null ? root() : directory(single),
                "prelude.json",
                new BsonDocument("ServerVersion", new BsonString(serverVersion))
                        .append("ToolVersion", new BsonString("meeshy-infra"))
                        .toJson()
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<DumpJournal> journal() {
        return Optional.ofNullable(journal);
    }

    @Override
    public void takeOver(DumpJournal.Finished finished) {
        takenOver.addAll(files(finished));
    }

    private List<Path> files(DumpJournal.Finished finished) {
        Path directory = directory(finished.database());
        return finished.entries().stream()
                .flatMap(each -> Stream.of(DumpNames.BSON, DumpNames.METADATA)
                        .map(suffix -> directory.resolve(suffixed(each.file() + suffix))))
                .toList();
    }

    @Override
    public void finished(DumpJournal.Finished finished) {
        DumpJournal kept = journal;
        if (kept != null) {
            forcers.submit(() -> {
                try {
                    for (Path each : files(finished)) {
                        if (Files.exists(each)) {
                            DumpPlace.force(each);
                        }
                    }
                    DumpPlace.forceDirectory(directory(finished.database()));
                    DumpPlace.forceDirectory(root());
                } catch (IOException e) {
                    throw new UncheckedIOException("Forcing " + finished.name() + " to disk failed: " + e, e);
                }
                kept.finished(finished);
            });
        }
    }

    @Override
    public void discard() {
        place.keep(false);
    }

    @Override
    public Section collection(String database, CollectionDescription described, byte[] metadata) {
        String file = DumpNames.fileName(described.name());
        write(directory(database), file + DumpNames.METADATA, metadata);
        return switch (described.kind()) {
            case COLLECTION -> section(database, file);
            case TIME_SERIES -> section(database, DumpNames.fileName(described.documentsIn()));
            case VIEW -> new Nothing();
        };
    }

    @Override
    public Section own(String database, String name) {
        // The tools call the oplog so, packed or not.
        return DumpScan.isOplog(database, name)
                ? section(root().resolve(name + DumpNames.BSON))
                : section(database, name);
    }

    private Section section(String database, String file) {
        return section(directory(database).resolve(suffixed(file + DumpNames.BSON)));
    }

    private Section section(Path path) {
        // What is on disk while others are still read, nobody waits for at the end.
        return new DumpFileWriter(path, files, () -> {
            if (!tar) {
                forcers.submit(() -> DumpPlace.force(path));
            }
        });
    }

    private void write(Path directory, String name, byte[] content) {
        try (Section writer = new DumpFileWriter(directory.resolve(suffixed(name)), files, () -> {})) {
            writer.accept(content, 0, content.length);
            writer.end();
        }
    }

    private String suffixed(String name) {
        return files.compression() == null ? name : name + ".gz";
    }

    @Override
    public void manifest(String database, byte[] manifest) {
        try (Section writer =
                new DumpFileWriter(directory(database).resolve(DumpManifest.FILE_NAME), PLAIN, () -> {})) {
            writer.accept(manifest, 0, manifest.length);
            writer.end();
        }
    }

    @Override
    public void complete(Deadline deadline) {
        try {
            if (tar) {
                new DirectoryTar(root(), files(root()), whole).write(packed(), deadline);
            } else {
                // Together they share the commits of the file system's journal.
                for (Path each : files(root())) {
                    forcers.submit(() -> DumpPlace.force(each));
                }
                forcers.await();
                for (Path each : directories()) {
                    DumpPlace.forceDirectory(each);
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    "Packing the dump of " + label + " failed: " + e.getMessage()
                            + ". Nothing was given a name; is there room?",
                    e);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> found = Files.walk(root())) {
            return found.filter(Files::isDirectory).toList();
        }
    }

    private Path packed() {
        return place.temporary().resolve(TAR);
    }

    private Path result() {
        if (tar) {
            return packed();
        }
        return single == null ? root() : directory(single);
    }

    @Override
    public Optional<DumpSource> readable() {
        return Optional.of(new DumpSource(result()));
    }

    @Override
    public Optional<Path> destination() {
        return Optional.of(place.destination());
    }

    @Override
    public void publish() {
        place.publish(result());
        place.keep(false);
    }

    @Override
    public void close() {
        try (place) {
            if (journal != null) {
                // What was read before the failure is worth being kept.
                forcers.settle();
            }
            forcers.close();
            if (journal != null
                    && journal.left().stream().allMatch(each -> each.finished().isEmpty())) {
                place.keep(false);
            }
        }
    }

    /** A view has no documents, and no file for them. */
    private static final class Nothing implements Section {
        @Override
        public void accept(byte[] bytes, int offset, int length) {
            throw new IllegalStateException("a view holds no documents");
        }

        @Override
        public void end() {
            // nothing was begun
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
