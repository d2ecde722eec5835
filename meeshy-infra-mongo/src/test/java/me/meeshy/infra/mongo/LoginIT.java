package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.secret.SecretValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and passwords that come from files, against a server that asks for them. */
class LoginIT {

    private static final String USER = "keeper:of/backups@home";
    private static final String WORD = "p%ss wörd+/@:?#";

    private static @Nullable LockedMongo server;

    @TempDir
    Path directory;

    private final LockedMongo locked = Objects.requireNonNull(server);

    @BeforeAll
    static void start() {
        LockedMongo started = LockedMongo.start();
        server = started;
        try (MongoClient client = MongoClients.create(started.rootUri())) {
            client.getDatabase("admin")
                    .runCommand(new Document("createUser", USER)
                            .append("pwd", WORD)
                            .append("roles", List.of(new Document("role", "root").append("db", "admin"))));
            client.getDatabase("kept").getCollection("Message").insertOne(new Document("_id", 1));
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void everyKindOfWorkLogsInByFilesAndTellsNothingOfThem() throws Exception {
        // at the level TRACE the driver, too, says all that it ever says
        String output = work(WORD + "\n", "trace");

        assertThat(output).contains("MongoServer[" + locked.address() + "]").contains("all done");
        assertThat(output).doesNotContain(WORD).doesNotContain("p%25ss").doesNotContain("wörd");
    }

    @Test
    void aWrongPasswordIsRefusedWithoutNamingItOrTheUser() throws Exception {
        String output = work("not-the-word", "warn");

        assertThat(output)
                .contains("authentication was refused")
                .contains("check user, password, authSource and authMechanism")
                .contains("code OptionalInt[18]");
        assertThat(output).doesNotContain("not-the-word").doesNotContain("keeper");
        assertThat(directory.resolve("dump")).doesNotExist();
    }

    private String work(String word, String level) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "process", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + level,
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoginProcess.class.getName(),
                        "mongodb://" + locked.address() + "/?directConnection=true",
                        Files.writeString(directory.resolve("user"), USER + "\n")
                                .toString(),
                        Files.writeString(directory.resolve("word"), word).toString(),
                        "kept",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void aLoginThatCannotBeIsRefusedWithoutShowingIt() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> MongoServer.at("mongodb://host").loginFromFiles(absent, absent))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining(absent.toString());
        assertThatThrownBy(() -> MongoServer.at("mongodb://one:hidden@host/db").login("two", SecretValue.of("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the connection string of host holds a user already; take it out");
        assertThatThrownBy(() -> MongoServer.at("mongodb://one:hid den:@host"))
                .isInstanceOf(DataException.class)
                .hasMessageNotContaining("hid den");
    }

    @Test
    void theLoginGoesBetweenSchemeAndHostsAndChangesNothingElse() {
        assertThat(MongoServer.at("mongodb://db1:27017,[::1]:2/shop?replicaSet=a@b")
                        .login("o@o", SecretValue.of("a/b c"))
                        .uri())
                .isEqualTo("mongodb://o%40o:a%2Fb%20c@db1:27017,[::1]:2/shop?replicaSet=a@b");
    }
}
