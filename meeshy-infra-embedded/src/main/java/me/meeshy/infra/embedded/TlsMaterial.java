package me.meeshy.infra.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;

/**
 * What a server proves itself with: the certificate and the private key among the container's files, else a self-signed one that the
 * JDK's keytool makes, for {@code localhost}.
 */
final class TlsMaterial {

    private static final String ALIAS = "server";
    private static final long KEYTOOL_SECONDS = 60;

    private TlsMaterial() {}

    static Optional<SSLContext> of(Launch launch) throws IOException {
        try {
            char[] password = OwnerOnly.randomText().toCharArray();
            Optional<KeyStore> given = given(launch, password);
            Optional<KeyStore> keys = given.isPresent() ? given : generated(launch, password);
            if (keys.isEmpty()) {
                return Optional.empty();
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys.get(), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            // the reason may quote a key
            throw new IOException(
                    "no TLS with this certificate and key: " + e.getClass().getSimpleName());
        }
    }

    private static Optional<KeyStore> given(Launch launch, char[] password)
            throws IOException, GeneralSecurityException {
        Optional<String> certificate = pem(launch, "-----BEGIN CERTIFICATE-----", "");
        // an environment's other private keys, such as the one for tokens, have other names
        Optional<String> key = pem(launch, "-----BEGIN PRIVATE KEY-----", "tls");
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificate.get().getBytes(StandardCharsets.US_ASCII)));
        byte[] encoded = Base64.getDecoder().decode(key.get().replaceAll("-----[A-Z ]+-----|\\s", ""));
        String algorithm = chain.iterator().next().getPublicKey().getAlgorithm();
        PrivateKey privateKey = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(ALIAS, privateKey, password, chain.toArray(Certificate[]::new));
        return Optional.of(keys);
    }

    private static Optional<String> pem(Launch launch, String head, String inName) throws IOException {
        for (MountSpec.OfHost file : launch.files()) {
            if (file.target().contains(inName) && Files.size(file.source()) < 1024 * 1024) {
                String text = Files.readString(file.source(), StandardCharsets.ISO_8859_1);
                if (text.contains(head)) {
                    return Optional.of(text.substring(text.indexOf(head)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<KeyStore> generated(Launch launch, char[] password)
            throws IOException, GeneralSecurityException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool)) {
            return Optional.empty();
        }
        Path store = launch.folder().resolve("stand-in.p12");
        var passwordFile = OwnerOnly.write(launch.folder().resolve("stand-in.password"), new String(password));
        Files.deleteIfExists(store);
        Process process = launch.children()
                .start(
                        List.of(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                "30",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass:file",
                                passwordFile.toString()),
                        launch.folder(),
                        line -> launch.log().error("embedded: keytool: " + line))
                .process();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a certificate was made", e);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        return Optional.of(keys);
    }
}
