package me.meeshy.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.compose.ComposePlaces;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Volume;
import me.meeshy.infra.orchestration.Project;
import me.meeshy.infra.secret.SecretComparison;
import me.meeshy.infra.secret.Secrets;

/** Looks for everything that two environments share; reads their secret files and compose files, and asks no engine. */
final class IsolationCheck {

    /** A rule of Traefik's, or what looks like one. */
    private static final Pattern HOST_RULE = Pattern.compile("Host(?:SNI)?\\(([^)]*)\\)");

    private static final Pattern QUOTED = Pattern.compile("[`'\"]([^`'\"]+)[`'\"]");
    private static final Set<String> EVERY_ADDRESS = Set.of("", "0.0.0.0", "::");

    private final Side one;
    private final Side other;
    private final List<Leak> leaks = new ArrayList<>();

    /** One of the two. */
    private record Side(Environment environment, Project project, ComposePlaces places) {

        static Side of(Environment environment) {
            return new Side(environment, environment.project(), ComposePlaces.of(environment.composeFiles()));
        }

        Iterable<Service> services() {
            return environment.stack().services().values();
        }

        Map<String, String> containerNames() {
            var names = new LinkedHashMap<String, String>();
            services().forEach(service -> names.put(project.containerName(service), service.name()));
            return names;
        }
    }

    private IsolationCheck(Environment one, Environment other) {
        this.one = Side.of(one);
        this.other = Side.of(other);
    }

    static Isolation of(Environment one, Environment other) {
        return new IsolationCheck(one, other).run();
    }

    private Isolation run() {
        names();
        ports();
        volumes();
        networks();
        binds(one, other, false);
        binds(other, one, true);
        List<Path> unknown = secrets();
        secretsOfVariables();
        secretVariables();
        endpoints();
        domains();
        return new Isolation(one.environment().name(), other.environment().name(), leaks, unknown);
    }

    private void leak(Leak.Kind kind, String words, String[] path, String[] otherPath, String mend) {
        leaks.add(new Leak(kind, words, one.places().of(path), other.places().of(otherPath), mend));
    }

    private static String[] path(String... keys) {
        return keys;
    }

    private void names() {
        if (one.project().name().equals(other.project().name())) {
            leak(
                    Leak.Kind.PROJECT_NAME,
                    "both are the project '" + one.project().name() + "'",
                    path("name"),
                    path("name"),
                    "give one of them another name:, so that an up of one does not replace the other");
        }
        Map<String, String> others = other.containerNames();
        one.containerNames().forEach((name, service) -> {
            String same = others.get(name);
            if (same != null) {
                leak(
                        Leak.Kind.CONTAINER_NAME,
                        "both have a container named '" + name + "'",
                        path("services", service, "container_name"),
                        path("services", same, "container_name"),
                        "put a suffix behind one of the names, or leave container_name out");
            }
        });
    }

    private void ports() {
        for (Service service : one.services()) {
            for (Service same : other.services()) {
                for (PublishedPort port : service.ports()) {
                    same.ports().stream()
                            .filter(taken -> collide(port, taken))
                            .forEach(taken -> leak(
                                    Leak.Kind.PORT,
                                    service.name() + " publishes " + port + " and " + same.name() + " publishes "
                                            + taken,
                                    path("services", service.name(), "ports"),
                                    path("services", same.name(), "ports"),
                                    "publish another port of the host for one of them, or none"));
                }
            }
        }
    }

    private static boolean collide(PublishedPort port, PublishedPort taken) {
        boolean addresses = port.hostAddress().equals(taken.hostAddress())
                || EVERY_ADDRESS.contains(port.hostAddress())
                || EVERY_ADDRESS.contains(taken.hostAddress());
        return port.hostPort() != 0
                && port.hostPort() <= taken.lastHostPort()
                && taken.hostPort() <= port.lastHostPort()
                && port.containerPort().protocol().equals(taken.containerPort().protocol())
                && addresses;
    }

    private void volumes() {
        for (Volume volume : one.environment().stack().volumes().values()) {
            for (Volume same : other.environment().stack().volumes().values()) {
                String name = volume.engineName(one.project().name());
                Optional<String> device = device(volume);
                if (name.equals(same.engineName(other.project().name()))) {
                    leak(
                            Leak.Kind.VOLUME,
                            "both use the volume '" + name + "'" + external(volume.external() || same.external()),
                            path("volumes", volume.key()),
                            path("volumes", same.key()),
                            "give one of them a volume of its own: another name:, or none");
                } else if (device.isPresent() && device.equals(device(same))) {
                    leak(
                            Leak.Kind.VOLUME,
                            "the volumes '" + name + "' and '"
                                    + same.engineName(other.project().name()) + "' are both on " + device.get(),
                            path("volumes", volume.key(), "driver_opts"),
                            path("volumes", same.key(), "driver_opts"),
                            "give one of them another device");
                }
            }
        }
    }

    private static Optional<String> device(Volume volume) {
        return Optional.ofNullable(volume.driverOptions().get("device"));
    }

    private static String external(boolean external) {
        return external ? ", which is external" : "";
    }

    private void networks() {
        for (Network network : one.environment().stack().networks().values()) {
            for (Network same : other.environment().stack().networks().values()) {
                String name = network.engineName(one.project().name());
                if (name.equals(same.engineName(other.project().name()))) {
                    leak(
                            Leak.Kind.NETWORK,
                            "both are in the network '" + name + "'" + external(network.external() || same.external()),
                            path("networks", network.key()),
                            path("networks", same.key()),
                            "give one of them a network of its own: services of one name are found for each other in it");
                } else {
                    subnets(network).stream()
                            .filter(subnets(same)::contains)
                            .forEach(subnet -> leak(
                                    Leak.Kind.NETWORK,
                                    "the networks '" + name + "' and '"
                                            + same.engineName(other.project().name()) + "' both want the addresses "
                                            + subnet,
                                    path("networks", network.key(), "ipam"),
                                    path("networks", same.key(), "ipam"),
                                    "give one of them another subnet, or none: the engine refuses the second"));
                }
            }
        }
    }

    private static Set<String> subnets(Network network) {
        var subnets = new LinkedHashSet<String>();
        network.ipam().pools().forEach(pool -> pool.subnet().ifPresent(subnets::add));
        return subnets;
    }

    /** What the writer writes, and the other one has. */
    private void binds(Side writer, Side owner, boolean told) {
        for (Service service : writer.services()) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Bind bind && !bind.readOnly()) {
                    Path source = writer.project().resolve(bind.source());
                    sharedWith(source, owner, told)
                            .ifPresent(what -> leaks.add(new Leak(
                                    Leak.Kind.BIND,
                                    service.name() + " of '"
                                            + writer.environment().name() + "' writes to " + source
                                            + ", which is " + what + " of '"
                                            + owner.environment().name() + "'",
                                    writer.places().of("services", service.name(), "volumes"),
                                    Optional.empty(),
                                    "give it a folder of its own, or let it only read (:ro)")));
                }
            }
        }
    }

    private static Optional<String> sharedWith(Path source, Side owner, boolean told) {
        if (source.toString().endsWith("/docker.sock")) {
            // no data of either is in it
            return Optional.empty();
        }
        for (Service service : owner.services()) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Bind bind) {
                    Path theirs = owner.project().resolve(bind.source());
                    boolean touches = theirs.startsWith(source) || source.startsWith(theirs);
                    // what both write is told once
                    if (touches && !(told && !bind.readOnly())) {
                        return Optional.of("bound by " + service.name());
                    }
                    if (touches) {
                        return Optional.empty();
                    }
                }
            }
        }
        return owner.environment()
                .directory()
                .filter(directory -> source.startsWith(directory) || directory.startsWith(source))
                .map(directory -> "in the directory");
    }

    private List<Path> secrets() {
        SecretComparison comparison = Secrets.compare(files(one), files(other));
        for (SecretComparison.Pair pair : comparison.equal()) {
            leak(
                    Leak.Kind.SECRET,
                    pair.one().equals(pair.other())
                            ? "both have the same value for the secret '" + pair.one() + "'"
                            : "the secrets '" + pair.one() + "' and '" + pair.other() + "' have the same value",
                    path("secrets", pair.one()),
                    path("secrets", pair.other()),
                    "generate another value for one of them");
        }
        return comparison.missing();
    }

    /** Secrets that come from variables of whoever loaded the environment. */
    private void secretsOfVariables() {
        Map<String, String> others = valuesOfVariables(other);
        valuesOfVariables(one)
                .forEach((key, value) -> others.forEach((otherKey, otherValue) -> {
                    if (value.equals(otherValue)) {
                        leak(
                                Leak.Kind.SECRET,
                                "the secrets '" + key + "' and '" + otherKey
                                        + "' come from variables with the same value",
                                path("secrets", key),
                                path("secrets", otherKey),
                                "give one of them another value");
                    }
                }));
    }

    private static Map<String, String> valuesOfVariables(Side side) {
        var values = new LinkedHashMap<String, String>();
        for (Secret secret : side.environment().stack().secrets().values()) {
            if (secret.content() instanceof GrantedContent.OfVariable from) {
                String value = side.environment().variables().getOrDefault(from.variable(), "");
                if (!value.isEmpty()) {
                    values.put(secret.key(), value);
                }
            }
        }
        return values;
    }

    private static Map<String, Path> files(Side side) {
        var files = new LinkedHashMap<String, Path>();
        for (Secret secret : side.environment().stack().secrets().values()) {
            if (secret.file().isPresent()) {
                files.put(secret.key(), side.environment().secretFile(secret.key()));
            }
        }
        return files;
    }

    private void secretVariables() {
        for (Service service : one.services()) {
            Service same = other.environment().stack().services().get(service.name());
            if (same == null) {
                continue;
            }
            service.environment().forEach((variable, value) -> {
                if (Project.looksSecret(variable)
                        && !value.isEmpty()
                        && value.equals(same.environment().get(variable))) {
                    leak(
                            Leak.Kind.SECRET,
                            "both have the same value for the variable " + variable + " of " + service.name(),
                            path("services", service.name(), "environment", variable),
                            path("services", service.name(), "environment", variable),
                            "give one of them another value, better in a secret file");
                }
            });
        }
    }

    private void endpoints() {
        one.environment()
                .endpoints()
                .forEach((key, address) -> other.environment().endpoints().forEach((otherKey, otherAddress) -> {
                    if (authority(address).equals(authority(otherAddress))) {
                        leaks.add(new Leak(
                                Leak.Kind.ENDPOINT,
                                "the endpoints '" + key + "' and '" + otherKey + "' are both at " + authority(address),
                                Optional.empty(),
                                Optional.empty(),
                                "give one of them another domain or port"));
                    }
                }));
    }

    private static String authority(URI address) {
        int port = address.getPort();
        if (port < 0) {
            port = "https".equalsIgnoreCase(address.getScheme())
                    ? 443
                    : "http".equalsIgnoreCase(address.getScheme()) ? 80 : -1;
        }
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port);
    }

    private void domains() {
        Map<String, String[]> others = domains(other);
        domains(one).forEach((domain, path) -> {
            String[] same = others.get(domain);
            if (same != null) {
                leak(
                        Leak.Kind.DOMAIN,
                        "both have a rule for the domain '" + domain + "'",
                        path,
                        same,
                        "give one of them another domain: a proxy that sees both sends to either");
            }
        });
    }

    private static Map<String, String[]> domains(Side side) {
        var domains = new LinkedHashMap<String, String[]>();
        for (Service service : side.services()) {
            service.labels().forEach((label, value) -> {
                for (String domain : hosts(value)) {
                    domains.putIfAbsent(domain, path("services", service.name(), "labels", label));
                }
            });
        }
        return domains;
    }

    private static Set<String> hosts(String rule) {
        var hosts = new LinkedHashSet<String>();
        Matcher rules = HOST_RULE.matcher(rule);
        while (rules.find()) {
            Matcher quoted = QUOTED.matcher(rules.group(1));
            while (quoted.find()) {
                hosts.add(quoted.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return hosts;
    }
}
