package me.meeshy.infra.secret;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The secret files of one folder.
 *
 * <pre>{@code
 * Secrets secrets = Secrets.in(Path.of("/opt/meeshy/staging/secrets"));
 * secrets.generatePassword("mongodb-root-password");
 * secrets.generateKeyPair("jwt-private.key", "jwt-public.key");
 * }</pre>
 *
 * <p>What is generated is readable by its owner only (mode 0600, the folder 0700), stands in its file whole or not at all, and
 * never replaces a file that is there. Immutable and thread-safe.
 */
public final class Secrets {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PASSWORD_CHARACTERS = 32;

    private final Path folder;

    private Secrets(Path folder) {
        this.folder = folder;
    }

    /**
     * The secrets of a folder, which need not be there yet.
     *
     * @param folder the folder
     * @return the secrets
     */
    public static Secrets in(Path folder) {
        return new Secrets(Objects.requireNonNull(folder));
    }

    /**
     * Says which secrets of two environments are the same.
     *
     * @param one secret files of the first by name
     * @param other secret files of the second by name
     * @return the names of those with the same value, no value
     * @throws me.meeshy.infra.model.InfraException if a file is there but cannot be read
     */
    public static SecretComparison compare(Map<String, Path> one, Map<String, Path> other) {
        return SecretComparison.of(one, other);
    }

    /**
     * Reads a secret, as UTF-8, without the line ends at its end.
     *
     * @param name its file name
     * @return the secret
     * @throws me.meeshy.infra.model.InfraException if there is no such file, or it is empty or cannot be read
     */
    public SecretValue load(String name) {
        return SecretValue.read(file(name));
    }

    /**
     * Whether there is a secret of that name.
     *
     * @param name its file name
     * @return true if the file is there
     */
    public boolean has(String name) {
        return Files.exists(file(name));
    }

    /**
     * Makes a random password of 32 letters and digits (190 bits) unless there is one.
     *
     * @param name its file name
     * @return true if it was made, false if it was there
     * @throws me.meeshy.infra.model.InfraException if it cannot be written
     */
    public boolean generatePassword(String name) {
        var random = new SecureRandom();
        var password = new StringBuilder(PASSWORD_CHARACTERS + 1);
        for (int i = 0; i < PASSWORD_CHARACTERS; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return NewFile.write(file(name), password.append('\n').toString());
    }

    /**
     * Makes an RSA key pair of 2048 bits for signing tokens, as PEM (PKCS#8 and X.509), unless there is one. Where only the
     * private key is there, the public one is derived from it.
     *
     * @param privateName the private key's file name, such as {@code jwt-private.key}
     * @param publicName the public key's file name, such as {@code jwt-public.key}
     * @return the files that were made; empty if both were there
     * @throws me.meeshy.infra.model.InfraException if only the public key is there, or a file cannot be read or written
     */
    public List<Path> generateKeyPair(String privateName, String publicName) {
        return new KeyPairFiles(file(privateName), file(publicName)).generate();
    }

    private Path file(String name) {
        Path file = folder.resolve(name).normalize();
        if (name.isEmpty() || !folder.normalize().equals(file.getParent())) {
            throw new IllegalArgumentException("a secret is named by its file in " + folder + ", not '" + name + "'");
        }
        return file;
    }

    /**
     * The folder, no secrets.
     *
     * @return for instance {@code Secrets[/opt/meeshy/staging/secrets]}
     */
    @Override
    public String toString() {
        return "Secrets[" + folder + "]";
    }
}
