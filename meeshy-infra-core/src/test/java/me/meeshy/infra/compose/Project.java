package me.meeshy.infra.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import me.meeshy.infra.model.Service;

/** A project's directory of a test. */
record Project(Path directory, Map<String, String> variables) {

    static Project in(Path directory) {
        return new Project(directory, Map.of("HOME", "/home/somebody"));
    }

    Project with(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Project variables(Map<String, String> outside) {
        return new Project(directory, outside);
    }

    LoadedStack load() {
        return ComposeFile.in(directory).variables(variables).load();
    }

    LoadedStack load(String composeFile) {
        return with("compose.yaml", composeFile).load();
    }

    /** The service {@code a}, whose keys are given; volumes, networks, secrets and configs of the usual names are there. */
    Service service(String keys) {
        return stackWith(keys).stack().service("a");
    }

    LoadedStack stackWith(String keys) {
        return load("services:\n  a:\n    image: x\n    " + keys.strip().replace("\n", "\n    ") + "\n  b: {image: y}\n"
                + "volumes: {data: , other: }\nnetworks: {front: , back: }\nsecrets: {s: {file: s.txt}, t: {file: /t}}\n"
                + "configs: {c: {file: ./c.txt}}\n");
    }
}
