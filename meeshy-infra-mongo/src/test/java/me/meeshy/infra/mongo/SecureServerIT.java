package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.images.builder.Transferable;

/** TLS, SCRAM and x.509 as the driver takes them, by connection string and the JVM's own stores of keys: dumped and restored in processes of their own. */
class SecureServerIT {

    private static final String DATABASE = "secured";
    private static final int DOCUMENTS = 1_000;
    private static final String WORD = "s3cret/of:the@user";

    private static @Nullable MongodContainer server;

    @TempDir
    private static Path folder;

    private static List<String> trusting = List.of();
    private static List<String> named = List.of();

    @BeforeAll
    static void start() throws Exception {
        TestKeys ofServer = TestKeys.of(folder, "server", "CN=localhost,O=servers", "san=dns:localhost,ip:127.0.0.1");
        TestKeys ofClient = TestKeys.of(folder, "client", "CN=copier,OU=people,O=clients", "eku=clientAuth");
        String pair = ofServer.key() + ofServer.certificate();
        String trusted = ofServer.certificate() + ofClient.certificate();
        server = MongodContainer.start(
                false,
                container -> container
                        .withCopyToContainer(Transferable.of(pair), "/server.pem")
                        .withCopyToContainer(Transferable.of(trusted), "/trusted.pem"),
                List.of(
                        "--tlsMode",
                        "preferTLS",
                        "--tlsCertificateKeyFile",
                        "/server.pem",
                        "--tlsCAFile",
                        "/trusted.pem",
                        "--tlsAllowConnectionsWithoutCertificates"));
        try (MongoClient client = MongoClients.create(plain())) {
            client.getDatabase(DATABASE)
                    .getCollection("Message")
                    .insertMany(IntStream.range(0, DOCUMENTS)
                            .mapToObj(each -> new Document("_id", each))
                            .toList());
            Document root = new Document("role", "root").append("db", "admin");
            client.getDatabase("admin")
                    .runCommand(new Document("createUser", "copier")
                            .append("pwd", WORD)
                            .append("roles", List.of(root)));
            client.getDatabase("$external")
                    .runCommand(
                            new Document("createUser", "CN=copier,OU=people,O=clients").append("roles", List.of(root)));
        }
        trusting = stores("trust", ofServer.trust(folder));
        named = new ArrayList<>(trusting);
        named.addAll(stores("key", ofClient.store()));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private static List<String> stores(String kind, Path store) {
        String name = "-Djavax.net.ssl." + kind + "Store";
        return List.of(name + "=" + store, name + "Password=" + TestKeys.PASSWORD, name + "Type=PKCS12");
    }

    private static String host() {
        MongodContainer started = Objects.requireNonNull(server);
        return started.host() + ":" + started.port();
    }

    private static String plain() {
        return "mongodb://" + host() + "/?directConnection=true";
    }

    private static String scram(String word, String mechanism) {
        return "mongodb://copier:" + word + "@" + host() + "/?directConnection=true&tls=true&authSource=admin"
                + mechanism + "&serverSelectionTimeoutMS=5000";
    }

    private static String x509() {
        return "mongodb://" + host()
                + "/?directConnection=true&tls=true&authMechanism=MONGODB-X509&authSource=$external"
                + "&serverSelectionTimeoutMS=5000";
    }

    @Test
    void dumpAndRestoreOverTlsWithAPasswordAndWithACertificate() throws Exception {
        String word = "s3cret%2Fof%3Athe%40user";

        assertThat(dump(trusting, scram(word, "&authMechanism=SCRAM-SHA-256"), "by-sha256"))
                .contains("dumped " + DOCUMENTS + " documents");
        assertThat(dump(trusting, scram(word, "&authMechanism=SCRAM-SHA-1"), "by-sha1"))
                .contains("dumped " + DOCUMENTS + " documents");
        assertThat(dump(named, x509(), "by-certificate")).contains("dumped " + DOCUMENTS + " documents");

        try (MongoClient client = MongoClients.create(plain())) {
            client.getDatabase(DATABASE).drop();
            run(
                    named,
                    0,
                    RestoreProcess.class,
                    folder.resolve("by-sha256").resolve(DATABASE).toString(),
                    x509());
            assertThat(client.getDatabase(DATABASE).getCollection("Message").countDocuments())
                    .isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void dumpWhenThePasswordIsWrongSaysSoWithoutIt() throws Exception {
        String output = run(trusting, 1, DumpProcess.class, arguments(scram("not-" + "it", ""), "refused"));

        assertThat(output).contains("DataException").containsIgnoringCase("authenticat");
        assertThat(output).doesNotContain("not-it");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void dumpWhenTheServerIsNotTrustedIsRefused() throws Exception {
        String output = run(List.of(), 1, DumpProcess.class, arguments(scram("any", ""), "untrusted"));

        assertThat(output).contains("DataException").containsAnyOf("PKIX", "certificate");
        assertThat(folder.resolve("untrusted")).doesNotExist();
    }

    private static String dump(List<String> options, String uri, String place) throws Exception {
        return run(options, 0, DumpProcess.class, arguments(uri, place));
    }

    private static String[] arguments(String uri, String place) {
        return new String[] {uri, DATABASE, folder.resolve(place).toString(), "DIRECTORY"};
    }

    private static String run(List<String> options, int exit, Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "process", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isEqualTo(exit);
        return output;
    }
}
