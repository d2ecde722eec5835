package me.meeshy.infra.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The compose files that between them use every key, each small and named for what it shows. */
final class Corpus {

    /** Stand for the operating system's. */
    static final Map<String, String> VARIABLES = Map.of(
            "HOME", "/home/somebody",
            "REGION", "eu",
            "TAG", "7",
            "EMPTY", "",
            "RETRIES", "3",
            "NO", "no",
            "PORT", "8080",
            "PASSWORD", "hunter2",
            "COMPOSE_PROFILES", "on");

    private Corpus() {}

    static Stream<String> names() {
        try (Stream<Path> files = Files.list(folder())) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(folder().resolve(name + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A project of one of the files, and of what they all refer to. */
    static Path project(Path directory, String name) throws IOException {
        Path project = directory.resolve("corpus");
        try (Stream<Path> files = Files.walk(folder().resolve("support"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(folder().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.copy(folder().resolve(name + ".yaml"), project.resolve("compose.yaml"));
        return project;
    }

    private static Path folder() {
        try {
            URL folder = Objects.requireNonNull(Corpus.class.getResource("corpus"));
            return Path.of(folder.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
