package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key with a certificate that signs itself, made by the JDK's own keytool, for tests. */
record TestKeys(Path store) {

    static final String PASSWORD = "test-only";

    private static final String ALIAS = "it";

    /** Makes one for a subject, such as {@code CN=client,O=test}; extensions as keytool takes them. */
    static TestKeys of(Path folder, String name, String subject, String... extensions)
            throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        List<String> words = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname", subject));
        for (String each : extensions) {
            words.addAll(List.of("-ext", each));
        }
        keytool(store, words);
        return new TestKeys(store);
    }

    /** A store that trusts this one's certificate, and nothing else. */
    Path trust(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path certificate =
                Files.writeString(folder.resolve("certificate.pem"), certificate(), StandardCharsets.US_ASCII);
        Path trust = folder.resolve("trust.p12");
        keytool(trust, List.of("-importcert", "-noprompt", "-file", certificate.toString()));
        return trust;
    }

    private static void keytool(Path store, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(words);
        command.addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** The certificate as servers read it. */
    String certificate() throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", keys().getCertificate(ALIAS).getEncoded());
    }

    /** The key as servers read it. */
    String key() throws IOException, GeneralSecurityException {
        return pem("PRIVATE KEY", keys().getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }
}
