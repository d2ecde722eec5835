package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.model.Stack;

/**
 * Reads compose files as {@code docker compose} does, into a typed stack.
 *
 * <pre>{@code
 * LoadedStack production = ComposeFile.in(Path.of("/opt/meeshy/production")).load();
 * production.warnings().forEach(System.out::println);
 * Stack stack = production.stack();
 * }</pre>
 *
 * <p>What a file says is understood or refused, with file, line, column and key: nothing is left out silently, keys that begin with
 * {@code x-} excepted. Immutable and safe to share between threads: each setter returns a changed copy.
 */
public final class ComposeFile {

    /** What is asked for; a copy is changed, and from then on it stays as it is. */
    static final class Settings {

        final Path directory;
        List<Path> files = List.of();
        List<Path> environmentFiles = List.of();
        Optional<Map<String, String>> variables = Optional.empty();
        Optional<String> projectName = Optional.empty();
        List<String> profiles = List.of();
        List<String> targets = List.of();
        boolean strict;

        private Settings(Path directory) {
            this.directory = directory;
        }

        private Settings(Settings other) {
            directory = other.directory;
            files = other.files;
            environmentFiles = other.environmentFiles;
            variables = other.variables;
            projectName = other.projectName;
            profiles = other.profiles;
            targets = other.targets;
            strict = other.strict;
        }
    }

    private final Settings settings;

    private ComposeFile(Settings settings) {
        this.settings = settings;
    }

    private ComposeFile with(Consumer<Settings> change) {
        var changed = new Settings(settings);
        change.accept(changed);
        return new ComposeFile(changed);
    }

    /**
     * The project in a directory. Unless {@link #file} says otherwise, its files are those that {@code COMPOSE_FILE} names, in the
     * operating system's environment or in the directory's {@code .env}; else the first of {@code compose.yaml},
     * {@code compose.yml}, {@code docker-compose.yml} and {@code docker-compose.yaml}, and the override file beside it, if
     * there is one. Parent directories are not searched: {@link #nearest} does that.
     *
     * @param directory the project's directory; a relative one is taken from the current directory
     * @return the project
     */
    public static ComposeFile in(Path directory) {
        return new ComposeFile(new Settings(directory.toAbsolutePath().normalize()));
    }

    /**
     * The project of a directory or, where no file of the usual names is in it, of the nearest directory above it that has one, as
     * {@code docker compose} looks for it.
     *
     * @param start where the search starts; a relative one is taken from the current directory
     * @return the project; of the directory itself where none above has a compose file, either
     */
    public static ComposeFile nearest(Path start) {
        for (Path path = start.toAbsolutePath().normalize(); path != null; path = path.getParent()) {
            if (Loading.isProject(path)) {
                return in(path);
            }
        }
        return in(start);
    }

    /**
     * The project that files make, as {@code docker compose -f} takes them: its directory is that of the first file.
     *
     * @param first the first file; a relative one is taken from the current directory
     * @param more files that are merged over it, in this order; relative ones are taken from the current directory
     * @return the project
     */
    public static ComposeFile of(Path first, Path... more) {
        Path base = first.toAbsolutePath().normalize();
        Path parent = base.getParent();
        ComposeFile project = in(parent == null ? base : parent).file(base);
        for (Path path : more) {
            project = project.file(path.toAbsolutePath());
        }
        return project;
    }

    /**
     * Adds a compose file; later ones are merged over earlier ones. With it, neither {@code COMPOSE_FILE} nor the usual names count.
     *
     * @param path the file; a relative one is taken from the project's directory
     * @return the changed copy
     */
    public ComposeFile file(Path path) {
        return with(changed -> changed.files =
                added(changed.files, changed.directory.resolve(path).normalize()));
    }

    /**
     * Adds a file of variables; of one variable in several files the last counts. With it, the directory's {@code .env} is not
     * read.
     *
     * @param path the file, which must exist; a relative one is taken from the project's directory
     * @return the changed copy
     */
    public ComposeFile environmentFile(Path path) {
        return with(changed -> changed.environmentFiles =
                added(changed.environmentFiles, changed.directory.resolve(path).normalize()));
    }

    private static <T> List<T> added(List<T> values, T value) {
        List<T> more = new ArrayList<>(values);
        more.add(value);
        return List.copyOf(more);
    }

    /**
     * Sets what stands for the operating system's environment, which wins over {@code .env} files. Default: that of this process, as
     * it is when the files are loaded.
     *
     * @param environment variables by name
     * @return the changed copy
     */
    public ComposeFile variables(Map<String, String> environment) {
        return with(changed -> changed.variables = Optional.of(Map.copyOf(environment)));
    }

    /**
     * Sets the project's name. Default: {@code COMPOSE_PROJECT_NAME}, else the last file's {@code name:}, else the directory's name, the
     * latter two in lower case and without what a project's name cannot have.
     *
     * @param name lower-case letters, digits, {@code _} and {@code -}
     * @return the changed copy
     * @throws IllegalArgumentException if the name has another character or does not begin with a letter or a digit
     */
    public ComposeFile projectName(String name) {
        if (!ProjectName.valid(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' cannot be the name of a project: it takes lower-case letters, digits, '_' and '-', and"
                    + " starts with a letter or a digit");
        }
        return with(changed -> changed.projectName = Optional.of(name));
    }

    /**
     * Enables a profile: services that have it are part of the stack. With it, {@code COMPOSE_PROFILES} does not count.
     *
     * @param name the profile's name; {@code *} enables every one
     * @return the changed copy
     */
    public ComposeFile profile(String name) {
        return with(changed -> changed.profiles = added(changed.profiles, name));
    }

    /**
     * Enables the profiles of a service that is to be started, beside those of {@link #profile} or {@code COMPOSE_PROFILES}.
     *
     * @param service its name
     * @return the changed copy, which can be loaded only if there is such a service
     */
    public ComposeFile target(String service) {
        return with(changed -> changed.targets = added(changed.targets, service));
    }

    /**
     * Refuses a variable that is not set and for which no default is written. Default: it counts as empty, with a warning, as compose
     * has it.
     *
     * @return the changed copy
     */
    public ComposeFile strict() {
        return with(changed -> changed.strict = true);
    }

    /**
     * Reads the files.
     *
     * @return the stack, and where it came from
     * @throws ComposeFileException if a file cannot be read, is no YAML, holds a key that is unknown or not supported yet, or a value that
     *     makes no sense; if a variable that is required, or with {@link #strict} any, is missing; or if no file is there
     */
    public LoadedStack load() {
        return new Loading(settings).load();
    }

    /**
     * Writes a stack as one compose file in a canonical form. Read again, from the same place and with nothing beside it, it gives an equal
     * stack, provided that the stack declares nothing that no service uses, which compose leaves out, and that its paths are
     * absolute, as those of a loaded stack are: a relative path counts from the file's directory.
     *
     * <p>The file holds the variables of services as they are, which may be secret: where the file system can, only its owner may read it.
     *
     * @param stack the stack
     * @param file where it goes; replaced whole if it is there, and left alone if the writing fails
     * @throws me.meeshy.infra.model.InfraException if the file cannot be written
     */
    public static void write(Stack stack, Path file) {
        FinishedFile.write(file, YamlText.of(StackWriter.of(stack)));
    }

    /**
     * The directory and the files that were named.
     *
     * @return for instance {@code ComposeFile[/srv/chat, []]}
     */
    @Override
    public String toString() {
        return "ComposeFile[" + settings.directory + ", " + settings.files + "]";
    }
}
