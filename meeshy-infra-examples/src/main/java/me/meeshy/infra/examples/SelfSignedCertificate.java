package me.meeshy.infra.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import me.meeshy.infra.model.InfraException;

/** A certificate of one's own for HTTPS, made by the JDK's keytool, as two PEM files that only their owner may read. */
final class SelfSignedCertificate {

    private static final int VALID_DAYS = 825;
    private static final int KEYTOOL_SECONDS = 60;
    private static final String ALIAS = "meeshy";

    private SelfSignedCertificate() {}

    /**
     * Makes both files unless they are there.
     *
     * @param certificate the file for the certificate
     * @param privateKey the file for its private key
     * @param names the names that it is for, which may begin with {@code *.}
     */
    static void generate(Path certificate, Path privateKey, List<String> names) {
        if (Files.exists(certificate) && Files.exists(privateKey)) {
            return;
        }
        Path store = certificate.resolveSibling("." + UUID.randomUUID() + ".p12");
        String password = UUID.randomUUID().toString();
        try {
            keytool(store, password, names);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, password.toCharArray());
            }
            write(
                    privateKey,
                    "PRIVATE KEY",
                    keys.getKey(ALIAS, password.toCharArray()).getEncoded());
            write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new InfraException(
                    "cannot make the certificate " + certificate + ": " + e
                            + "; make it with openssl, or put one there",
                    e);
        } finally {
            remove(store);
        }
    }

    private static void keytool(Path store, String password, List<String> names) throws IOException {
        String alternatives = names.stream().map(name -> "DNS:" + name).collect(Collectors.joining(","));
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                String.valueOf(VALID_DAYS),
                "-dname",
                "CN=" + names.get(0),
                "-ext",
                "SAN=" + alternatives,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                "STORE_PASSWORD");
        // not an argument: those stand in the process list
        builder.environment().put("STORE_PASSWORD", password);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void write(Path file, String kind, byte[] encoded) throws IOException {
        String pem = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
        Path written = file.resolveSibling("." + UUID.randomUUID());
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(written, options, ownerOnly)) {
            channel.write(java.nio.ByteBuffer.wrap(pem.getBytes(StandardCharsets.UTF_8)));
        }
        Files.move(written, file);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new InfraException(
                    "cannot remove " + file + ", which holds a private key: " + e + "; remove it yourself", e);
        }
    }
}
