package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/** What {@code docker compose config --format json} printed, in the form that {@link ResolvedByUs} has, too. */
final class ResolvedByCompose {

    private ResolvedByCompose() {}

    static Map<String, Object> read(String json) {
        Map<String, Object> project = map(unescaped(Json.parse(json)));
        Map<String, Object> resolved = new TreeMap<>();
        put(resolved, "name", project.get("name"));
        Map<String, Object> services = map(project.get("services"));
        services.forEach((name, service) -> resolved.put("service " + name, service(map(service), services.keySet())));
        for (String section : List.of("volumes", "networks")) {
            map(project.get(section)).forEach((key, value) -> resolved.put(section + " " + key, resource(map(value))));
        }
        for (String section : List.of("secrets", "configs")) {
            map(project.get(section)).forEach((key, value) -> resolved.put(section + " " + key, content(map(value))));
        }
        return resolved;
    }

    private static Map<String, Object> service(Map<String, Object> in, Set<String> services) {
        Map<String, Object> out = new TreeMap<>();
        for (String key :
                List.of("image", "command", "entrypoint", "restart", "container_name", "user", "working_dir")) {
            put(out, key, in.get(key));
        }
        put(out, "use_api_socket", in.get("use_api_socket"));
        Map<String, Object> build = map(in.get("build"));
        for (String key : List.of("context", "target", "network", "tags")) {
            put(out, "build " + key, build.get(key));
        }
        Map<String, Object> restart = map(map(in.get("deploy")).get("restart_policy"));
        if (!restart.isEmpty()) {
            out.put("restart", restart.get("condition") + ":" + whole(restart.get("max_attempts")));
        }
        out.remove("restart", "no");
        Map<String, Object> environment = new TreeMap<>(map(in.get("environment")));
        environment.values().removeIf(value -> value == null);
        put(out, "environment", environment);
        put(out, "labels", map(in.get("labels")));
        put(out, "stop_grace_period", duration(in.get("stop_grace_period")));
        TreeSet<String> ports = new TreeSet<>();
        list(in.get("ports")).forEach(port -> {
            Map<String, Object> item = map(port);
            ports.add(item.getOrDefault("host_ip", "") + "|" + item.getOrDefault("published", "0") + "|"
                    + whole(item.get("target")) + "/" + item.get("protocol"));
        });
        put(out, "ports", ports);
        TreeSet<String> exposed = new TreeSet<>();
        list(in.get("expose")).forEach(port -> exposed.addAll(range(String.valueOf(port))));
        put(out, "expose", exposed);
        TreeSet<String> mounts = new TreeSet<>();
        list(in.get("volumes")).forEach(mount -> mounts.add(mount(map(mount))));
        list(in.get("tmpfs")).forEach(mount -> mounts.add("tmpfs - " + mount));
        put(out, "mounts", mounts);
        Map<String, Object> networks = new TreeMap<>();
        map(in.get("networks"))
                .forEach((name, value) -> networks.put(
                        name,
                        map(value).getOrDefault("aliases", List.of()) + "@"
                                + map(value).getOrDefault("ipv4_address", "")
                                + (map(value).get("gw_priority") == null
                                        ? ""
                                        : " gateway " + map(value).get("gw_priority"))));
        put(out, "networks", networks);
        Map<String, Object> dependencies = new TreeMap<>();
        map(in.get("depends_on"))
                .forEach((name, value) -> dependencies.put(
                        name,
                        map(value).get("condition") + " " + map(value).getOrDefault("restart", false) + " "
                                + map(value).get("required")));
        // what is inactive and not required, the program still names
        dependencies.keySet().retainAll(services);
        put(out, "depends_on", dependencies);
        if (in.get("healthcheck") != null) {
            out.put("healthcheck", healthcheck(map(in.get("healthcheck"))));
        }
        put(out, "secrets", grants(in.get("secrets"), "/run/secrets/"));
        put(out, "configs", grants(in.get("configs"), "/"));
        return out;
    }

    /** The program leaves a range as it is written. */
    static Set<String> range(String port) {
        var range = Pattern.compile("([0-9]+)-([0-9]+)(/.*)?").matcher(port);
        if (!range.matches()) {
            return Set.of(port);
        }
        Set<String> ports = new TreeSet<>();
        for (int number = Integer.parseInt(range.group(1)); number <= Integer.parseInt(range.group(2)); number++) {
            ports.add(number + (range.group(3) == null ? "" : range.group(3)));
        }
        return ports;
    }

    private static Map<String, Object> healthcheck(Map<String, Object> in) {
        Map<String, Object> out = new TreeMap<>();
        put(out, "test", Boolean.TRUE.equals(in.get("disable")) ? List.of("NONE") : in.get("test"));
        for (String key : List.of("interval", "timeout", "start_period", "start_interval")) {
            put(out, key, duration(in.get(key)));
        }
        put(out, "retries", in.get("retries") == null ? null : whole(in.get("retries")));
        return out;
    }

    private static String mount(Map<String, Object> in) {
        Map<String, Object> memory = map(in.get("tmpfs"));
        Map<String, Object> volume = map(in.get("volume"));
        Map<String, Object> image = map(in.get("image"));
        Map<String, Object> bind = map(in.get("bind"));
        return in.get("type") + " " + in.getOrDefault("source", "-") + " " + in.get("target")
                + (Boolean.TRUE.equals(in.get("read_only")) ? " ro" : "")
                + ("volume".equals(in.get("type")) && Boolean.TRUE.equals(volume.get("nocopy")) ? " nocopy" : "")
                + ("volume".equals(in.get("type")) && volume.get("labels") != null && in.get("source") == null
                        ? " labels=" + volume.get("labels")
                        : "")
                + (volume.get("subpath") == null ? "" : " subpath=" + volume.get("subpath"))
                + (image.get("subpath") == null ? "" : " subpath=" + image.get("subpath"))
                + (bind.get("recursive") == null || bind.get("recursive").equals("enabled")
                        ? ""
                        : " recursive=" + bind.get("recursive"))
                + (memory.get("size") == null ? "" : " size=" + whole(memory.get("size")))
                + (memory.get("mode") == null ? "" : " mode=" + whole(memory.get("mode")));
    }

    private static Set<String> grants(@Nullable Object in, String folder) {
        TreeSet<String> out = new TreeSet<>();
        list(in).forEach(item -> {
            Map<String, Object> grant = map(item);
            String target = String.valueOf(grant.getOrDefault("target", grant.get("source")));
            out.add(grant.get("source") + " " + (target.startsWith("/") ? target : folder + target));
        });
        return out;
    }

    private static Map<String, Object> resource(Map<String, Object> in) {
        Map<String, Object> out = new TreeMap<>();
        for (String key :
                List.of("name", "external", "driver", "internal", "attachable", "enable_ipv4", "enable_ipv6")) {
            put(out, key, in.get(key));
        }
        put(out, "driver_opts", map(in.get("driver_opts")));
        put(out, "labels", map(in.get("labels")));
        // the program does not print a driver's options
        put(out, "ipam", map(in.get("ipam")));
        return out;
    }

    private static String content(Map<String, Object> in) {
        if (Boolean.TRUE.equals(in.get("external"))) {
            return "external " + in.get("name");
        }
        for (String source : List.of("file", "environment", "content")) {
            if (in.get(source) != null) {
                return source + " " + in.get(source);
            }
        }
        return String.valueOf(in);
    }

    static @Nullable Object duration(@Nullable Object text) {
        if (text == null) {
            return null;
        }
        var scalar = YamlNode.Scalar.text(Position.of(java.nio.file.Path.of("x")), "", String.valueOf(text), false);
        return DurationSyntax.read(new Field(scalar, KeyPath.ROOT)).toString();
    }

    private static String whole(@Nullable Object number) {
        return new java.math.BigDecimal(String.valueOf(number)).toBigInteger().toString();
    }

    static void put(Map<String, Object> map, String key, @Nullable Object value) {
        boolean nothing = value == null
                || (value instanceof Map<?, ?> inner && inner.isEmpty())
                || (value instanceof Set<?> set && set.isEmpty());
        if (value != null && !nothing) {
            map.put(key, value);
        }
    }

    /** The program doubles the dollar signs of its output, so that it can be read again. */
    private static @Nullable Object unescaped(@Nullable Object value) {
        if (value instanceof String text) {
            return text.replace("$$", "$");
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ResolvedByCompose::unescaped).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> out = new TreeMap<>();
            map.forEach((key, entry) -> out.put(String.valueOf(key), unescaped(entry)));
            return out;
        }
        return value;
    }

    @SuppressWarnings("unchecked") // a JSON reader's answer
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // a JSON reader's answer
    private static List<Object> list(@Nullable Object value) {
        return value == null ? List.of() : (List<Object>) value;
    }
}
