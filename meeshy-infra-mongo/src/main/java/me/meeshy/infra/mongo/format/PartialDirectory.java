package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with a temporary name, and a lock beside it that lives as long as its process: one whose lock nobody holds is
 * a leftover, and is removed by the next to come.
 */
final class PartialDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PartialDirectory.class);
    private static final String PREFIX = ".meeshy-";
    private static final String SUFFIX = ".partial";
    private static final String LOCK = ".lock";
    private static final int NAME_DIGITS = 8;

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private PartialDirectory(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static PartialDirectory create(Path parent, String label) throws IOException {
        sweep(parent);
        String name = PREFIX + label + "-" + UUID.randomUUID().toString().substring(0, NAME_DIGITS) + SUFFIX;
        Path lockFile = parent.resolve(name + LOCK);
        // The lock comes before what it guards, so that nobody finds that without it.
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (held(channel) == null) {
                throw new IOException("another process sweeps " + parent + " just now; run again");
            }
            DumpPlace.createPrivate(parent.resolve(name));
            return new PartialDirectory(parent.resolve(name), lockFile, channel);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(lockFile);
            channel.close();
            throw e;
        }
    }

    /** Removes what a process has left that was killed. What cannot be removed is none of this dump's business. */
    private static void sweep(Path parent) {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, PREFIX + "*" + SUFFIX + LOCK)) {
            for (Path each : locks) {
                sweepOne(each);
            }
        } catch (IOException e) {
            LOG.warn("leftovers of killed dumps in {} could not be removed: {}", parent, e.toString());
        }
    }

    private static void sweepOne(Path lockFile) throws IOException {
        String name = lockFile.getFileName().toString();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (held(channel) != null) {
                Path left = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                LOG.info("removing {}, which a dump has left that did not end", left);
                delete(left);
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static @Nullable FileLock held(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // by another dump of this process
            return null;
        }
    }

    Path path() {
        return path;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            delete(path);
            Files.deleteIfExists(lockFile);
        }
    }
}
