package me.meeshy.infra.mongo.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.format.DumpFileWriter;
import me.meeshy.infra.mongo.format.DumpMetadata;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.write.RefusedDocuments;

/**
 * Writes refused documents as a dump in its own right: {@code <database>/<collection>.bson} with its metadata. It has its
 * name only once it is complete; where nothing was refused there is none. Safe for use by one thread at a time.
 */
public final class RefusedFiles implements RefusedDocuments.Keeper, AutoCloseable {

    private final Path destination;
    private final Path temporary;
    private final Map<String, RestorePlan.Item> items = new HashMap<>();
    private final Map<String, DumpFileWriter> writers = new HashMap<>();
    private final List<Path> files = new ArrayList<>();

    public RefusedFiles(Path destination, List<RestorePlan.Item> items) {
        this.destination = destination.toAbsolutePath().normalize();
        Path parent = this.destination.getParent();
        if (parent == null || Files.exists(this.destination)) {
            throw new DataException(destination
                    + " exists; refused documents are never written over something: name another place, or remove it");
        }
        this.temporary =
                parent.resolve(".meeshy-refused-" + UUID.randomUUID().toString().substring(0, 8) + ".partial");
        items.forEach(each -> this.items.put(each.namespace(), each));
    }

    @Override
    public void keep(RefusedDocument refused, byte[] document) {
        try {
            writer(refused.namespace()).accept(document, 0, document.length);
        } catch (UncheckedIOException e) {
            throw failed(e);
        }
    }

    private DumpFileWriter writer(String namespace) {
        DumpFileWriter known = writers.get(namespace);
        if (known != null) {
            return known;
        }
        RestorePlan.Item item = items.get(namespace);
        if (item == null) {
            throw new IllegalStateException("no collection of the dump is named " + namespace);
        }
        Path directory = temporary.resolve(item.database());
        String file = DumpNames.fileName(item.name());
        try {
            Files.createDirectories(directory);
            Path metadata = directory.resolve(file + DumpNames.METADATA);
            Files.write(metadata, DumpMetadata.write(item.description().named(item.name())));
            files.add(metadata);
        } catch (IOException e) {
            throw failed(e);
        }
        Path documents = directory.resolve(file + DumpNames.BSON);
        DumpFileWriter writer = DumpFileWriter.plain(documents);
        files.add(documents);
        writers.put(namespace, writer);
        return writer;
    }

    /** Puts everything on the disk and gives it its name. */
    public void publish() {
        if (files.isEmpty()) {
            return;
        }
        try {
            for (DumpFileWriter each : writers.values()) {
                each.end();
                each.close();
            }
            writers.clear();
            for (Path each : files) {
                try (FileChannel channel = FileChannel.open(each, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
            files.clear();
        } catch (IOException | UncheckedIOException e) {
            throw failed(e);
        }
    }

    private DataException failed(Exception cause) {
        return new DataException(
                "Refused documents could not be written to " + destination + ": " + cause.getMessage()
                        + ". Is there room, and the right to write?",
                cause);
    }

    /** Removes what has not got its name. */
    @Override
    public void close() {
        writers.values().forEach(DumpFileWriter::close);
        writers.clear();
        if (!Files.exists(temporary)) {
            return;
        }
        try (Stream<Path> found = Files.walk(temporary)) {
            for (Path each : found.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
