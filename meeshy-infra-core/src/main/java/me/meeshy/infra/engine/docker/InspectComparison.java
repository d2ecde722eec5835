package me.meeshy.infra.engine.docker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a container as the engine shows it with the request that would make it, key by key, so that a container which
 * another tool made from the same file is found to be as it should be. What the request leaves out must be as the image or the
 * engine has it by default. Names of keys are those of compose files, as far as there are such.
 */
final class InspectComparison {

    /** What the engine fills in, and what says nothing about how the container behaves. */
    private static final Set<String> IGNORED = Set.of(
            "Binds",
            "Mounts",
            "Tmpfs",
            "NetworkMode",
            "PortBindings",
            "RestartPolicy",
            "LogConfig",
            "ContainerIDFile",
            "ConsoleSize",
            "MaskedPaths",
            "ReadonlyPaths",
            "AutoRemove",
            "VolumeDriver",
            "Cgroup",
            "Links",
            "MemorySwap",
            "Isolation",
            // for Windows: engines elsewhere drop them
            "CpuCount",
            "CpuPercent");

    /** What engines have where nothing is asked for, besides nothing. */
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "IpcMode", Set.of("private", "shareable"),
            "CgroupnsMode", Set.of("host", "private"),
            "Runtime", Set.of("runc"),
            "ShmSize", Set.of("67108864"),
            "PidsLimit", Set.of("-1"),
            "MemorySwappiness", Set.of("-1"));

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("ReadonlyRootfs", "read_only"),
            Map.entry("Memory", "mem_limit"),
            Map.entry("MemoryReservation", "mem_reservation"),
            Map.entry("MemorySwappiness", "mem_swappiness"),
            Map.entry("NanoCpus", "cpus"),
            Map.entry("CpusetCpus", "cpuset"),
            Map.entry("UTSMode", "uts"),
            Map.entry("PidMode", "pid"),
            Map.entry("IpcMode", "ipc"),
            Map.entry("UsernsMode", "userns_mode"),
            Map.entry("CgroupnsMode", "cgroup"),
            Map.entry("DeviceRequests", "gpus"));

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");
    private static final String LABELS_OFF = "label=disable";

    private final Map<?, ?> request;
    private final Map<?, ?> container;
    private final Map<?, ?> config;
    private final Map<?, ?> image;
    private final Set<String> differences = new LinkedHashSet<>();

    private InspectComparison(Map<?, ?> request, Map<?, ?> container, Map<?, ?> image) {
        this.request = request;
        this.container = container;
        this.config = map(container.get("Config"));
        this.image = map(image.get("Config"));
    }

    /**
     * The keys that differ.
     *
     * @param request the body that would make the container
     * @param networks all networks that it would be in, with the body of each endpoint
     * @param container its inspection
     * @param image the inspection of its image
     */
    static List<String> differences(
            Map<?, ?> request, Map<String, ? extends Map<?, ?>> networks, Map<?, ?> container, Map<?, ?> image) {
        var comparison = new InspectComparison(request, container, image);
        comparison.process();
        comparison.host();
        comparison.mounts();
        comparison.networks(networks);
        return List.copyOf(comparison.differences);
    }

    private void process() {
        same("image", request.get("Image"), config.get("Image"));
        byName(
                "environment.",
                overridden(variables(image.get("Env")), variables(request.get("Env"))),
                variables(config.get("Env")));
        same("entrypoint", entrypoint(request.get("Entrypoint"), image.get("Entrypoint")), config.get("Entrypoint"));
        Object command = request.get("Cmd");
        // an entry point of its own takes the image's command away
        same(
                "command",
                command != null || !list(request.get("Entrypoint")).isEmpty() ? command : image.get("Cmd"),
                config.get("Cmd"));
        byName(
                "labels.",
                labels(overridden(map(image.get("Labels")), map(request.get("Labels")))),
                labels(map(config.get("Labels"))));
        Set<String> exposed = ports(image.get("ExposedPorts"));
        exposed.addAll(ports(request.get("ExposedPorts")));
        same("expose", exposed, ports(config.get("ExposedPorts")));
        same("user", orElse("User"), config.get("User"));
        same("working_dir", orElse("WorkingDir"), config.get("WorkingDir"));
        same("stop_signal", orElse("StopSignal"), config.get("StopSignal"));
        same("stop_grace_period", request.get("StopTimeout"), config.get("StopTimeout"));
        same("tty", request.get("Tty"), config.get("Tty"));
        same("stdin_open", request.get("OpenStdin"), config.get("OpenStdin"));
        same("domainname", request.get("Domainname"), config.get("Domainname"));
        Object hostname = request.get("Hostname");
        boolean own = !text(networkMode()).startsWith("container:")
                && !text(networkMode()).equals("host");
        if (hostname != null || own) {
            String id = text(container.get("Id"));
            same(
                    "hostname",
                    hostname == null ? id.substring(0, Math.min(12, id.length())) : hostname,
                    config.get("Hostname"));
        }
        Map<Object, Object> check = merged(map(image.get("Healthcheck")), map(request.get("Healthcheck")));
        same("healthcheck", check, config.get("Healthcheck"));
    }

    /** A port without a protocol is one of TCP; compose hands a range on as it is written. */
    private static Set<String> ports(@Nullable Object ports) {
        Set<String> all = new HashSet<>();
        for (Object each : map(ports).keySet()) {
            String[] parts = text(each).toLowerCase(Locale.ROOT).split("/", 2);
            String protocol = parts.length == 1 ? "tcp" : parts[1];
            var range = RANGE.matcher(parts[0]);
            if (range.matches()) {
                IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                        .forEach(port -> all.add(port + "/" + protocol));
            } else {
                all.add(parts[0] + "/" + protocol);
            }
        }
        return all;
    }

    private @Nullable Object orElse(String key) {
        return request.get(key) == null ? image.get(key) : request.get(key);
    }

    private static @Nullable Object entrypoint(@Nullable Object asked, @Nullable Object ofImage) {
        return asked == null ? ofImage : asked;
    }

    private Object networkMode() {
        return text(map(request.get("HostConfig")).get("NetworkMode"));
    }

    private void host() {
        Map<?, ?> asked = map(request.get("HostConfig"));
        Map<?, ?> there = map(container.get("HostConfig"));
        Set<Object> keys = new LinkedHashSet<>(asked.keySet());
        keys.addAll(there.keySet());
        for (Object key : keys) {
            String name = text(key);
            Object wanted = asked.get(key);
            Object found = switch (name) {
                case "SecurityOpt" -> securityOptions(wanted, there);
                case "VolumesFrom" ->
                    list(there.get(key)).stream()
                            .map(source -> text(source).replaceFirst(":rw$", ""))
                            .toList();
                default -> there.get(key);
            };
            // engines show no limit as none
            if (name.equals("PidsLimit") && text(wanted).equals("-1")) {
                wanted = null;
            }
            boolean byDefault =
                    wanted == null && DEFAULTS.getOrDefault(name, Set.of()).contains(text(found));
            if (!IGNORED.contains(name) && !byDefault) {
                same(NAMES.getOrDefault(name, snake(name)), wanted, found);
            }
        }
        same("restart", restart(asked), restart(there));
        same("ports", bindings(asked), bindings(there));
        if (asked.get("LogConfig") != null) {
            same("logging", asked.get("LogConfig"), there.get("LogConfig"));
        } else {
            same("logging", null, map(there.get("LogConfig")).get("Config"));
        }
        String mode = text(networkMode());
        if (mode.equals("host") || mode.equals("none") || mode.startsWith("container:")) {
            same("network_mode", mode, there.get("NetworkMode"));
        }
    }

    /** To share the host's processes or shared memory the engine turns SELinux off by itself. */
    private static Collection<?> securityOptions(@Nullable Object wanted, Map<?, ?> there) {
        List<Object> options = new ArrayList<>(list(there.get("SecurityOpt")));
        boolean shares = "host".equals(there.get("PidMode")) || "host".equals(there.get("IpcMode"));
        if (shares && !list(wanted).contains(LABELS_OFF)) {
            options.remove(LABELS_OFF);
        }
        return options;
    }

    private static Map<Object, Object> restart(Map<?, ?> host) {
        Map<Object, Object> policy = new LinkedHashMap<>(map(host.get("RestartPolicy")));
        policy.computeIfPresent("Name", (key, name) -> name.equals("no") ? "" : name);
        return policy;
    }

    private static Map<Object, Object> bindings(Map<?, ?> host) {
        Map<Object, Object> all = new LinkedHashMap<>();
        map(host.get("PortBindings")).forEach((port, bindings) -> {
            Set<String> each = new HashSet<>();
            list(bindings).forEach(one -> {
                String address = text(map(one).get("HostIp"));
                String number = text(map(one).get("HostPort"));
                each.add((address.equals("0.0.0.0") ? "" : address) + " " + (number.equals("0") ? "" : number));
            });
            all.put(port, each);
        });
        return all;
    }

    private void mounts() {
        Map<String, String> wanted = new TreeMap<>();
        Map<?, ?> host = map(request.get("HostConfig"));
        for (Object each : list(host.get("Mounts"))) {
            Map<?, ?> mount = map(each);
            if (text(mount.get("Type")).equals("tmpfs")) {
                continue;
            }
            wanted.put(
                    text(mount.get("Target")),
                    mount(mount.get("Type"), mount.get("Source"), Boolean.TRUE.equals(mount.get("ReadOnly"))));
        }
        for (Object each : list(host.get("Binds"))) {
            String[] parts = text(each).split(":", -1);
            boolean readOnly =
                    parts.length > 2 && List.of(parts[2].split(",", -1)).contains("ro");
            // the source is a path or the name of a volume
            wanted.put(parts[1], mount(parts[0].startsWith("/") ? "bind" : "volume", parts[0], readOnly));
        }
        Set<?> declared = map(image.get("Volumes")).keySet();
        Map<String, String> found = new TreeMap<>();
        for (Object each : list(container.get("Mounts"))) {
            Map<?, ?> mount = map(each);
            String target = text(mount.get("Destination"));
            String type = text(mount.get("Type"));
            boolean anonymous = type.equals("volume")
                    && text(mount.get("Name")).matches("[0-9a-f]{64}")
                    && !text(wanted.get(target)).startsWith("volume " + mount.get("Name"));
            boolean ofImage = anonymous && !wanted.containsKey(target) && declared.contains(target);
            boolean ofOther = !wanted.containsKey(target)
                    && !list(host.get("VolumesFrom")).isEmpty();
            if (ofImage || ofOther || type.equals("tmpfs")) {
                continue;
            }
            Object source = anonymous ? "" : type.equals("volume") ? mount.get("Name") : mount.get("Source");
            found.put(target, mount(type, source, !Boolean.TRUE.equals(mount.get("RW"))));
        }
        byName("volumes.", wanted, found);
        byName("volumes.", MemoryMounts.of(host), MemoryMounts.of(map(container.get("HostConfig"))));
    }

    private static String mount(@Nullable Object type, @Nullable Object source, boolean readOnly) {
        String from = text(source);
        return type + (from.isEmpty() ? " " : " " + from + " ") + (readOnly ? "ro" : "rw");
    }

    private void networks(Map<String, ? extends Map<?, ?>> wanted) {
        Map<?, ?> found = map(map(container.get("NetworkSettings")).get("Networks"));
        String mode = text(networkMode());
        if (mode.equals("host") || mode.equals("none") || mode.startsWith("container:")) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(wanted.keySet());
        found.keySet().forEach(name -> names.add(text(name)));
        for (String name : names) {
            Map<?, ?> asked = wanted.get(name);
            boolean there = found.containsKey(name);
            if (asked == null || !there) {
                // a container without networks of its own is in the engine's default one
                if (!(asked == null && wanted.isEmpty() && name.equals("bridge"))) {
                    differences.add("networks." + name);
                }
                continue;
            }
            Map<?, ?> endpoint = map(found.get(name));
            Set<Object> aliases = new HashSet<>(list(endpoint.get("Aliases")));
            Set<Object> given = new HashSet<>(list(asked.get("Aliases")));
            // the engine's own: the id's beginning, and a hostname that was asked for
            String id = text(container.get("Id"));
            aliases.removeIf(alias -> !given.contains(alias)
                    && (alias.equals(id.substring(0, Math.min(12, id.length())))
                            || alias.equals(config.get("Hostname"))));
            boolean same = aliases.equals(given)
                    && Objects.equals(normal(asked.get("IPAMConfig")), normal(endpoint.get("IPAMConfig")));
            if (!same) {
                differences.add("networks." + name);
            }
        }
    }

    private void same(String key, @Nullable Object wanted, @Nullable Object found) {
        if (!Objects.equals(normal(wanted), normal(found))) {
            differences.add(key);
        }
    }

    private void byName(String prefix, Map<?, ?> wanted, Map<?, ?> found) {
        Set<Object> names = new LinkedHashSet<>(wanted.keySet());
        names.addAll(found.keySet());
        for (Object name : names) {
            if (!Objects.equals(wanted.get(name), found.get(name))) {
                differences.add(prefix + name);
            }
        }
    }

    /** Those of the user and of the image; tools' own say nothing about the container. */
    private static Map<Object, Object> labels(Map<?, ?> labels) {
        Map<Object, Object> users = new LinkedHashMap<>(labels);
        users.keySet()
                .removeIf(name -> text(name).startsWith("com.docker.compose.")
                        || text(name).startsWith("me.meeshy.infra.")
                        || text(name).startsWith("desktop.docker.io/"));
        return users;
    }

    private static Map<Object, Object> variables(@Nullable Object list) {
        Map<Object, Object> variables = new LinkedHashMap<>();
        for (Object each : list(list)) {
            String text = text(each);
            int end = text.indexOf('=');
            variables.put(end < 0 ? text : text.substring(0, end), end < 0 ? "" : text.substring(end + 1));
        }
        return variables;
    }

    /** A text that is empty, 0 or false is one as any other. */
    private static Map<Object, Object> overridden(Map<?, ?> first, Map<?, ?> second) {
        Map<Object, Object> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return all;
    }

    private static Map<Object, Object> merged(Map<?, ?> first, Map<?, ?> second) {
        Map<Object, Object> merged = new LinkedHashMap<>(first);
        second.forEach((key, value) -> {
            if (normal(value) != null) {
                merged.put(key, value);
            }
        });
        return merged;
    }

    /** Null, empty, zero and false are all the same to the engine; numbers come in several types. */
    private static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            // in one order: within a list, texts are compared
            Map<String, Object> all = new TreeMap<>();
            map.forEach((key, each) -> {
                Object normal = normal(each);
                if (normal != null) {
                    all.put(text(key), normal);
                }
            });
            return all.isEmpty() ? null : all;
        }
        if (value instanceof Collection<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(each -> all.add(String.valueOf(normal(each))));
            if (value instanceof Set<?>) {
                all.sort(null);
            }
            return all.isEmpty() ? null : all;
        }
        String text = text(value);
        return text.isEmpty() || text.equals("0") || text.equals("false") ? null : text;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof java.math.BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? "" : String.valueOf(value);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Collection<?> list(@Nullable Object value) {
        return value instanceof Collection<?> list ? list : List.of();
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
