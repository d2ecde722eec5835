package me.meeshy.infra.compose;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.model.Stack;
import org.jspecify.annotations.Nullable;

/** One run of the pipeline: variables, located trees, interpolated trees, one merged tree, the typed stack. */
final class Loading {

    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");
    private static final Set<String> TRUE = Set.of("1", "t", "true");

    private final Path directory;
    private final List<Path> givenEnvironmentFiles;
    private final Map<String, String> outside;
    private final Map<String, String> variables;
    private final Set<Path> environmentFiles = new LinkedHashSet<>();
    private final List<ComposeWarning> warnings = new ArrayList<>();

    Loading(Path directory, List<Path> environmentFiles, Map<String, String> outside) {
        this.directory = directory;
        this.givenEnvironmentFiles = environmentFiles;
        this.outside = outside;
        this.variables = new HashMap<>(outside);
    }

    LoadedStack load(List<Path> givenFiles, @Nullable String givenName) {
        if (!Files.isDirectory(directory)) {
            throw problem(directory, "there is no such directory");
        }
        readEnvironmentFiles(directory);
        boolean named = givenFiles.isEmpty()
                && !variables.getOrDefault("COMPOSE_FILE", "").isEmpty();
        List<Path> files = named ? namedByVariable() : givenFiles.isEmpty() ? found() : givenFiles;
        Path base = named ? parent(files.get(0)) : directory;
        if (!base.equals(directory)) {
            readEnvironmentFiles(base);
        }
        List<Mapping> located = new ArrayList<>();
        for (Path file : files) {
            YamlReader.read(file).forEach(document -> located.add(mapping(document)));
        }
        if (located.isEmpty()) {
            throw problem(files.get(0), "the file is empty");
        }
        String name = givenName != null ? givenName : projectName(located, base);
        variables.put("COMPOSE_PROJECT_NAME", name);
        var interpolation = new Interpolation(variables::get);
        List<Mapping> interpolated = new ArrayList<>();
        located.forEach(tree -> interpolated.add((Mapping) InterpolatedTree.of(tree, interpolation, warnings)));
        Mapping merged = MergedTree.of(interpolated);
        var paths = new HostPaths(base, home());
        Stack stack = new StackReader(merged, new Reading(paths, variables, warnings)).read(name);
        return new LoadedStack(stack, base, files, List.copyOf(environmentFiles), variables, warnings);
    }

    private String home() {
        String home = outside.get("HOME");
        return home != null ? home : System.getProperty("user.home", "/");
    }

    private static Mapping mapping(YamlNode document) {
        if (document instanceof Mapping mapping) {
            return mapping;
        }
        throw new ComposeFileException(
                document.at(),
                "",
                "a compose file is a map of keys such as services, and this is " + YamlNode.describe(document));
    }

    private void readEnvironmentFiles(Path where) {
        List<Path> files = givenEnvironmentFiles;
        if (files.isEmpty()) {
            files = split(outside.getOrDefault("COMPOSE_ENV_FILES", ""), ",");
        }
        if (files.isEmpty()) {
            Path usual = where.resolve(".env");
            boolean disabled = TRUE.contains(
                    outside.getOrDefault("COMPOSE_DISABLE_ENV_FILE", "").toLowerCase(Locale.ROOT));
            files = disabled || !Files.exists(usual) || Files.isDirectory(usual) ? List.of() : List.of(usual);
        }
        Map<String, String> read = new HashMap<>();
        for (Path file : files) {
            if (environmentFiles.add(file)) {
                EnvFile.read(file, name -> variables.getOrDefault(name, read.get(name)), warnings)
                        .forEach((name, variable) -> read.put(name, variable.value()));
            }
        }
        read.forEach(variables::putIfAbsent);
    }

    private List<Path> namedByVariable() {
        String separator = variables.getOrDefault("COMPOSE_PATH_SEPARATOR", "");
        return split(variables.getOrDefault("COMPOSE_FILE", ""), separator.isEmpty() ? File.pathSeparator : separator);
    }

    private List<Path> split(String text, String separator) {
        List<Path> paths = new ArrayList<>();
        try {
            Stream.of(text.split(Pattern.quote(separator)))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(part -> paths.add(directory.resolve(part).normalize()));
        } catch (InvalidPathException e) {
            throw problem(directory, "COMPOSE_FILE or COMPOSE_ENV_FILES names what is no path", e);
        }
        return paths;
    }

    private List<Path> found() {
        Path main = first(NAMES)
                .orElseThrow(() ->
                        problem(directory, "there is no compose file; it would be named " + String.join(", ", NAMES)));
        List<Path> files = new ArrayList<>(List.of(main));
        first(OVERRIDES).ifPresent(files::add);
        return files;
    }

    private Optional<Path> first(List<String> names) {
        List<Path> there =
                names.stream().map(directory::resolve).filter(Files::exists).toList();
        if (there.size() > 1) {
            warnings.add(new ComposeWarning(
                    there.get(0),
                    0,
                    "is read, and " + there.subList(1, there.size()) + " is not: one of these names wins"));
        }
        return there.stream().findFirst();
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private String projectName(List<Mapping> located, Path base) {
        String fromVariable = variables.getOrDefault("COMPOSE_PROJECT_NAME", "");
        if (!fromVariable.isEmpty()) {
            if (!ProjectName.valid(fromVariable)) {
                throw problem(
                        base,
                        "the variable COMPOSE_PROJECT_NAME holds no project name: it takes lower-case letters,"
                                + " digits, '_' and '-', and starts with a letter or a digit");
            }
            return fromVariable;
        }
        String name = "";
        for (Mapping tree : located) {
            YamlNode.Entry entry = tree.entries().get("name");
            if (entry != null && !new Field(entry.value(), KeyPath.ROOT.key("name")).isNull()) {
                name = nameOf(entry.value());
            }
        }
        name = name.isEmpty() ? ProjectName.ofDirectory(base) : name;
        if (name.isEmpty()) {
            throw problem(
                    base,
                    "the project has no name: neither the files nor the directory give one; write name: in"
                            + " the compose file");
        }
        return name;
    }

    private String nameOf(YamlNode node) {
        // its warnings come again, and are kept, when the whole file is interpolated
        YamlNode interpolated = InterpolatedTree.of(node, new Interpolation(variables::get), new ArrayList<>());
        var field = new Field(interpolated, KeyPath.ROOT.key("name"));
        String name = ProjectName.normalised(field.text());
        if (name.isEmpty()) {
            throw field.problem(field.shown() + " has no letter or digit that a project's name could be made of");
        }
        return name;
    }

    private static ComposeFileException problem(Path where, String problem) {
        return new ComposeFileException(Position.of(where), "", problem);
    }

    private static ComposeFileException problem(Path where, String problem, Throwable cause) {
        return new ComposeFileException(Position.of(where), "", problem, cause);
    }
}
