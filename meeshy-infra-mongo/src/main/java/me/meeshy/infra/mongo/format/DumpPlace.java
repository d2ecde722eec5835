package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.model.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a dump stands in the making: a directory with a temporary name beside the final one, readable by its owner alone,
 * until what it holds is complete and verified; then one move gives it its name. Leftovers of processes that were killed
 * are removed by the next dump that goes to the same place.
 */
public final class DumpPlace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DumpPlace.class);

    /** How often a directory is made again that another dump, which failed, has taken away with its own leftovers. */
    private static final int ATTEMPTS = 10;

    private final Path destination;
    private final PartialDirectory partial;
    private final List<Path> made;

    private DumpPlace(Path destination, PartialDirectory partial, List<Path> made) {
        this.destination = destination;
        this.partial = partial;
        this.made = made;
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
        List<Path> made = new ArrayList<>();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    makeDirectories(parent, made);
                    return new DumpPlace(destination, making.in(parent, destination), made);
                } catch (NoSuchFileException e) {
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            removeEmpty(made);
            throw new DataException(
                    "A dump cannot be written to " + parent + ": " + e
                            + ". Nothing was dumped; check the path and the rights",
                    e);
        }
    }

    /** Makes a directory and those above it, and tells which were not there, the highest first. */
    private static void makeDirectories(Path directory, List<Path> made) throws IOException {
        Path above = directory.getParent();
        if (Files.isDirectory(directory)) {
            return;
        }
        if (above != null) {
            makeDirectories(above, made);
        }
        try {
            Files.createDirectory(directory);
            made.add(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** One that something else is in by now stays, and so do those above it. */
    private static void removeEmpty(List<Path> made) {
        try {
            for (int i = made.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(made.get(i));
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} is in use", made, e);
        } catch (IOException e) {
            LOG.warn("an empty directory is left of a dump that failed: {}", e.toString());
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
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
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

    /** Removes everything that still has a temporary name, and of the directories that were made for it those that are empty. */
    @Override
    public void close() {
        try {
            partial.close();
        } catch (IOException e) {
            LOG.warn("an unfinished dump is left in {}: {}", partial.path(), e.toString());
        }
        removeEmpty(made);
    }
}
