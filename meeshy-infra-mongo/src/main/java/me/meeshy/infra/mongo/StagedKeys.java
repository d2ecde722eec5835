package me.meeshy.infra.mongo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.format.KeyFile;
import me.meeshy.infra.mongo.model.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which documents were staged while they are verified, one file a collection beside the journal, so that a roll-back
 * can tell which were written to since. What cannot be written down fails no migration: the writes are then only counted.
 */
final class StagedKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagedKeys.class);
    private static final DocumentSink NOBODY = (bytes, offset, length) -> {};

    private final Path directory;
    private final String store;
    private final Map<String, KeyFile> files = new LinkedHashMap<>();

    StagedKeys(Path directory, String store) {
        this.directory = directory;
        this.store = store;
    }

    /** Where the keys of a staged collection are, whatever it is called by now. */
    static Path file(Path directory, String store, int number) {
        return directory.resolve("keys-" + store.replaceAll("[^A-Za-z0-9._-]", "-") + "-" + number + ".bson");
    }

    static void delete(Path directory, String store, List<Integer> numbers) {
        for (int number : numbers) {
            try {
                Files.deleteIfExists(file(directory, store, number));
            } catch (IOException e) {
                LOG.warn("a file that is of no use any more could not be removed", e);
            }
        }
    }

    synchronized DocumentSink of(String stagedName) {
        int number = Integer.parseInt(stagedName.substring(stagedName.lastIndexOf('.') + 1));
        try {
            KeyFile file = KeyFile.write(file(directory, store, number));
            files.put(stagedName, file);
            return (bytes, offset, length) -> add(stagedName, bytes, offset, length);
        } catch (DataException e) {
            giveUp(stagedName, e);
            return NOBODY;
        }
    }

    private void add(String stagedName, byte[] bytes, int offset, int length) {
        KeyFile file = open(stagedName);
        if (file != null) {
            try {
                file.accept(bytes, offset, length);
            } catch (DataException e) {
                giveUp(stagedName, e);
            }
        }
    }

    private synchronized @Nullable KeyFile open(String stagedName) {
        return files.get(stagedName);
    }

    private synchronized void giveUp(String stagedName, DataException e) {
        LOG.warn("later writes to {} can only be counted", stagedName, e);
        KeyFile file = files.remove(stagedName);
        if (file != null) {
            close(file);
        }
    }

    /** Once all is verified. */
    synchronized void finish() {
        for (String each : List.copyOf(files.keySet())) {
            try {
                Objects.requireNonNull(files.get(each)).finish();
            } catch (DataException e) {
                giveUp(each, e);
            }
        }
    }

    @Override
    public synchronized void close() {
        files.values().forEach(StagedKeys::close);
        files.clear();
    }

    private static void close(KeyFile file) {
        try {
            file.close();
        } catch (DataException e) {
            LOG.warn("what was written down of a collection's keys could not be removed", e);
        }
    }
}
