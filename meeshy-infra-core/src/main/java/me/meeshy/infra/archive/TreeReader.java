package me.meeshy.infra.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Extracts a tar stream into a new folder. The stream is not trusted: nothing is written outside of the folder, or through a
 * link, or over what is there, and no link that leads outside is made. Permissions are kept, owners are not: all is the caller's.
 */
public final class TreeReader {

    private final Path folder;

    private TreeReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Extracts all of it.
     *
     * @param stream a tar stream; read to its end
     * @param folder a folder that is empty and that nobody else writes to
     * @throws UnsafeArchiveException if an entry would leave the folder, or is none of file, folder and link
     * @throws IOException if the stream cannot be read, or a file cannot be written
     */
    public static void extract(InputStream stream, Path folder) throws IOException {
        var reader = new TreeReader(folder);
        var tar = new TarArchiveInputStream(stream, "UTF-8");
        for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            reader.extract(entry, tar);
        }
    }

    /**
     * Passes on the content of the one file that a tar stream holds.
     *
     * @param stream a tar stream
     * @param path what the file is called, for messages
     * @param out takes the content
     * @throws IOException if it holds no file, the stream cannot be read, or the content cannot be written
     */
    public static void content(InputStream stream, String path, OutputStream out) throws IOException {
        var tar = new TarArchiveInputStream(stream, "UTF-8");
        @Nullable TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null || !isPlain(entry)) {
            throw new IOException(path + " is no file");
        }
        tar.transferTo(out);
    }

    private void extract(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        Path target = inside(entry);
        if (entry.isDirectory()) {
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(target);
            }
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, leadingInside(entry, target));
            return;
        } else if (entry.isLink()) {
            Path source = folder.resolve(entry.getLinkName()).normalize();
            refuseUnless(isWithin(source), entry, "is a link to " + entry.getLinkName());
            throughNoLink(entry, source);
            refuseUnless(Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS), entry, "is a link to no file");
            Files.createLink(target, source);
            return;
        } else if (isPlain(entry)) {
            try (OutputStream out = Files.newOutputStream(
                    target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                tar.transferTo(out);
            }
        } else {
            throw new UnsafeArchiveException(entry.getName(), "is neither a file nor a folder nor a link");
        }
        permit(target, entry);
    }

    /** Everything else is a file to the library, too. */
    private static boolean isPlain(TarArchiveEntry entry) {
        byte type = entry.getLinkFlag();
        boolean plain =
                type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM || type == TarConstants.LF_CONTIG;
        return plain && !entry.isDirectory();
    }

    private Path inside(TarArchiveEntry entry) throws IOException {
        String name = entry.getName();
        refuseUnless(!name.startsWith("/") && name.indexOf('\0') < 0, entry, "has an absolute path");
        for (String part : name.split("/", -1)) {
            refuseUnless(!part.equals(".."), entry, "leads upwards");
        }
        Path target = folder.resolve(name).normalize();
        refuseUnless(isWithin(target) && !target.equals(folder), entry, "leads out of the folder");
        throughNoLink(entry, target);
        return target;
    }

    private boolean isWithin(Path path) {
        return path.startsWith(folder);
    }

    /** The path's folders are folders, not links: else what is written is written elsewhere. */
    private void throughNoLink(TarArchiveEntry entry, Path target) throws IOException {
        @Nullable Path at = target.getParent();
        while (at != null && !at.equals(folder)) {
            refuseUnless(!Files.isSymbolicLink(at), entry, "leads through a link");
            at = at.getParent();
        }
        @Nullable Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /** Upwards only at its beginning, so that it ends where it seems to end, whatever links it leads through. */
    private Path leadingInside(TarArchiveEntry entry, Path target) throws IOException {
        String link = entry.getLinkName();
        refuseUnless(!link.startsWith("/"), entry, "is a link to the absolute path " + link);
        boolean down = false;
        for (String part : link.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                refuseUnless(!(down && part.equals("..")), entry, "is a link that turns upwards again: " + link);
                down |= !part.equals("..");
            }
        }
        @Nullable Path parent = target.getParent();
        Path end = (parent == null ? folder : parent).resolve(link).normalize();
        refuseUnless(isWithin(end), entry, "is a link out of the folder: " + link);
        return Path.of(link);
    }

    private static void refuseUnless(boolean safe, TarArchiveEntry entry, String why) throws IOException {
        if (!safe) {
            throw new UnsafeArchiveException(entry.getName(), why);
        }
    }

    private static void permit(Path target, TarArchiveEntry entry) throws IOException {
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Permissions.of(entry.getMode());
            if (entry.isDirectory()) {
                // else we could not fill it
                permissions.add(PosixFilePermission.OWNER_WRITE);
                permissions.add(PosixFilePermission.OWNER_EXECUTE);
            }
            Files.setPosixFilePermissions(target, permissions);
        }
        Files.setLastModifiedTime(target, entry.getLastModifiedTime());
    }
}
