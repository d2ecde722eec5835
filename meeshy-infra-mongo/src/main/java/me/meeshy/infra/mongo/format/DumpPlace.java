package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import me.meeshy.infra.mongo.model.DataException;
import org.slf4j.LoggerFactory;

/**
 * Where a dump stands in the making: a directory with a temporary name beside the final one, readable by its owner alone,
 * until what it holds is complete and verified; then one move gives it its name. Leftovers of processes that were killed
 * are removed by the next dump that goes to the same place.
 */
public final class DumpPlace implements AutoCloseable {

    private final Path destination;
    private final PartialDirectory partial;

    private DumpPlace(Path destination, PartialDirectory partial) {
        this.destination = destination;
        this.partial = partial;
    }

    /** Prepares a place for what will be named so. */
    public static DumpPlace prepare(Path wanted, String database) {
        return prepare(wanted, (parent, destination) -> {
            PartialDirectory.discardResumable(parent, destination);
            return PartialDirectory.create(parent, database);
        });
    }

    /** Prepares a place where what is unfinished stays, and is found by the next that is prepared for this name. */
    static DumpPlace resumable(Path wanted) {
        return prepare(wanted, PartialDirectory::resumable);
    }

    /** Makes the directory for what is in the making. */
    private interface Making {
        PartialDirectory in(Path parent, Path destination) throws IOException;
    }

    private static DumpPlace prepare(Path wanted, Making making) {
        Path destination = wanted.toAbsolutePath().normalize();
        Path parent = destination.getParent();
        if (parent == null || Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(destination);
        }
        try {
            Files.createDirectories(parent);
            return new DumpPlace(destination, making.in(parent, destination));
        } catch (IOException e) {
            throw new DataException(
                    "A dump cannot be written to " + parent + ": " + e
                            + ". Nothing was dumped; check the path and the rights",
                    e);
        }
    }

    private static DataException taken(Path destination) {
        return new DataException(
                destination + " exists; a dump never replaces another: choose another name, or remove it first");
    }

    /** The directory for what is in the making. */
    public Path temporary() {
        return partial.path();
    }

    public Path destination() {
        return destination;
    }

    /** Says whether what is in the making stays when this is closed. */
    void keep(boolean kept) {
        partial.keep(kept);
    }

    /** Creates a directory that only its owner can read. */
    public static void createPrivate(Path directory) throws IOException {
        Files.createDirectory(directory, readableByOwner(directory, "rwx------"));
    }

    /** Creates a file that only its owner can read. */
    public static FileChannel createFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                readableByOwner(file, "rw-------"));
    }

    private static FileAttribute<?>[] readableByOwner(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Gives what is complete its name, but never that of something that has come into being meanwhile. */
    public void publish(Path complete) {
        try {
            if (Files.isDirectory(complete)) {
                // A system moves a directory over an empty one at most.
                Files.move(complete, destination, StandardCopyOption.ATOMIC_MOVE);
            } else {
                link(complete);
            }
            Path parent = destination.getParent();
            if (parent != null) {
                forceDirectory(parent);
            }
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            throw taken(destination);
        } catch (IOException e) {
            throw new DataException("Moving the dump to " + destination + " failed: " + e, e);
        }
    }

    /** A link is refused where there is something, and a move is not: two dumps to one name end with one of them refused. */
    private void link(Path complete) throws IOException {
        try {
            Files.createLink(destination, complete);
        } catch (UnsupportedOperationException | java.nio.file.AccessDeniedException e) {
            Files.createFile(destination);
            Files.move(complete, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Puts a file's content on the disk. */
    public static void force(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("Forcing " + file.getFileName() + " to disk failed: " + e, e);
        }
    }

    /** A file's name is safe once its directory is. */
    public static void forceDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Removes everything that still has a temporary name. */
    @Override
    public void close() {
        try {
            partial.close();
        } catch (IOException e) {
            LoggerFactory.getLogger(DumpPlace.class)
                    .warn("an unfinished dump is left in {}: {}", partial.path(), e.toString());
        }
    }
}
