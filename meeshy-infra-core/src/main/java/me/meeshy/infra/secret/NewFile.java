package me.meeshy.infra.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import me.meeshy.infra.model.InfraException;

/** Writes files that only their owner may read, whole or not at all, and never over another. */
final class NewFile {

    private NewFile() {}

    /**
     * Writes a file.
     *
     * @return false if there is one already, which is left as it is
     */
    static boolean write(Path file, String text) {
        if (Files.exists(file)) {
            return false;
        }
        try {
            createFolder(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder"));
            Path written = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
            try {
                writeForced(written, text);
                return give(written, file);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new InfraException(
                    "cannot write the secret file " + file + ": " + e + "; check that this user may write there", e);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, mode("rwx------"));
        }
    }

    private static void writeForced(Path file, String text) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode("rw-------"))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A link, other than a rename, fails where the name is taken, also by somebody who was faster. */
    private static boolean give(Path written, Path file) throws IOException {
        try {
            Files.createLink(file, written);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            Files.move(written, file);
            return true;
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
