package me.meeshy.infra.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command to run inside a container that runs.
 *
 * @param command program and arguments; never printed but for the program
 * @param environment further variables; never printed
 * @param user as whom, where it is not the container's own user: name or id, with a group after a colon if need be
 * @param workingDirectory where, if not in the container's own folder
 * @param terminal whether it is given a terminal; both streams then come as one, and lines end as terminals end them
 * @param privileged whether it may do nearly all that the host's root may
 */
public record ExecSpec(
        List<String> command,
        Map<String, String> environment,
        Optional<String> user,
        Optional<String> workingDirectory,
        boolean terminal,
        boolean privileged) {

    /**
     * Checks that there is a program.
     *
     * @param command program and arguments
     * @param environment further variables
     * @param user as whom
     * @param workingDirectory where
     * @param terminal whether it is given a terminal
     * @param privileged whether it may do nearly all that the host's root may
     * @throws IllegalArgumentException if there is no program
     */
    public ExecSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /**
     * A command that may do what its container may.
     *
     * @param command program and arguments
     * @param environment further variables
     * @param user as whom
     * @param workingDirectory where
     * @param terminal whether it is given a terminal
     * @throws IllegalArgumentException if there is no program
     */
    public ExecSpec(
            List<String> command,
            Map<String, String> environment,
            Optional<String> user,
            Optional<String> workingDirectory,
            boolean terminal) {
        this(command, environment, user, workingDirectory, terminal, false);
    }

    /**
     * A command as the container's user, in its folder, without a terminal.
     *
     * @param command program and arguments
     * @return the command
     * @throws IllegalArgumentException if there is no program
     */
    public static ExecSpec of(List<String> command) {
        return new ExecSpec(command, Map.of(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * The program alone: arguments and variables may hold a secret.
     *
     * @return for instance {@code ExecSpec[mongosh]}
     */
    @Override
    public String toString() {
        return "ExecSpec[" + command.get(0) + "]";
    }
}
