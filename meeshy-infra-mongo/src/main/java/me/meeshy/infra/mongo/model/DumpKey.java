package me.meeshy.infra.mongo.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that dumps are sealed with, read from a file and never shown. What is sealed is encrypted and authenticated by
 * AES-256-GCM in chunks that know their place: what was changed, cut short, put in another order or taken from another dump
 * is not opened.
 *
 * <pre>{@code
 * DumpKey key = DumpKey.fromFile(Path.of("/run/secrets/dump-key"));
 * MongoDump.of(uri).database("meeshy").to(DumpFile.archive(backup).zstd()).key(key).run();
 * MongoRestore.from(backup).to(uri).key(key).run();
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class DumpKey {

    private static final int KEY_BYTES = 32;
    private static final long MOST_FILE_BYTES = 1_024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    private DumpKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a key.
     *
     * @param file 64 hexadecimal digits, with or without an end of line, as {@link #create} or {@code openssl rand -hex 32}
     *     writes them
     * @return the key
     * @throws DataException if the file cannot be read or holds something else
     */
    public static DumpKey fromFile(Path file) {
        try {
            if (Files.size(file) <= MOST_FILE_BYTES) {
                String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
                if (text.matches("[0-9a-fA-F]{64}")) {
                    return new DumpKey(HexFormat.of().parseHex(text));
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    "The key in " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
        throw new DataException(file + " holds no key: expected 64 hexadecimal digits, as DumpKey.create writes them");
    }

    /**
     * Makes a new key, and writes it to a file that its owner alone can read. Who loses it loses what it sealed.
     *
     * @param file the file, which must not exist
     * @return the key
     * @throws DataException if the file exists or cannot be written
     */
    public static DumpKey create(Path file) {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        try {
            FileAttribute<?>[] attributes =
                    file.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0];
            Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(file, options, attributes)) {
                ByteBuffer text =
                        ByteBuffer.wrap((HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                // a key that a crash takes back takes what it sealed with it
                channel.force(true);
            }
        } catch (IOException e) {
            throw new DataException("A new key cannot be written to " + file + ": " + e, e);
        }
        return new DumpKey(key);
    }

    /**
     * Seals what is written.
     *
     * @param out where what is sealed goes; it is closed with the stream that is returned, without which it is not complete
     * @return a stream to write to, for one thread
     * @throws IOException if the beginning cannot be written
     */
    public OutputStream seal(OutputStream out) throws IOException {
        byte[] salt = new byte[Sealing.SALT_BYTES];
        RANDOM.nextBytes(salt);
        out.write(Sealing.MAGIC);
        out.write(salt);
        return new SealingOutput(out, of(salt));
    }

    /**
     * Opens what was sealed. Nothing is given out before it is authenticated.
     *
     * @param in what was sealed, from its first byte
     * @return the content, for one thread; reading it fails with an {@link IOException} where what was sealed has been changed
     *     or cut short, or with another key
     * @throws IOException if the beginning cannot be read, or it was not sealed
     */
    public InputStream open(InputStream in) throws IOException {
        byte[] head = in.readNBytes(Sealing.MAGIC.length + Sealing.SALT_BYTES);
        if (head.length < Sealing.MAGIC.length + Sealing.SALT_BYTES || !isSealed(head)) {
            throw new IOException("it was not sealed, or its beginning is missing");
        }
        return new SealedInput(in, of(Arrays.copyOfRange(head, Sealing.MAGIC.length, head.length)));
    }

    /**
     * Whether something was sealed, told from its beginning.
     *
     * @param head its first eight bytes or more
     * @return true where it was
     */
    public static boolean isSealed(byte[] head) {
        return head.length >= Sealing.MAGIC.length
                && Arrays.equals(head, 0, Sealing.MAGIC.length, Sealing.MAGIC, 0, Sealing.MAGIC.length);
    }

    /** A key for this stream alone, so that chunks can be numbered from nought: HKDF with SHA-256. */
    private SecretKeySpec of(byte[] salt) {
        try {
            byte[] extracted = hmac(salt, key);
            byte[] info = Arrays.copyOf(Sealing.MAGIC, Sealing.MAGIC.length + 1);
            info[info.length - 1] = 1;
            return new SecretKeySpec(hmac(extracted, info), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    @Override
    public String toString() {
        return "DumpKey[<hidden>]";
    }
}
