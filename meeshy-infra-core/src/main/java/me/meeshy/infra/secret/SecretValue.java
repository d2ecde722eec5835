package me.meeshy.infra.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;

/** The value of a secret, which shows itself only where it is asked to. Immutable. */
public final class SecretValue {

    /** More than any key or password needs; a bigger file was named by mistake. */
    private static final long SIZE_LIMIT_BYTES = 1024 * 1024;

    private final String value;

    private SecretValue(String value) {
        this.value = value;
    }

    /**
     * A secret that is known already.
     *
     * @param value the value
     * @return the secret
     */
    public static SecretValue of(String value) {
        return new SecretValue(Objects.requireNonNull(value));
    }

    /**
     * Reads a secret from its file, as UTF-8, without the line ends at its end.
     *
     * @param file the file
     * @return the secret
     * @throws InfraException if there is no such file, it cannot be read, is empty, or holds more than 1 MiB
     */
    public static SecretValue read(Path file) {
        return readIfPresent(file)
                .orElseThrow(
                        () -> new InfraException("the secret file " + file + " is missing; create or generate it"));
    }

    static Optional<SecretValue> readIfPresent(Path file) {
        try {
            long size = Files.size(file);
            if (size > SIZE_LIMIT_BYTES) {
                throw new InfraException("the secret file " + file + " holds " + size + " bytes, more than the "
                        + SIZE_LIMIT_BYTES + " that a secret may have; was another file meant?");
            }
            String value = Files.readString(file, StandardCharsets.UTF_8).replaceAll("[\\r\\n]+\\z", "");
            if (value.isEmpty()) {
                throw new InfraException("the secret file " + file + " is empty; write the secret into it");
            }
            return Optional.of(new SecretValue(value));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InfraException(
                    "cannot read the secret file " + file + ": " + e + "; check that this user may read it", e);
        }
    }

    /**
     * The value itself. Keep it out of messages, logs, arguments and variables.
     *
     * @return the value
     */
    public String reveal() {
        return value;
    }

    /** Compares in a time that does not tell how much is equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /**
     * Nothing of the value.
     *
     * @return {@value SecretMask#HIDDEN}
     */
    @Override
    public String toString() {
        return SecretMask.HIDDEN;
    }
}
