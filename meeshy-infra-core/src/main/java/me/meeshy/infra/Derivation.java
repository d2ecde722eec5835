package me.meeshy.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.isolation.NotIsolatedException;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;

/**
 * Makes an environment after the pattern of another one, and apart from it: the same services under another project's name,
 * with names, ports, folders, secrets and addresses of their own. Whatever the two would still share is an error. Not
 * thread-safe; what it builds is.
 *
 * <pre>{@code
 * Environment staging = production.derive("staging").project("meeshy-staging").containerSuffix("-staging")
 *     .directory(Path.of("/opt/meeshy/staging"))
 *     .publish("traefik", 443, 8443)
 *     .endpoint("api", URI.create("https://gate.staging.meeshy.me:8443")).build();
 * }</pre>
 */
public final class Derivation {

    private final Environment source;
    private final String name;
    private String project;
    private String suffix = "";
    private Role role = Role.STAGING;
    private Optional<Path> directory = Optional.empty();
    private final Map<String, Map<Integer, Integer>> ports = new LinkedHashMap<>();
    private final Map<String, URI> endpoints = new LinkedHashMap<>();
    private final Map<String, Path> secrets = new LinkedHashMap<>();
    private final Map<String, String> volumes = new LinkedHashMap<>();
    private final Map<String, String> networks = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> variables = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> labels = new LinkedHashMap<>();

    Derivation(Environment source, String name) {
        this.source = source;
        this.name = name;
        this.project = source.stack().name() + "-" + name;
    }

    /**
     * Under another project name; the source's and the environment's, joined by {@code -}, unless set.
     *
     * @param projectName the project's name in the engine
     * @return this builder
     */
    public Derivation project(String projectName) {
        project = projectName;
        return this;
    }

    /**
     * With something behind every fixed container name; nothing unless set. Names that are not fixed follow the project's name.
     *
     * @param text such as {@code -staging}
     * @return this builder
     */
    public Derivation containerSuffix(String text) {
        suffix = text;
        return this;
    }

    /**
     * In another role; {@link Role#STAGING} unless set.
     *
     * @param other the role
     * @return this builder
     */
    public Derivation role(Role other) {
        role = other;
        return this;
    }

    /**
     * In another directory: whatever the source has below its own, bound folders, secrets and configs, is taken from the same
     * place below that one. The source's unless set.
     *
     * @param path the directory
     * @return this builder
     */
    public Derivation directory(Path path) {
        directory = Optional.of(path.toAbsolutePath().normalize());
        return this;
    }

    /**
     * With another port of the host. Ports that the source publishes and that are not named here stay as they are, which is an
     * error where they are fixed.
     *
     * @param service which service
     * @param containerPort the TCP port inside the container; it is published if the source does not publish it
     * @param hostPort the port of the host; 0 lets the engine choose a free one
     * @return this builder
     * @throws InfraException if the source has no such service; the message lists those that it has
     */
    public Derivation publish(String service, int containerPort, int hostPort) {
        require(service);
        ports.computeIfAbsent(service, key -> new LinkedHashMap<>()).put(containerPort, hostPort);
        return this;
    }

    /**
     * With an address under which people reach a part of it; none of the source's is taken over.
     *
     * @param key what is reached, such as {@code api}
     * @param address its address
     * @return this builder
     */
    public Derivation endpoint(String key, URI address) {
        endpoints.put(key, address);
        return this;
    }

    /**
     * With another file for a secret.
     *
     * @param key the secret's key in the stack
     * @param file the file; relative ones are below the directory
     * @return this builder
     */
    public Derivation secret(String key, Path file) {
        secrets.put(key, file);
        return this;
    }

    /**
     * With another volume in the place of one whose name is fixed.
     *
     * @param key the volume's key in the stack
     * @param engineName the engine's name for it
     * @return this builder
     */
    public Derivation volume(String key, String engineName) {
        volumes.put(key, engineName);
        return this;
    }

    /**
     * With another network in the place of one whose name is fixed.
     *
     * @param key the network's key in the stack
     * @param engineName the engine's name for it
     * @return this builder
     */
    public Derivation network(String key, String engineName) {
        networks.put(key, engineName);
        return this;
    }

    /**
     * With another value of a service's variable.
     *
     * @param service which service
     * @param variable its name
     * @param value its value; never printed
     * @return this builder
     * @throws InfraException if the source has no such service
     */
    public Derivation variable(String service, String variable, String value) {
        require(service);
        variables.computeIfAbsent(service, key -> new LinkedHashMap<>()).put(variable, value);
        return this;
    }

    /**
     * With another value of a service's label, such as the rule by which a proxy sends to it.
     *
     * @param service which service
     * @param label its name
     * @param value its value
     * @return this builder
     * @throws InfraException if the source has no such service
     */
    public Derivation label(String service, String label, String value) {
        require(service);
        labels.computeIfAbsent(service, key -> new LinkedHashMap<>()).put(label, value);
        return this;
    }

    private void require(String service) {
        if (!source.stack().services().containsKey(service)) {
            throw new InfraException("environment '" + source.name() + "' has no service '" + service + "'; it has "
                    + source.stack().services().keySet());
        }
    }

    /**
     * Makes the environment; nothing is written or started.
     *
     * @return the environment
     * @throws NotIsolatedException if it would share something with the source; lists all of it
     * @throws InfraException if a secret file cannot be read
     */
    public Environment build() {
        Stack.Builder stack = source.stack().toBuilder(project);
        source.stack().services().values().forEach(service -> stack.service(derived(service)));
        source.stack().volumes().values().stream()
                .filter(volume -> volumes.containsKey(volume.key()))
                .forEach(volume -> stack.volume(new Volume(
                        volume.key(),
                        Optional.ofNullable(volumes.get(volume.key())),
                        false,
                        volume.driver(),
                        volume.driverOptions(),
                        volume.labels())));
        source.stack().networks().values().stream()
                .filter(network -> networks.containsKey(network.key()))
                .forEach(network -> stack.network(new Network(
                        network.key(),
                        Optional.ofNullable(networks.get(network.key())),
                        false,
                        network.driver(),
                        network.driverOptions(),
                        network.internal(),
                        network.attachable(),
                        network.ipv4(),
                        network.ipv6(),
                        network.ipam(),
                        network.labels())));
        for (Secret secret : source.stack().secrets().values()) {
            Optional<Path> own = Optional.ofNullable(secrets.get(secret.key()));
            own.or(() -> secret.file().map(this::moved))
                    .ifPresent(file -> stack.secret(new Secret(secret.key(), file)));
        }
        for (Config config : source.stack().configs().values()) {
            config.file().ifPresent(file -> stack.config(new Config(config.key(), moved(file))));
        }
        Environment derived = source.derived(name, stack.build(), role, directory, endpoints);
        source.isolationFrom(derived).orThrow();
        return derived;
    }

    private Service derived(Service service) {
        ServiceBuilder changed = service.toBuilder();
        service.containerName().ifPresent(fixed -> changed.containerName(fixed + suffix));
        Map<Integer, Integer> others = new LinkedHashMap<>(ports.getOrDefault(service.name(), Map.of()));
        if (!others.isEmpty()) {
            changed.publishNothing();
            for (PublishedPort port : service.ports()) {
                changed.publish(other(port, others));
            }
            others.forEach((inside, host) -> changed.publish(new PublishedPort("", host, ContainerPort.tcp(inside))));
        }
        List<Mount> mounts = new ArrayList<>(service.mounts());
        for (Mount mount : mounts) {
            if (mount instanceof Mount.Bind bind) {
                changed.mount(bind.from(moved(bind.source())));
            }
        }
        variables.getOrDefault(service.name(), Map.of()).forEach(changed::environment);
        labels.getOrDefault(service.name(), Map.of()).forEach(changed::label);
        return changed.build();
    }

    /** The port as it is asked for, which is taken off the list. */
    private static PublishedPort other(PublishedPort port, Map<Integer, Integer> others) {
        ContainerPort inside = port.containerPort();
        if (!inside.equals(ContainerPort.tcp(inside.number())) || !others.containsKey(inside.number())) {
            return port;
        }
        int host = others.getOrDefault(inside.number(), 0);
        others.remove(inside.number());
        return new PublishedPort(port.hostAddress(), host, inside);
    }

    private Path moved(Path path) {
        if (source.directory().isEmpty() || directory.isEmpty()) {
            return path;
        }
        Path from = source.directory().get();
        Path absolute = from.resolve(path).normalize();
        return absolute.startsWith(from) ? directory.get().resolve(from.relativize(absolute)) : absolute;
    }
}
