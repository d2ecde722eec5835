package me.meeshy.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.compose.ComposeWarning;
import me.meeshy.infra.compose.LoadedStack;
import me.meeshy.infra.isolation.Isolation;
import me.meeshy.infra.isolation.shared.Side;
import me.meeshy.infra.isolation.shared.Sides;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.orchestration.Project;

/**
 * A stack in its place: under a name, in a role, with the directory that its files are in. Immutable and safe to share
 * between threads.
 */
public final class Environment {

    private final String name;
    private final Stack stack;
    private final Role role;
    private final Optional<Path> directory;
    private final List<Path> composeFiles;
    private final Map<String, String> variables;
    private final Map<String, URI> endpoints;
    private final List<ComposeWarning> warnings;
    /** Services that its files have and whose profiles are not enabled: known, and no orphans. */
    private final Set<String> inactiveServices;

    private Environment(
            String name,
            Stack stack,
            Role role,
            Optional<Path> directory,
            List<Path> composeFiles,
            Map<String, String> variables,
            Map<String, URI> endpoints,
            List<ComposeWarning> warnings,
            Set<String> inactiveServices) {
        this.name = Objects.requireNonNull(name);
        this.stack = Objects.requireNonNull(stack);
        this.role = Objects.requireNonNull(role);
        this.directory = directory;
        this.composeFiles = List.copyOf(composeFiles);
        // not copied: it cannot change, and hides its values when it is printed
        this.variables = variables;
        this.endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
        this.warnings = List.copyOf(warnings);
        this.inactiveServices = Set.copyOf(inactiveServices);
    }

    /**
     * An environment of a stack that was built in Java, in the role {@link Role#DEVELOPMENT}. Relative paths are taken from
     * the process's working directory.
     *
     * @param name the environment's name
     * @param stack the stack
     * @return the environment
     */
    public static Environment of(String name, Stack stack) {
        return new Environment(
                name, stack, Role.DEVELOPMENT, Optional.empty(), List.of(), Map.of(), Map.of(), List.of(), Set.of());
    }

    /**
     * Loads the environment of a directory: its compose files and its {@code .env}, as compose finds them. It is named as the
     * directory and its role is {@link Role#UNKNOWN}, guarded as production, until {@link #as} says what it is.
     *
     * @param directory the directory, such as {@code /opt/meeshy/production}
     * @return the environment; what deserves a look in its files stands in its {@link #warnings}
     * @throws me.meeshy.infra.compose.ComposeFileException if there is no compose file, or one cannot be read or understood
     */
    public static Environment load(Path directory) {
        return load(ComposeFile.in(directory));
    }

    /**
     * Loads an environment from compose files that are not the usual ones.
     *
     * @param files which files, and with which variables
     * @return the environment, as {@link #load(Path)} does
     * @throws me.meeshy.infra.compose.ComposeFileException if one cannot be read or understood
     */
    public static Environment load(ComposeFile files) {
        LoadedStack loaded = files.load();
        Path folder = loaded.directory().getFileName();
        return new Environment(
                folder == null ? loaded.stack().name() : folder.toString(),
                loaded.stack(),
                Role.UNKNOWN,
                Optional.of(loaded.directory()),
                loaded.files(),
                loaded.variables(),
                Map.of(),
                loaded.warnings(),
                loaded.inactiveServices().keySet());
    }

    /**
     * In another role.
     *
     * @param newRole the role
     * @return the changed copy
     */
    public Environment as(Role newRole) {
        return new Environment(
                name, stack, newRole, directory, composeFiles, variables, endpoints, warnings, inactiveServices);
    }

    /**
     * Under another name; the project's name in the engine stays.
     *
     * @param newName the name
     * @return the changed copy
     */
    public Environment named(String newName) {
        return new Environment(
                newName, stack, role, directory, composeFiles, variables, endpoints, warnings, inactiveServices);
    }

    /**
     * With an address under which people reach a part of it.
     *
     * @param key what is reached, such as {@code api}
     * @param address its address
     * @return the changed copy
     */
    public Environment endpoint(String key, URI address) {
        var changed = new LinkedHashMap<>(endpoints);
        changed.put(key, address);
        return new Environment(
                name, stack, role, directory, composeFiles, variables, changed, warnings, inactiveServices);
    }

    /**
     * Its name.
     *
     * @return the name, which a consent must name
     */
    public String name() {
        return name;
    }

    /**
     * What it runs.
     *
     * @return the stack
     */
    public Stack stack() {
        return stack;
    }

    /**
     * What it is for.
     *
     * @return the role
     */
    public Role role() {
        return role;
    }

    /**
     * The directory that its files are in.
     *
     * @return an absolute path, or empty for a stack that was built in Java
     */
    public Optional<Path> directory() {
        return directory;
    }

    /**
     * The compose files that it was loaded from.
     *
     * @return absolute paths, in the order in which they were merged
     */
    public List<Path> composeFiles() {
        return composeFiles;
    }

    /**
     * What {@code ${…}} stood for in its compose files: the variables of its {@code .env} file and of the process that loaded it. Their
     * values may be secret: never print them.
     *
     * @return values by name; empty for a stack that was built in Java
     */
    public Map<String, String> variables() {
        return variables;
    }

    /**
     * What was accepted in its compose files but deserves a look, such as a secret among a service's variables; no values.
     *
     * @return the warnings, each with its place
     */
    public List<ComposeWarning> warnings() {
        return warnings;
    }

    /**
     * The addresses under which people reach it.
     *
     * @return addresses by what is reached
     */
    public Map<String, URI> endpoints() {
        return endpoints;
    }

    /**
     * One of the addresses under which people reach it.
     *
     * @param key what is reached
     * @return the address
     * @throws InfraException if there is none of that key; the message lists those that there are
     */
    public URI endpoint(String key) {
        URI found = endpoints.get(key);
        if (found == null) {
            throw new InfraException(
                    "environment " + name + " has no endpoint '" + key + "'; it has " + endpoints.keySet());
        }
        return found;
    }

    /**
     * The file that holds a secret.
     *
     * @param key the secret's key in the stack
     * @return an absolute path
     * @throws InfraException if the stack has no such secret, or it is in no file
     */
    public Path secretFile(String key) {
        Secret secret = stack.secrets().get(key);
        if (secret == null) {
            throw new InfraException("environment " + name + " has no secret '" + key + "'; its stack has "
                    + stack.secrets().keySet());
        }
        return directory
                .orElse(Path.of(""))
                .toAbsolutePath()
                .resolve(secret.file()
                        .orElseThrow(() ->
                                new InfraException("environment " + name + ": the secret '" + key + "' is in no file")))
                .normalize();
    }

    /**
     * Starts an environment after the pattern of this one and apart from it.
     *
     * @param otherName the other environment's name
     * @return its builder
     */
    public Derivation derive(String otherName) {
        return new Derivation(this, otherName);
    }

    /** The same under other conditions; what was odd in the source's files is not said again. */
    Environment derived(
            String otherName,
            Stack otherStack,
            Role otherRole,
            Optional<Path> otherDirectory,
            Map<String, URI> addresses) {
        return new Environment(
                otherName,
                otherStack,
                otherRole,
                otherDirectory.or(() -> directory),
                composeFiles,
                variables,
                addresses,
                List.of(),
                inactiveServices);
    }

    /**
     * Looks for everything that this environment and another one share: names, ports, volumes, networks, folders that one
     * writes and the other has, secrets (compared without being shown), addresses. Reads the compose files and the secret
     * files of both; asks no engine.
     *
     * @param other the other environment
     * @return what they share, each with its place and the mend
     * @throws InfraException if a secret file is there but cannot be read
     */
    public Isolation isolationFrom(Environment other) {
        return new Sides(side(), other.side()).compare();
    }

    private Side side() {
        return Side.of(project(), directory, endpoints);
    }

    /** What orchestration needs to know. */
    Project project() {
        return new Project(
                name,
                role,
                stack,
                directory.orElse(Path.of("")).toAbsolutePath(),
                composeFiles,
                // a stack that was built in Java has the process's own
                composeFiles.isEmpty() ? System.getenv() : variables,
                warnings.stream().map(ComposeWarning::toString).toList(),
                inactiveServices);
    }

    /**
     * Its name, role and project; no values of variables, since they may be secret.
     *
     * @return for instance {@code Environment[staging, STAGING, meeshy-staging]}
     */
    @Override
    public String toString() {
        return "Environment[" + name + ", " + role + ", " + stack.name() + "]";
    }
}
