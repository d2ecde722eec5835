package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A restore in a process of its own, to be killed. Arguments: the dump and the server. */
final class RestoreProcess {

    private RestoreProcess() {}

    public static void main(String[] arguments) {
        restore(Path.of(arguments[0]), arguments[1]).run();
    }

    static MongoRestore restore(Path dump, String uri) {
        return MongoRestore.from(dump)
                .to(uri)
                .replaceExisting()
                .patience(Duration.ofSeconds(30))
                .build();
    }

    /** Runs it, and kills it when a command of it comes by: before the server has it, or after. */
    static void kill(Path dump, BareMongo server, Path output, String command, int number, boolean passing)
            throws IOException, InterruptedException {
        kill(dump, server::socket, proxied -> proxied, output, command, number, passing);
    }

    /** The same, with a login that goes into the connection string of what stands between. */
    static void kill(
            Path dump,
            Supplier<InetSocketAddress> server,
            UnaryOperator<String> login,
            Path output,
            String command,
            int number,
            boolean passing)
            throws IOException, InterruptedException {
        CompletableFuture<Process> process = new CompletableFuture<>();
        try (CuttingProxy proxy = new CuttingProxy(server)) {
            proxy.at(command, number, passing, () -> process.join().destroyForcibly());
            process.complete(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            RestoreProcess.class.getName(),
                            dump.toString(),
                            login.apply(proxy.uri()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.resolve("output").toFile())
                    .start());
            assertThat(process.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.join().exitValue())
                    .as("killed at %s %s", command, number)
                    .isEqualTo(137);
        }
    }
}
