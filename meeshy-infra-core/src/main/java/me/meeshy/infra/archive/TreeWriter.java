package me.meeshy.infra.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a file or a folder as a tar stream; links are kept as links. */
public final class TreeWriter {

    private static final int FOLDER_BITS = 040000;
    private static final int FILE_BITS = 0100000;
    private static final int FOLDER_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final TarArchiveOutputStream tar;
    private final Owner owner;

    private TreeWriter(TarArchiveOutputStream tar, Owner owner) {
        this.tar = tar;
        this.owner = owner;
    }

    /**
     * Writes all of it.
     *
     * @param source a file, a folder or a link
     * @param name what it is called in the stream
     * @param owner whose the files are to be
     * @param out where to; ended, not closed
     * @throws IOException if something cannot be read, changes meanwhile or is no file, folder or link
     */
    public static void write(Path source, String name, Owner owner, OutputStream out) throws IOException {
        TarArchiveOutputStream tar = open(out);
        var writer = new TreeWriter(tar, owner);
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is no file or folder " + source);
        }
        writer.walk(source, name);
        tar.finish();
    }

    /**
     * Writes one file whose content comes from a stream, and before it the folders that its name leads through, which everybody may enter.
     *
     * @param content exactly so many bytes
     * @param size how many
     * @param name what it is called in the stream
     * @param mode permission bits
     * @param owner whose it is to be
     * @param out where to; ended, not closed
     * @throws IOException if the content cannot be read, or has another size
     */
    public static void write(InputStream content, long size, String name, int mode, Owner owner, OutputStream out)
            throws IOException {
        TarArchiveOutputStream tar = open(out);
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            var folder = new TarArchiveEntry(name.substring(0, end + 1));
            folder.setMode(FOLDER_BITS | FOLDER_MODE);
            folder.setIds(Owner.ROOT.user(), Owner.ROOT.group());
            tar.putArchiveEntry(folder);
            tar.closeArchiveEntry();
        }
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(FILE_BITS | mode);
        entry.setIds(owner.user(), owner.group());
        tar.putArchiveEntry(entry);
        copy(content, size, tar, "what is to be " + name);
        tar.closeArchiveEntry();
        tar.finish();
    }

    /**
     * Writes what is selected of a folder, by names relative to it, and further files; sockets and the like are left out.
     *
     * @param folder whose content is written
     * @param selection what of it
     * @param added further files by name, which take the places of those of the folder
     * @param owner whose the files are to be
     * @param out where to; ended, not closed
     * @throws IOException if something cannot be read or changes meanwhile
     */
    public static void write(
            Path folder, TreeSelection selection, Map<String, byte[]> added, Owner owner, OutputStream out)
            throws IOException {
        TarArchiveOutputStream tar = open(out);
        var writer = new TreeWriter(tar, owner);
        Files.walkFileTree(folder, new SelectedTree(folder, selection, added.keySet(), writer));
        for (Map.Entry<String, byte[]> file : added.entrySet()) {
            var entry = new TarArchiveEntry(file.getKey());
            entry.setSize(file.getValue().length);
            entry.setMode(FILE_BITS | FILE_MODE);
            entry.setIds(owner.user(), owner.group());
            tar.putArchiveEntry(entry);
            tar.write(file.getValue());
            tar.closeArchiveEntry();
        }
        tar.finish();
    }

    private static TarArchiveOutputStream open(OutputStream out) {
        var tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    private void walk(Path source, String name) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                folder(folder, nameOf(folder), attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                file(file, nameOf(file), attributes);
                return FileVisitResult.CONTINUE;
            }

            private String nameOf(Path path) {
                Path relative = source.relativize(path);
                return relative.toString().isEmpty()
                        ? name
                        : name + "/" + relative.toString().replace('\\', '/');
            }
        });
    }

    void folder(Path folder, String name, BasicFileAttributes attributes) throws IOException {
        var entry = new TarArchiveEntry(name + "/");
        describe(entry, folder, attributes, FOLDER_BITS, FOLDER_MODE);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** A file or a link. */
    void file(Path file, String name, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(file).toString());
            describe(entry, file, attributes, 0, 0777);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } else if (attributes.isRegularFile()) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(attributes.size());
            describe(entry, file, attributes, FILE_BITS, FILE_MODE);
            tar.putArchiveEntry(entry);
            try (InputStream content = Files.newInputStream(file)) {
                copy(content, attributes.size(), tar, file.toString());
            }
            tar.closeArchiveEntry();
        } else {
            throw new IOException(file + " is neither a file nor a folder nor a link");
        }
    }

    private void describe(TarArchiveEntry entry, Path path, BasicFileAttributes attributes, int type, int otherwise)
            throws IOException {
        entry.setMode(type | mode(path, otherwise));
        entry.setLastModifiedTime(attributes.lastModifiedTime());
        if (owner.keep()) {
            Map<String, Object> ids = Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
            entry.setIds(
                    (Integer) Objects.requireNonNull(ids.get("uid")), (Integer) Objects.requireNonNull(ids.get("gid")));
        } else {
            entry.setIds(owner.user(), owner.group());
        }
    }

    private static int mode(Path path, int otherwise) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return otherwise;
        }
        return Permissions.bits(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static void copy(InputStream content, long size, OutputStream out, String what) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = size;
        while (left > 0) {
            int length = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (length < 0) {
                throw new IOException(what + " ended " + left + " bytes before the " + size + " that it was to have");
            }
            out.write(buffer, 0, length);
            left -= length;
        }
    }
}
