package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** mongodump and mongorestore themselves, from the PATH, else from the place beside the project that dev/peers knows. */
final class DatabaseTools {

    private DatabaseTools() {}

    static String mongodump(String... arguments) throws IOException, InterruptedException {
        return run("mongodump", arguments);
    }

    static String mongorestore(String... arguments) throws IOException, InterruptedException {
        return run("mongorestore", arguments);
    }

    static Path program(String name) {
        Path root = Path.of("").toAbsolutePath();
        Path found = Stream.concat(
                        Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                                .map(Path::of),
                        Stream.of(root, root.resolve("..")).map(each -> each.resolve("../shared/peers/bin")))
                .map(each -> each.resolve(name).normalize())
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(name));
        assumeTrue(
                Files.isExecutable(found),
                name + " is neither on the PATH nor beside the project (dev/peers finds it)");
        return found;
    }

    private static String run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(name).toString()));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    static String execute(List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile("tool", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            String output = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
