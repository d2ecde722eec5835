package me.meeshy.infra.compose;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
    private final ComposeFile.Settings settings;
    private final Map<String, String> outside;
    private final Map<String, String> variables;
    private final Set<Path> environmentFiles = new LinkedHashSet<>();
    private final Ledger ledger;

    Loading(ComposeFile.Settings settings) {
        this.settings = settings;
        this.directory = settings.directory;
        this.outside = settings.variables.orElseGet(System::getenv);
        this.variables = new HashMap<>(outside);
        this.ledger = new Ledger(settings.strict);
    }

    LoadedStack load() {
        if (!Files.isDirectory(directory)) {
            throw problem(directory, "there is no such directory");
        }
        readEnvironmentFiles(directory);
        List<Path> givenFiles = settings.files;
        boolean named = givenFiles.isEmpty()
                && !variables.getOrDefault("COMPOSE_FILE", "").isEmpty();
        List<Path> files = named ? namedByVariable() : givenFiles.isEmpty() ? found() : givenFiles;
        Path base = named ? parent(files.get(0)) : directory;
        if (!base.equals(directory)) {
            readEnvironmentFiles(base);
        }
        var paths = new HostPaths(home());
        var assembly = new Assembly(paths, ledger);
        List<Mapping> located = assembly.located(
                files.stream().map(file -> new Source(file, base, variables)).toList());
        if (located.isEmpty()) {
            throw problem(files.get(0), "the file is empty");
        }
        String name = settings.projectName.orElseGet(() -> projectName(located, base));
        variables.put("COMPOSE_PROJECT_NAME", name);
        var reader =
                new StackReader(assembly.assembled(located), new Reading(paths, variables, ledger), settings.targets);
        Stack stack = reader.read(name, profiles());
        return new LoadedStack(
                stack,
                reader.inactiveServices(),
                base,
                files,
                List.copyOf(environmentFiles),
                variables,
                ledger.warnings());
    }

    private Collection<String> profiles() {
        return settings.profiles.isEmpty()
                ? Profiles.listed(variables.getOrDefault("COMPOSE_PROFILES", ""))
                : settings.profiles;
    }

    private String home() {
        String home = outside.get("HOME");
        return home != null ? home : System.getProperty("user.home", "/");
    }

    private void readEnvironmentFiles(Path where) {
        List<Path> files = settings.environmentFiles;
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
                EnvFile.read(file, name -> variables.getOrDefault(name, read.get(name)), ledger)
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

    /** Whether a file of the usual names is there. */
    static boolean isProject(Path where) {
        return NAMES.stream().anyMatch(name -> Files.exists(where.resolve(name)));
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
            ledger.warnings()
                    .add(new ComposeWarning(
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
        YamlNode interpolated = InterpolatedTree.of(node, variables::get, new Ledger(settings.strict));
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
