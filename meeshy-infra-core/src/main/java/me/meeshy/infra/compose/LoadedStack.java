package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.Stack;

/**
 * A stack as its compose files declare it, and where it came from. Immutable and safe to share between threads.
 *
 * @param stack the stack; every path in it is absolute
 * @param inactiveServices the services that are not in the stack since none of their profiles is enabled, each with its profiles
 * @param directory the project's directory, from which relative paths were taken
 * @param files the compose files, in the order in which they were merged
 * @param environmentFiles the {@code .env} files that were read; empty where there is none
 * @param variables what {@code ${…}} stood for: the operating system's variables and the {@code .env} files'; may hold secrets,
 *     so the map prints as {@code <hidden>}
 * @param warnings what was accepted but deserves a look
 */
public record LoadedStack(
        Stack stack,
        Map<String, List<String>> inactiveServices,
        Path directory,
        List<Path> files,
        List<Path> environmentFiles,
        Map<String, String> variables,
        List<ComposeWarning> warnings) {

    /**
     * Copies the lists and the map.
     *
     * @param stack the stack; every path in it is absolute
     * @param inactiveServices the services that are not in the stack since none of their profiles is enabled, each with its profiles
     * @param directory the project's directory, from which relative paths were taken
     * @param files the compose files, in the order in which they were merged
     * @param environmentFiles the {@code .env} files that were read; empty where there is none
     * @param variables what {@code ${…}} stood for
     * @param warnings what was accepted but deserves a look
     */
    public LoadedStack {
        inactiveServices = Map.copyOf(inactiveServices);
        files = List.copyOf(files);
        environmentFiles = List.copyOf(environmentFiles);
        variables = new HiddenMap(variables);
        warnings = List.copyOf(warnings);
    }

    /**
     * The stack and its files, without the variables.
     *
     * @return for instance {@code LoadedStack[meeshy, [/srv/chat/compose.yaml]]}
     */
    @Override
    public String toString() {
        return "LoadedStack[" + stack.name() + ", " + files + "]";
    }
}
