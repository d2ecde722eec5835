package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.secret.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeeshyDirectoriesTest {

    private static final MeeshyDirectories SHIPPED = new MeeshyDirectories(Path.of("environments"));

    @TempDir
    Path folder;

    @Test
    void copyToTakesAllThatIsInGitAndNoSecrets() throws IOException {
        MeeshyDirectories copy = SHIPPED.copyTo(folder);

        assertThat(copy.requirePresent().production().resolve(".env")).isRegularFile();
        assertThat(copy.staging().resolve("scripts/validate-staging.sh")).isExecutable();
        assertThat(copy.staging().resolve("config/dynamic.yaml")).isRegularFile();
        assertThat(copy.backups()).isDirectory();
        try (Stream<Path> secrets = Files.list(copy.production().resolve("secrets"))) {
            assertThat(secrets).isEmpty();
        }
    }

    @Test
    void generateSecretsMakesEachThatTheComposeFilesNameAndNoTwoAlike() throws IOException {
        MeeshyDirectories copy = SHIPPED.copyTo(folder);

        copy.generateSecrets();

        Map<String, Path> production = secrets(copy.production());
        Map<String, Path> staging = secrets(copy.staging());
        for (Path environment : List.of(copy.production(), copy.staging())) {
            String compose = Files.readString(environment.resolve("docker-compose.yml"));
            assertThat(secrets(environment).keySet())
                    .allSatisfy(name -> assertThat(compose).contains("file: ./secrets/" + name));
            assertThat(compose.split("file: ./secrets/", -1))
                    .hasSize(secrets(environment).size() + 1);
        }
        assertThat(Secrets.compare(production, staging).equal()).isEmpty();
        assertThat(production.values())
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void generateSecretsWhenTheyAreThereChangesNone() throws IOException {
        MeeshyDirectories copy = SHIPPED.copyTo(folder);
        copy.generateSecrets();
        Map<String, String> before = contents(secrets(copy.production()));

        copy.generateSecrets();

        assertThat(contents(secrets(copy.production()))).isEqualTo(before);
    }

    @Test
    void generateSecretsMakesACertificateForTheDomainAndItsSubdomains() throws IOException, CertificateException {
        MeeshyDirectories copy = SHIPPED.copyTo(folder);

        copy.generateSecrets();

        try (InputStream pem = Files.newInputStream(copy.certificate(copy.staging()))) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            assertThat(certificate.getSubjectAlternativeNames().toString())
                    .contains("staging.meeshy.me", "*.staging.meeshy.me");
        }
    }

    @Test
    void requirePresentWhenThereIsNoComposeFileNamesTheDirectory() {
        var empty = new MeeshyDirectories(folder);

        assertThatThrownBy(empty::requirePresent)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("docker-compose.yml");
    }

    private static Map<String, Path> secrets(Path environment) throws IOException {
        var found = new HashMap<String, Path>();
        try (Stream<Path> files = Files.list(environment.resolve("secrets"))) {
            files.forEach(file -> found.put(String.valueOf(file.getFileName()), file));
        }
        return found;
    }

    private static Map<String, String> contents(Map<String, Path> files) throws IOException {
        var contents = new HashMap<String, String>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            contents.put(file.getKey(), Files.readString(file.getValue()));
        }
        return contents;
    }
}
