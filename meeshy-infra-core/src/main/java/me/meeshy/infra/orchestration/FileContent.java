package me.meeshy.infra.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;

/** What a bound file holds, as a digest: a container sees a changed file only when it is made anew. */
final class FileContent {

    /** A bigger file is data rather than configuration: its size and time stand for it. */
    private static final long LIMIT_BYTES = 1024 * 1024;

    private FileContent() {}

    /** Empty for what is no regular file: folders and sockets are seen live. */
    static Optional<String> digest(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            long size = Files.size(file);
            if (size > LIMIT_BYTES) {
                return Optional.of(size + " bytes of " + Files.getLastModifiedTime(file));
            }
            return Optional.of(Fingerprint.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new InfraException(
                    "cannot read " + file + ", which a container is to see: " + e
                            + "; check that this user may read it",
                    e);
        }
    }
}
