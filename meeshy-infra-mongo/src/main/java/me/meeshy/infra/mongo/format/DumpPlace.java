package me.meeshy.infra.mongo.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The files of a dump in the making: they stand under a temporary name beside the final one, readable by their owner alone,
 * until they are complete and verified; then one move gives them their name.
 */
public final class DumpPlace implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int FORCERS = 4;

    private final DumpFile target;
    private final String database;
    private final Path destination;
    private final Path temporary;
    private final Path packed;

    private DumpPlace(DumpFile target, String database, Path parent, Path destination) throws IOException {
        this.target = target;
        this.database = database;
        this.destination = destination;
        String name = ".meeshy-" + database + "-" + UUID.randomUUID().toString().substring(0, 8) + ".partial";
        this.temporary = parent.resolve(name);
        this.packed = parent.resolve(name + ".tar.gz");
        createPrivate(temporary);
        createPrivate(directory());
    }

    public static DumpPlace prepare(DumpFile target, String database) {
        boolean tar = target.format() == DumpFile.Format.TAR_GZ;
        Path path = target.path().toAbsolutePath().normalize();
        Path destination = tar ? path : path.resolve(database);
        Path parent = destination.getParent();
        if (parent == null || Files.exists(destination)) {
            throw new DataException(
                    destination + " exists; a dump never replaces another: choose another name, or remove it first");
        }
        try {
            Files.createDirectories(parent);
            return new DumpPlace(target, database, parent, destination);
        } catch (IOException e) {
            throw new DataException("A dump cannot be written to " + parent + ": " + e, e);
        }
    }

    private static void createPrivate(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(directory);
        }
    }

    /** Where the database's files go. */
    public Path directory() {
        return temporary.resolve(database);
    }

    public Path destination() {
        return destination;
    }

    public boolean gzip() {
        return target.format() == DumpFile.Format.GZIP_DIRECTORY;
    }

    /** Packs the files where one file is wanted, and forces what there is to disk. */
    public void complete(Deadline deadline) {
        try {
            if (target.format() == DumpFile.Format.TAR_GZ) {
                pack(deadline);
            } else {
                forceFiles(deadline);
                forceDirectory(directory());
            }
        } catch (IOException e) {
            throw new DataException("Packing the dump of " + database + " failed: " + e.getMessage(), e);
        }
    }

    /** What can be read back by now. */
    public Path readable() {
        return target.format() == DumpFile.Format.TAR_GZ ? packed : directory();
    }

    /** Gives the dump its name. */
    public void publish() {
        try {
            // Never over something: two dumps to one name end with one of them refused.
            if (Files.exists(destination)) {
                throw new DataException(destination + " has come into being meanwhile; the dump was not moved there");
            }
            Files.move(readable(), destination, StandardCopyOption.ATOMIC_MOVE);
            Path parent = destination.getParent();
            if (parent != null) {
                forceDirectory(parent);
            }
        } catch (IOException e) {
            throw new DataException("Moving the dump to " + destination + " failed: " + e, e);
        }
    }

    /** Puts a file on the disk early; {@link #complete} does so with all, which is nothing more to do for this one. */
    public void force(String name) {
        Path file = directory().resolve(name);
        if (target.format() != DumpFile.Format.TAR_GZ && Files.exists(file)) {
            force(file);
        }
    }

    private void forceFiles(Deadline deadline) throws IOException {
        try (Stream<Path> found = Files.list(directory());
                Workers forcers = new Workers("Forcing " + database, FORCERS, deadline)) {
            // Together they share the commits of the file system's journal.
            found.forEach(each -> forcers.submit(() -> force(each)));
            forcers.await();
        }
    }

    private static void force(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Forcing " + file.getFileName() + " to disk failed: " + e, e);
        }
    }

    private void pack(Deadline deadline) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory())) {
            files = found.sorted().toList();
        }
        try (FileChannel channel = FileChannel.open(packed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (packed.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(packed, PosixFilePermissions.fromString("rw-------"));
            }
            GZIPOutputStream gzip = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            BufferedOutputStream buffered = new BufferedOutputStream(gzip, BUFFER_BYTES);
            TarArchiveOutputStream tar = new TarArchiveOutputStream(buffered, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Path each : files) {
                TarArchiveEntry entry = new TarArchiveEntry(database + "/" + each.getFileName());
                entry.setSize(Files.size(each));
                entry.setMode(0600);
                tar.putArchiveEntry(entry);
                copy(each, tar, deadline);
                tar.closeArchiveEntry();
            }
            tar.finish();
            // The tar stream's own flush does not reach it.
            buffered.flush();
            gzip.finish();
            channel.force(true);
        }
    }

    private static void copy(Path file, OutputStream out, Deadline deadline) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (var in = Files.newInputStream(file)) {
            int read = in.read(buffer);
            while (read >= 0) {
                deadline.check("Packing " + file.getFileName());
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        }
    }

    /** A file's name is safe once its directory is. */
    private static void forceDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Empties what an attempt has written, so that another can begin. */
    public void clear() {
        try (Stream<Path> found = Files.list(directory())) {
            for (Path each : found.toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new DataException("The unfinished dump in " + temporary + " cannot be removed: " + e, e);
        }
    }

    /** Removes everything that still has a temporary name. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(packed);
            if (Files.exists(temporary)) {
                Files.walkFileTree(temporary, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(DumpPlace.class)
                    .warn("an unfinished dump is left in {}: {}", temporary, e.toString());
        }
    }
}
