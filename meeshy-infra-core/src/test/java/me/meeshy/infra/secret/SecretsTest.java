package me.meeshy.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path directory;

    private Path folder = Path.of("");
    private Secrets secrets = Secrets.in(folder);

    @BeforeEach
    void choosesFolder() {
        folder = directory.resolve("secrets");
        secrets = Secrets.in(folder);
    }

    @Test
    void generatePasswordWhenThereIsNoneWritesOneThatOnlyItsOwnerReads() throws IOException {
        assertThat(secrets.generatePassword("password")).isTrue();

        assertThat(secrets.load("password").reveal()).matches("[A-Za-z0-9]{32}");
        assertThat(mode(folder.resolve("password"))).isEqualTo("rw-------");
        assertThat(mode(folder)).isEqualTo("rwx------");
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing temporary stays").hasSize(1);
        }
    }

    @Test
    void generatePasswordWhenThereIsOneLeavesIt() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("password"), "mine");

        assertThat(secrets.generatePassword("password")).isFalse();
        assertThat(secrets.load("password").reveal()).isEqualTo("mine");
    }

    @Test
    void generatePasswordTwiceMakesDifferentOnes() {
        secrets.generatePassword("one");
        secrets.generatePassword("other");

        assertThat(secrets.load("one")).isNotEqualTo(secrets.load("other"));
    }

    @Test
    void generateKeyPairMakesFilesThatSignAndVerify() throws Exception {
        assertThat(secrets.generateKeyPair("jwt-private.key", "jwt-public.key"))
                .containsExactly(folder.resolve("jwt-private.key"), folder.resolve("jwt-public.key"));

        assertThat(mode(folder.resolve("jwt-private.key"))).isEqualTo("rw-------");
        assertThat(signsAndVerifies()).isTrue();
    }

    @Test
    void generateKeyPairWhenPublicKeyWasLostDerivesItFromThePrivateOne() throws Exception {
        secrets.generateKeyPair("jwt-private.key", "jwt-public.key");
        String before = Files.readString(folder.resolve("jwt-public.key"));
        Files.delete(folder.resolve("jwt-public.key"));

        assertThat(secrets.generateKeyPair("jwt-private.key", "jwt-public.key"))
                .containsExactly(folder.resolve("jwt-public.key"));
        assertThat(folder.resolve("jwt-public.key")).hasContent(before);
        assertThat(secrets.generateKeyPair("jwt-private.key", "jwt-public.key")).isEmpty();
    }

    @Test
    void generateKeyPairWhenPrivateKeyWasLostRefuses() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("jwt-public.key"), "public");

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> secrets.generateKeyPair("jwt-private.key", "jwt-public.key"))
                .withMessageContaining("without its private key");
    }

    @Test
    void generateKeyPairWhenPrivateKeyIsUnreadableTellsNothingOfIt() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("jwt-private.key"), "not-a-key-but-secret");

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> secrets.generateKeyPair("jwt-private.key", "jwt-public.key"))
                .withMessageContaining("not an RSA key")
                .withMessageNotContaining("not-a-key-but-secret")
                .withNoCause();
    }

    @Test
    void loadWhenFileEndsWithLineEndsLeavesThemOut() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("password"), " kept\r\n\n");

        assertThat(secrets.load("password").reveal()).isEqualTo(" kept");
        assertThat(secrets.has("password")).isTrue();
        assertThat(secrets.has("other")).isFalse();
    }

    @Test
    void loadWhenFileIsMissingEmptyOrHugeSaysSo() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("empty"), "\n");
        Files.write(folder.resolve("huge"), new byte[2 * 1024 * 1024]);

        assertThatThrownBy(() -> secrets.load("missing"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> secrets.load("empty"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> secrets.load("huge"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("2097152 bytes");
    }

    @Test
    void loadWhenNameLeadsOutOfTheFolderRefuses() {
        for (String name : List.of("../password", "/etc/passwd", "a/b", "", ".")) {
            assertThatThrownBy(() -> secrets.load(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void compareWhenValuesAreEqualUnderAnyNameListsThemWithoutValues() throws IOException {
        Files.createDirectories(folder);
        Path shared = Files.writeString(folder.resolve("a"), "the-same-value\n");
        Path again = Files.writeString(folder.resolve("b"), "the-same-value");
        Path own = Files.writeString(folder.resolve("c"), "another");
        Path missing = folder.resolve("missing");

        SecretComparison comparison =
                Secrets.compare(Map.of("password", shared), Map.of("root", again, "jwt", own, "gone", missing));

        assertThat(comparison.equal()).containsExactly(new SecretComparison.Pair("password", "root"));
        assertThat(comparison.missing()).containsExactly(missing);
        assertThat(comparison.toString()).doesNotContain("the-same-value");
    }

    @Test
    void valueShowsItselfOnlyWhenAsked() {
        SecretValue value = SecretValue.of("open sesame");

        assertThat(value).hasToString("<hidden>").isEqualTo(SecretValue.of("open sesame"));
        assertThat(value.hashCode()).isEqualTo(SecretValue.of("open sesame").hashCode());
        assertThat(value.reveal()).isEqualTo("open sesame");
        assertThat(secrets.toString()).endsWith("secrets]");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private boolean signsAndVerifies() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(decoded("jwt-private.key")));
        PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(decoded("jwt-public.key")));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(privateKey);
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }

    private byte[] decoded(String name) {
        return Base64.getDecoder().decode(secrets.load(name).reveal().replaceAll("-----[A-Z ]+-----|\\s", ""));
    }
}
