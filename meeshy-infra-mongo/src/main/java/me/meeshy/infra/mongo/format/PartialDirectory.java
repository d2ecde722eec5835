package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
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
    private static final String RESUMABLE = ".resumable";
    private static final String LOCK = ".lock";
    private static final int LONGEST_NAME_BYTES = 200;
    private static final int NAME_DIGITS = 8;

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;
    private boolean kept;

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

    /**
     * One that outlives its process, for what will have this name: what is in it already is what an unfinished dump has left.
     *
     * @throws IOException if another process works in it
     */
    static PartialDirectory resumable(Path parent, Path destination) throws IOException {
        sweep(parent);
        Path path = parent.resolve(resumableName(destination));
        Path lockFile = parent.resolve(path.getFileName() + LOCK);
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (held(channel) == null || !isNamed(channel, lockFile)) {
                throw new IOException("another dump to " + destination + " is under way");
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                DumpPlace.createPrivate(path);
            }
            return new PartialDirectory(path, lockFile, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a lock still has its name: whoever held it before may have removed it. */
    private static boolean isNamed(FileChannel channel, Path lockFile) throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(mark), 0);
        return Files.exists(lockFile) && Arrays.equals(mark, Files.readAllBytes(lockFile));
    }

    /** Removes what an unfinished dump has left that could be gone on with, as another is made in its place. */
    static void discardResumable(Path parent, Path destination) throws IOException {
        Path lockFile = parent.resolve(resumableName(destination) + LOCK);
        if (Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
            sweepOne(lockFile);
        }
    }

    private static String resumableName(Path destination) {
        String name = String.valueOf(destination.getFileName());
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return PREFIX + (bytes.length <= LONGEST_NAME_BYTES ? name : DumpScan.sha256(bytes)) + RESUMABLE;
    }

    /** Says whether it stays when it is closed. */
    void keep(boolean stays) {
        kept = stays;
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
            if (!kept) {
                delete(path);
                Files.deleteIfExists(lockFile);
            }
        }
    }
}
