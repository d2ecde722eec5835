package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.ShownValues.list;
import static me.meeshy.infra.engine.docker.ShownValues.map;
import static me.meeshy.infra.engine.docker.ShownValues.normal;
import static me.meeshy.infra.engine.docker.ShownValues.text;
import static me.meeshy.infra.engine.docker.ShownValues.withoutNetworks;

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
import org.jspecify.annotations.Nullable;

/** What a container has of its host: limits, rights, namespaces, ports and logs. */
final class HostComparison {

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

    private static final String LABELS_OFF = "label=disable";

    private final Map<?, ?> asked;
    private final Map<?, ?> there;
    private final Differences differences;

    HostComparison(Map<?, ?> request, Map<?, ?> container, Differences differences) {
        this.asked = map(request.get("HostConfig"));
        this.there = map(container.get("HostConfig"));
        this.differences = differences;
    }

    void compare() {
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
                differences.same(NAMES.getOrDefault(name, snake(name)), wanted, found);
            }
        }
        differences.same("restart", restart(asked), restart(there));
        differences.same("ports", bindings(asked), bindings(there));
        logging(map(asked.get("LogConfig")), map(there.get("LogConfig")));
        String mode = text(asked.get("NetworkMode"));
        if (withoutNetworks(mode)) {
            differences.same("network_mode", mode, there.get("NetworkMode"));
        }
    }

    /** Of a driver that nobody asked for the engine shows its default one. */
    private void logging(Map<?, ?> wanted, Map<?, ?> found) {
        boolean driver =
                text(wanted.get("Type")).isEmpty() || text(wanted.get("Type")).equals(text(found.get("Type")));
        if (!driver || !Objects.equals(normal(wanted.get("Config")), normal(found.get("Config")))) {
            differences.add("logging");
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

    private static String snake(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
