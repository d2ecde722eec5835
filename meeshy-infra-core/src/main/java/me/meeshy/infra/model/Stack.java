package me.meeshy.infra.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Services, and the volumes, networks, secrets and configs that they share, under a project name. Immutable and safe to share
 * between threads.
 *
 * <pre>{@code
 * Stack chat = Stack.builder("meeshy")
 *     .service(Service.builder("database", "mongo:8.0").expose(27017).volume("database_data", "/data/db").build())
 *     .build();
 * }</pre>
 */
public final class Stack {

    private final String name;
    private final Map<String, Service> services;
    private final Map<String, Volume> volumes;
    private final Map<String, Network> networks;
    private final Map<String, Secret> secrets;
    private final Map<String, Config> configs;

    private Stack(Builder builder) {
        name = builder.name;
        services = Collections.unmodifiableMap(new LinkedHashMap<>(builder.services));
        volumes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.volumes));
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(builder.networks));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(builder.secrets));
        configs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.configs));
    }

    /**
     * Starts a stack.
     *
     * @param name the project's name: lower-case letters, digits, {@code _} and {@code -}
     * @return a builder of an empty stack
     * @throws IllegalArgumentException if the name has another character
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Starts from this stack.
     *
     * @return a builder that holds what this stack holds
     */
    public Builder toBuilder() {
        return toBuilder(name);
    }

    /**
     * Starts from this stack under another project name.
     *
     * @param projectName the other name
     * @return a builder that holds what this stack holds
     * @throws IllegalArgumentException if the name has a character that no project name may have
     */
    public Builder toBuilder(String projectName) {
        var builder = new Builder(projectName);
        builder.services.putAll(services);
        builder.volumes.putAll(volumes);
        builder.networks.putAll(networks);
        builder.secrets.putAll(secrets);
        builder.configs.putAll(configs);
        return builder;
    }

    /**
     * The project's name, which prefixes containers, volumes and networks.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its services.
     *
     * @return services by name, in the order given
     */
    public Map<String, Service> services() {
        return services;
    }

    /**
     * One service.
     *
     * @param service its name
     * @return the service
     * @throws InfraException if there is none of that name; the message lists those that there are
     */
    public Service service(String service) {
        Service found = services.get(service);
        if (found == null) {
            throw new InfraException(
                    "stack " + name + " has no service '" + service + "'; it has " + services.keySet());
        }
        return found;
    }

    /**
     * Its volumes, those that only a service names included.
     *
     * @return volumes by key
     */
    public Map<String, Volume> volumes() {
        return volumes;
    }

    /**
     * Its networks, those that only a service names and the default one, where a service uses it, included.
     *
     * @return networks by key
     */
    public Map<String, Network> networks() {
        return networks;
    }

    /**
     * Its secrets, those that only a service names included.
     *
     * @return secrets by key
     */
    public Map<String, Secret> secrets() {
        return secrets;
    }

    /**
     * Its configs.
     *
     * @return configs by key
     */
    public Map<String, Config> configs() {
        return configs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stack that
                && name.equals(that.name)
                && services.equals(that.services)
                && volumes.equals(that.volumes)
                && networks.equals(that.networks)
                && secrets.equals(that.secrets)
                && configs.equals(that.configs);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(name, services, volumes, networks, secrets, configs);
    }

    /**
     * Its name and its services' names.
     *
     * @return for instance {@code Stack[meeshy, [database, gateway]]}
     */
    @Override
    public String toString() {
        return "Stack[" + name + ", " + services.keySet() + "]";
    }

    /** Builds a {@link Stack}; not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private final Map<String, Service> services = new LinkedHashMap<>();
        private final Map<String, Volume> volumes = new LinkedHashMap<>();
        private final Map<String, Network> networks = new LinkedHashMap<>();
        private final Map<String, Secret> secrets = new LinkedHashMap<>();
        private final Map<String, Config> configs = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = Names.checkedProject(name);
        }

        /**
         * Adds a service, or replaces the one of the same name.
         *
         * @param service the service
         * @return this builder
         */
        public Builder service(Service service) {
            services.put(service.name(), service);
            return this;
        }

        /**
         * Declares a volume.
         *
         * @param volume the volume
         * @return this builder
         */
        public Builder volume(Volume volume) {
            volumes.put(volume.key(), volume);
            return this;
        }

        /**
         * Declares a network.
         *
         * @param network the network
         * @return this builder
         */
        public Builder network(Network network) {
            networks.put(network.key(), network);
            return this;
        }

        /**
         * Declares a secret.
         *
         * @param secret the secret
         * @return this builder
         */
        public Builder secret(Secret secret) {
            secrets.put(secret.key(), secret);
            return this;
        }

        /**
         * Declares a config.
         *
         * @param config the config
         * @return this builder
         */
        public Builder config(Config config) {
            configs.put(config.key(), config);
            return this;
        }

        /**
         * Builds the stack. Volumes, networks and secrets that a service names and nobody declared are declared with every
         * default.
         *
         * @return the stack, which later changes of this builder do not touch
         * @throws InfraException if a service depends on one that is not there, services depend on each other in a circle,
         *     two services have one container name, or a service names a config that is not declared
         */
        public Stack build() {
            services.values().forEach(this::declareWhatItNames);
            StackRules.check(name, services, configs);
            return new Stack(this);
        }

        private void declareWhatItNames(Service service) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Named named) {
                    volumes.computeIfAbsent(named.volume(), Volume::of);
                }
            }
            if (service.networks().isEmpty() && service.namespaces().network().isEmpty()) {
                networks.computeIfAbsent(Network.DEFAULT, Network::of);
            }
            service.networks().keySet().forEach(key -> networks.computeIfAbsent(key, Network::of));
            service.secrets().forEach(grant -> secrets.computeIfAbsent(grant.source(), Secret::of));
        }
    }
}
