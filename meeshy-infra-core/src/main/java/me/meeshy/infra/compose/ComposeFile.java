package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private final Path directory;
    private final List<Path> files;
    private final List<Path> environmentFiles;
    private final @Nullable Map<String, String> variables;
    private final @Nullable String projectName;

    private ComposeFile(
            Path directory,
            List<Path> files,
            List<Path> environmentFiles,
            @Nullable Map<String, String> variables,
            @Nullable String projectName) {
        this.directory = directory;
        this.files = files;
        this.environmentFiles = environmentFiles;
        this.variables = variables;
        this.projectName = projectName;
    }

    /**
     * The project in a directory. Unless {@link #file} says otherwise, its files are those that {@code COMPOSE_FILE} names, in the
     * operating system's environment or in the directory's {@code .env}; else the first of {@code compose.yaml},
     * {@code compose.yml}, {@code docker-compose.yml} and {@code docker-compose.yaml}, and the override file beside it, if
     * there is one. Parent directories are not searched.
     *
     * @param directory the project's directory; a relative one is taken from the current directory
     * @return the project
     */
    public static ComposeFile in(Path directory) {
        return new ComposeFile(directory.toAbsolutePath().normalize(), List.of(), List.of(), null, null);
    }

    /**
     * Adds a compose file; later ones are merged over earlier ones. With it, neither {@code COMPOSE_FILE} nor the usual names count.
     *
     * @param path the file; a relative one is taken from the project's directory
     * @return the changed copy
     */
    public ComposeFile file(Path path) {
        return new ComposeFile(directory, added(files, path), environmentFiles, variables, projectName);
    }

    /**
     * Adds a file of variables; of one variable in several files the last counts. With it, the directory's {@code .env} is not
     * read.
     *
     * @param path the file, which must exist; a relative one is taken from the project's directory
     * @return the changed copy
     */
    public ComposeFile environmentFile(Path path) {
        return new ComposeFile(directory, files, added(environmentFiles, path), variables, projectName);
    }

    private List<Path> added(List<Path> paths, Path path) {
        List<Path> more = new ArrayList<>(paths);
        more.add(directory.resolve(path).normalize());
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
        return new ComposeFile(directory, files, environmentFiles, Map.copyOf(environment), projectName);
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
        return new ComposeFile(directory, files, environmentFiles, variables, name);
    }

    /**
     * Reads the files.
     *
     * @return the stack, and where it came from
     * @throws ComposeFileException if a file cannot be read, is no YAML, holds a key that is unknown or not supported yet, or a value that
     *     makes no sense; if a variable that is required is missing; or if no file is there
     */
    public LoadedStack load() {
        var loading = new Loading(directory, environmentFiles, variables == null ? System.getenv() : variables);
        return loading.load(files, projectName);
    }

    /**
     * The directory and the files that were named.
     *
     * @return for instance {@code ComposeFile[/srv/chat, []]}
     */
    @Override
    public String toString() {
        return "ComposeFile[" + directory + ", " + files + "]";
    }
}
