package me.meeshy.infra.compose;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import me.meeshy.infra.model.InfraException;

/** A file that is either there whole or as it was before; only its owner may read it, since variables' values may be secret. */
final class FinishedFile {

    private FinishedFile() {}

    static void write(Path file, String text) {
        Path target = file.toAbsolutePath().normalize();
        Path directory = target.getParent();
        if (directory == null || Files.isDirectory(target)) {
            throw new InfraException("cannot write the compose file " + target + ": it is a directory");
        }
        try {
            Path draft = Files.createTempFile(directory, "." + target.getFileName(), ".tmp", ownersOnly());
            try {
                try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new InfraException(
                    "cannot write the compose file " + target + ": " + e
                            + "; check that its directory is there and may be written to",
                    e);
        }
    }

    private static FileAttribute<?>[] ownersOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
