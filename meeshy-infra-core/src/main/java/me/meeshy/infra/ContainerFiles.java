package me.meeshy.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.UUID;
import me.meeshy.infra.archive.Owner;
import me.meeshy.infra.archive.Pipe;
import me.meeshy.infra.archive.TreeReader;
import me.meeshy.infra.archive.TreeWriter;
import me.meeshy.infra.engine.ContainerAccess;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/**
 * Files into and out of a service's container, which may be stopped. Nothing is held in memory, however large. Immutable: each
 * setter returns a changed copy. Thread-safe.
 *
 * <p>What goes in keeps its permissions, times and links, and belongs to root unless told otherwise. It becomes visible in the
 * container file by file, each while it is still being written, and a copy that fails may leave a part: write to another name
 * and rename where that matters. What comes out belongs to the caller, keeps its permissions and times, and appears under its
 * name as a whole or not at all. Nothing that comes out is trusted: an entry that would be written elsewhere than below the
 * target, a link that leads out of it and a device are refused.
 */
public final class ContainerFiles {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);
    private static final int FILE_MODE = 0644;

    private final ContainerEngine engine;
    private final String container;
    private final Owner owner;
    private final Duration deadline;

    private ContainerFiles(ContainerEngine engine, String container, Owner owner, Duration deadline) {
        this.engine = engine;
        this.container = container;
        this.owner = owner;
        this.deadline = deadline;
    }

    static ContainerFiles of(ContainerEngine engine, String container) {
        return new ContainerFiles(engine, container, Owner.ROOT, DEFAULT_DEADLINE);
    }

    /**
     * With another owner of all that goes in; root unless set.
     *
     * @param user the user's number
     * @param group the group's number
     * @return the changed copy
     */
    public ContainerFiles owner(int user, int group) {
        return new ContainerFiles(engine, container, new Owner(false, user, group), deadline);
    }

    /**
     * With each file's own owner kept, by number, of what goes in; needs a file system that tells them.
     *
     * @return the changed copy
     */
    public ContainerFiles keepOwners() {
        return new ContainerFiles(engine, container, Owner.KEPT, deadline);
    }

    /**
     * With another limit of each copy; ten minutes unless set.
     *
     * @param limit how long it may take
     * @return the changed copy
     */
    public ContainerFiles within(Duration limit) {
        return new ContainerFiles(engine, container, owner, limit);
    }

    /**
     * Copies a file or a folder in. A folder that is there already is added to.
     *
     * @param source what to copy; a link is copied as a link
     * @param target its path in the container, absolute; the folder that it is in must be there
     * @throws InfraException if the source cannot be read or changes meanwhile
     * @throws me.meeshy.infra.engine.EngineException if the container or the folder is gone, the deadline passes or the thread
     *     is interrupted
     */
    public void copyIn(Path source, String target) {
        Target place = Target.of(target);
        send(place, source.toString(), out -> TreeWriter.write(source, place.name(), owner, out));
    }

    /**
     * Writes one file, readable by everybody and writable by its owner.
     *
     * @param content exactly so many bytes; not closed
     * @param size how many
     * @param target its path in the container, absolute; the folder that it is in must be there
     * @throws InfraException if the content cannot be read or has another size
     * @throws me.meeshy.infra.engine.EngineException if the container or the folder is gone, the deadline passes or the thread
     *     is interrupted
     */
    public void write(InputStream content, long size, String target) {
        Target place = Target.of(target);
        Owner whose = owner.keep() ? Owner.ROOT : owner;
        send(place, "a stream", out -> TreeWriter.write(content, size, place.name(), FILE_MODE, whose, out));
    }

    /**
     * Extracts a tar stream, plain or compressed, into a folder, as it is: owners and permissions are those of its entries.
     *
     * @param tar the stream; read to its end, not closed
     * @param directory an absolute path of the container, which must be there
     * @throws me.meeshy.infra.engine.EngineException if the container or the folder is gone, the stream is broken, the deadline
     *     passes or the thread is interrupted
     */
    public void extractIn(InputStream tar, String directory) {
        engine.copyIn(container, directory, tar, deadline);
    }

    private void send(Target place, String source, Pipe.Writing writing) {
        try (Pipe pipe = Pipe.of(writing)) {
            try {
                engine.copyIn(container, place.folder(), pipe, deadline);
            } catch (RuntimeException e) {
                @Nullable Exception failure = pipe.failure();
                if (failure != null && !pipe.isAbandoned()) {
                    throw failed("copy " + source + " into container " + container, failure);
                }
                throw e;
            }
        } catch (IOException e) {
            throw failed("copy " + source + " into container " + container, e);
        }
    }

    /**
     * Copies a file or a folder out. A file that is there is replaced at once; a folder must not be there.
     *
     * @param source its path in the container, absolute
     * @param target where it is to be; the folder that it is in must be there
     * @throws InfraException if the target cannot be written, or what comes out is refused; nothing bears the target's name then
     * @throws me.meeshy.infra.engine.EngineException if the container or the file is gone, the deadline passes or the thread is
     *     interrupted
     */
    public void copyOut(String source, Path target) {
        String what = "copy " + source + " from container " + container + " to " + target;
        Path place = target.toAbsolutePath().normalize();
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new InfraException("cannot " + what + ": the folder is there already; name one that is not");
        }
        Path beside = place.resolveSibling("." + place.getFileName() + "-" + UUID.randomUUID() + ".part");
        try {
            Files.createDirectory(beside);
            try {
                receive(what, source, tar -> TreeReader.extract(tar, beside));
                move(beside, place);
            } finally {
                delete(beside);
            }
        } catch (IOException e) {
            throw failed(what, e);
        }
    }

    /**
     * Reads one file.
     *
     * @param source its path in the container, absolute
     * @param out takes its content; not closed
     * @throws InfraException if it is no file, or the content cannot be passed on
     * @throws me.meeshy.infra.engine.EngineException if the container or the file is gone, the deadline passes or the thread is
     *     interrupted
     */
    public void read(String source, OutputStream out) {
        receive("read " + source + " of container " + container, source, tar -> TreeReader.content(tar, source, out));
    }

    /**
     * A file or folder as a tar stream, as the container has it; its entries start with its own name.
     *
     * @param source its path in the container, absolute
     * @param tar takes the stream; not closed
     * @throws InfraException if the stream cannot be passed on
     * @throws me.meeshy.infra.engine.EngineException if the container or the file is gone, the deadline passes or the thread is
     *     interrupted
     */
    public void archiveOut(String source, OutputStream tar) {
        receive("copy " + source + " from container " + container, source, stream -> stream.transferTo(tar));
    }

    private void receive(String what, String source, ContainerAccess.TarReader reader) {
        var failure = new Exception[1];
        engine.copyOut(
                container,
                source,
                tar -> {
                    try {
                        reader.read(tar);
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                },
                deadline);
        if (failure[0] != null) {
            throw failed(what, failure[0]);
        }
    }

    private static void move(Path beside, Path place) throws IOException {
        try (var made = Files.newDirectoryStream(beside)) {
            for (Path one : made) {
                try {
                    Files.move(one, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (AtomicMoveNotSupportedException e) {
                    throw new IOException(place + " cannot be moved into its place at once", e);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static InfraException failed(String what, Exception why) {
        return new InfraException("cannot " + what + ": " + why.getMessage(), why);
    }

    /** A path in the container, in two. */
    private record Target(String folder, String name) {

        static Target of(String path) {
            String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            int slash = plain.lastIndexOf('/');
            String name = plain.substring(slash + 1);
            if (!plain.startsWith("/") || name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException(
                        "'" + path + "' is no absolute path of a file or folder in a container");
            }
            return new Target(slash == 0 ? "/" : plain.substring(0, slash), name);
        }
    }
}
