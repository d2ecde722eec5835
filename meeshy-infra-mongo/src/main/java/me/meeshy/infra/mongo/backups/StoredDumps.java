package me.meeshy.infra.mongo.backups;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.archive.ArchiveReader;
import me.meeshy.infra.mongo.compress.Unpacking;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.StoredDump;
import me.meeshy.infra.mongo.model.StoredDump.Packing;
import org.jspecify.annotations.Nullable;

/** Finds dumps by what they are, not by their names; what is unfinished, a link, or something else is passed over. */
public final class StoredDumps {

    private static final int TAR_MAGIC_AT = 257;
    private static final String TAR_MAGIC = "ustar";
    private static final int DEEPEST = 2;
    private static final int SEAL_BYTES = 8;

    private StoredDumps() {}

    /** What is right in a directory, newest first. */
    public static List<StoredDump> in(Path directory) {
        List<StoredDump> found = new ArrayList<>();
        for (Path each : children(directory)) {
            boolean hidden = each.getFileName().toString().startsWith(".");
            if (!hidden && !Files.isSymbolicLink(each)) {
                look(each).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(StoredDump::at)
                .reversed()
                .thenComparing(each -> each.path().toString()));
        return found;
    }

    private static List<Path> children(Path directory) {
        try (Stream<Path> found = Files.list(directory)) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new DataException("The backups in " + directory + " cannot be listed: " + e, e);
        }
    }

    /** What a path is, if it is a dump, or may have been one. */
    public static Optional<StoredDump> look(Path path) {
        try {
            Packing packing = packing(path);
            if (packing == null) {
                return Optional.empty();
            }
            return Optional.of(new StoredDump(path, packing, size(path), at(path, packing), Optional.empty()));
        } catch (IOException | UncheckedIOException | DataException e) {
            return Optional.of(unreadable(path, e));
        }
    }

    /** One that is damaged must not hide the others. */
    private static StoredDump unreadable(Path path, Exception failure) {
        String why = failure instanceof UncheckedIOException ? String.valueOf(failure.getCause()) : failure.toString();
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new StoredDump(
                    path,
                    Packing.UNREADABLE,
                    attributes.isRegularFile() ? attributes.size() : 0,
                    attributes.lastModifiedTime().toInstant(),
                    Optional.of(why));
        } catch (IOException e) {
            return new StoredDump(path, Packing.UNREADABLE, 0, Instant.EPOCH, Optional.of(why + "; " + e));
        }
    }

    private static @Nullable Packing packing(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return holdsDocuments(path) ? Packing.DIRECTORY : null;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(path)) {
            if (DumpKey.isSealed(in.readNBytes(SEAL_BYTES))) {
                return Packing.SEALED;
            }
        }
        try (InputStream in = new BufferedInputStream(Unpacking.of(Files.newInputStream(path)))) {
            byte[] head = in.readNBytes(TAR_MAGIC_AT + TAR_MAGIC.length());
            if (ArchiveReader.begins(head)) {
                return Packing.ARCHIVE;
            }
            boolean tar = head.length == TAR_MAGIC_AT + TAR_MAGIC.length()
                    && new String(head, TAR_MAGIC_AT, TAR_MAGIC.length(), StandardCharsets.US_ASCII).equals(TAR_MAGIC);
            return tar ? Packing.TAR : null;
        }
    }

    private static boolean holdsDocuments(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory, DEEPEST)) {
            return found.anyMatch(each -> isOfCollection(each.getFileName().toString()));
        }
    }

    private static boolean isOfCollection(String name) {
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.endsWith(DumpNames.BSON) || plain.endsWith(DumpNames.METADATA);
    }

    private static boolean isOfDump(String name) {
        return isOfCollection(name)
                || name.startsWith("prelude.json")
                || name.equals(DumpManifest.FILE_NAME)
                || name.equals(DumpManifest.FILE_NAME + ".gz");
    }

    private static long size(Path path) throws IOException {
        try (Stream<Path> found = Files.walk(path)) {
            long sum = 0;
            for (Path each : found.filter(Files::isRegularFile).toList()) {
                sum += Files.size(each);
            }
            return sum;
        }
    }

    private static Instant at(Path path, Packing packing) throws IOException {
        if (packing != Packing.DIRECTORY) {
            return Files.getLastModifiedTime(path).toInstant();
        }
        try (Stream<Path> found = Files.walk(path, DEEPEST)) {
            Instant latest = Instant.MIN;
            for (Path each : found.filter(file -> Files.isRegularFile(file)
                            && isOfDump(file.getFileName().toString()))
                    .toList()) {
                Instant written = Files.getLastModifiedTime(each).toInstant();
                latest = written.isAfter(latest) ? written : latest;
            }
            return latest;
        }
    }

    /** What is in a directory that no dump has; it would be deleted with it. */
    public static Optional<Path> foreign(StoredDump dump) {
        if (dump.packing() != Packing.DIRECTORY) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.walk(dump.path())) {
            return found.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                    .filter(each -> Files.isSymbolicLink(each)
                            || !isOfDump(each.getFileName().toString()))
                    .findFirst();
        } catch (IOException e) {
            throw new DataException("The backup " + dump.path() + " cannot be looked at: " + e, e);
        }
    }

    /** Deletes a dump; from the first moment on it has a name under which nobody takes it for one. */
    public static void delete(StoredDump dump) {
        Path doomed = dump.path()
                .resolveSibling(
                        ".meeshy-deleting-" + UUID.randomUUID().toString().substring(0, 8) + "-"
                                + dump.path().getFileName());
        try {
            Files.move(dump.path(), doomed, StandardCopyOption.ATOMIC_MOVE);
            Files.walkFileTree(doomed, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new DataException(
                    "The backup " + dump.path() + " could not be deleted: " + e + "; what is left of it is " + doomed,
                    e);
        }
    }
}
