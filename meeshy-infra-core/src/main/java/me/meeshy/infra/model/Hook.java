package me.meeshy.infra.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command that is run inside a container after its start or before its stop.
 *
 * @param command program and arguments
 * @param user who runs it; the container's user if empty
 * @param privileged whether it may do nearly everything that the host may
 * @param workingDirectory where it is run; the container's if empty
 * @param environment further variables; never print their values
 */
public record Hook(
        List<String> command,
        Optional<String> user,
        boolean privileged,
        Optional<String> workingDirectory,
        Map<String, String> environment) {

    /**
     * Copies, and checks that there is a command.
     *
     * @param command program and arguments
     * @param user who runs it; the container's user if empty
     * @param privileged whether it may do nearly everything that the host may
     * @param workingDirectory where it is run; the container's if empty
     * @param environment further variables; never print their values
     * @throws IllegalArgumentException if the command is empty
     */
    public Hook {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a hook needs a command");
        }
    }

    /**
     * A command with every default.
     *
     * @param command program and arguments
     * @return the hook
     */
    public static Hook of(String... command) {
        return new Hook(List.of(command), Optional.empty(), false, Optional.empty(), Map.of());
    }

    /**
     * The command; no values of variables.
     *
     * @return for instance {@code Hook[[sh, -c, date]]}
     */
    @Override
    public String toString() {
        return "Hook[" + command + "]";
    }
}
