package me.meeshy.infra.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tests' scripts are for a POSIX shell")
class ProgramCheckTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Environment environment = Environment.of("none", stack(Path.of("none")));

    @BeforeEach
    void writesSecret() throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), "s3cret-value\n");
        environment = Environment.of("staging", stack(secret));
    }

    @Test
    void scriptWhenItEndsWellHolds() throws IOException {
        Path script = script("exit 0");

        assertThat(Checks.script(environment, script).run(DEADLINE))
                .isEqualTo(CheckResult.holds("script " + script + ": exit code 0"));
    }

    @Test
    void scriptWhenItFailsShowsItsLastWordsOnBothStreamsWithoutSecrets() throws IOException {
        Path script = script("echo first; echo \"password is s3cret-value\" >&2; exit 3");

        assertThat(Checks.script(environment, script).run(DEADLINE).detail())
                .endsWith("exit code 3: first ⏎ password is <hidden>");
    }

    @Test
    void scriptIsGivenItsArgumentsAsTheyAre() throws IOException {
        Path script = script("printf '[%s]' \"$@\"; exit 1");

        assertThat(Checks.script(environment, script, "a b", "$HOME", "")
                        .run(DEADLINE)
                        .detail())
                .endsWith("exit code 1: [a b][$HOME][]");
    }

    @Test
    void scriptRunsInItsEnvironmentsDirectoryWithItsVariables() throws IOException {
        Files.writeString(
                folder.resolve("docker-compose.yml"), "name: meeshy\nservices: {web: {image: 'nginx:alpine'}}\n");
        Files.writeString(folder.resolve(".env"), "MEESHY_TEST_PORT=8443\nMEESHY_TEST_TOKEN=t0ken-value\n");
        script("echo \"$(pwd) $MEESHY_TEST_PORT $MEESHY_TEST_TOKEN\"; exit 1");

        assertThat(Checks.script(Environment.load(folder), Path.of("validate.sh"))
                        .run(DEADLINE)
                        .detail())
                .isEqualTo("script validate.sh: exit code 1: " + folder.toRealPath() + " 8443 <hidden>");
    }

    @Test
    void scriptWhenItReadsInputGetsNone() throws IOException {
        Path script = script("if read line; then exit 1; fi");

        assertThat(Checks.script(environment, script).run(DEADLINE).ok()).isTrue();
    }

    @Test
    void scriptWhenItWritesWithoutEndKeepsOnlyTheLast() throws IOException {
        Path script =
                script("i=0; while [ $i -lt 3000 ]; do echo \"line number $i of a long output, padded to be long\"; "
                        + "i=$((i+1)); done; exit 1");

        String detail = Checks.script(environment, script).run(DEADLINE).detail();

        assertThat(detail)
                .contains("exit code 1: …")
                .contains("line number 2999")
                .hasSizeLessThan(600);
    }

    @Test
    void scriptWhenDeadlinePassesIsEndedWithItsChildren() throws IOException {
        Path pid = folder.resolve("pid");
        Path script = script("echo started; sleep 600 & echo $! > " + pid + "; wait");

        CheckResult result = Checks.script(environment, script).run(Duration.ofSeconds(2));

        assertThat(result.detail()).contains("did not end within 2000 ms: started");
        long child = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(child)
                        .map(handle -> handle.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)))
                .satisfies(exit -> exit.ifPresent(java.util.concurrent.CompletableFuture::join));
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void scriptWhenInterruptedIsEndedAndTheFlagIsSetAgain() throws IOException {
        Path script = script("sleep 600");
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> Checks.script(environment, script).run(DEADLINE))
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void scriptWhenItCannotRunSaysWhy() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.sh"), "#!/bin/sh\n");
        Path strange = executable(folder.resolve("strange.sh"), "#!/no/such/interpreter\n");

        assertThat(Checks.script(environment, folder.resolve("missing.sh"))
                        .run(DEADLINE)
                        .detail())
                .contains("there is no such file");
        assertThat(Checks.script(environment, plain).run(DEADLINE).detail()).endsWith("allow it with chmod +x");
        assertThat(Checks.script(environment, strange).run(DEADLINE).detail()).contains("cannot be started");
    }

    @Test
    void commandWhenItEndsWellHolds() {
        assertThat(Checks.command(service(), List.of("true")).run(DEADLINE))
                .isEqualTo(CheckResult.holds("true in database: exit code 0"));
    }

    @Test
    void commandWhenItFailsShowsItsLastWordsWithoutSecrets() {
        assertThat(Checks.command(service(), List.of("sh", "-c", "echo no s3cret-value >&2; exit 7"))
                        .run(DEADLINE)
                        .detail())
                .isEqualTo("sh in database: exit code 7: no <hidden>");
        assertThat(Checks.command(service(), List.of("sh", "-c", "echo out; exit 7"))
                        .run(DEADLINE)
                        .detail())
                .endsWith("exit code 7: out");
        assertThat(Checks.command(service(), List.of("false")).run(DEADLINE).detail())
                .endsWith("exit code 1, no output");
    }

    @Test
    void commandWhenEmptyRefuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Checks.command(service(), List.of()));
    }

    @Test
    void tcpWhenSomebodyListensHolds() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            assertThat(Checks.tcp(address).run(DEADLINE).ok()).isTrue();
            assertThat(Checks.tcp("127.0.0.1", port).run(DEADLINE))
                    .isEqualTo(CheckResult.holds("tcp 127.0.0.1:" + port + ": accepts connections"));
        }
        assertThat(Checks.tcp("127.0.0.1", port).run(DEADLINE).detail()).contains("Connection refused");
    }

    @Test
    void tcpWhenNameIsUnknownSaysSo() {
        assertThat(Checks.tcp(InetSocketAddress.createUnresolved("database.invalid", 27017))
                        .run(DEADLINE)
                        .detail())
                .contains("database.invalid")
                .contains("UnknownHostException");
        assertThatIllegalArgumentException().isThrownBy(() -> Checks.tcp("database", 0));
    }

    private LocalService service() {
        return new LocalService(environment, "database");
    }

    private Path script(String body) throws IOException {
        return executable(folder.resolve("validate.sh"), "#!/bin/sh\n" + body + "\n");
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Stack stack(Path secret) {
        return Stack.builder("meeshy-staging")
                .service(Service.builder("database", "mongo:8.0").build())
                .secret(new Secret("password", secret))
                .build();
    }
}
