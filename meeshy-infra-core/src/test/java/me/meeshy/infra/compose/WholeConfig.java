package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code docker compose config --format json} printed, so that of two files it can be seen whether they mean the same. Nothing is left out but what
 * means nothing to an engine, and each removal says so; what can be written in two ways is brought to one of them.
 */
final class WholeConfig {

    private final Set<String> services;
    private final Map<String, Object> secrets;
    private final Map<String, Object> configs;

    private WholeConfig(Map<String, Object> project) {
        this.services = map(project.get("services")).keySet();
        this.secrets = map(project.get("secrets"));
        this.configs = map(project.get("configs"));
    }

    static Map<String, Object> of(String json) {
        Map<String, Object> project = sorted(map(Json.parse(json)));
        // extensions: no program reads them
        project.keySet().removeIf(key -> key.startsWith("x-"));
        var whole = new WholeConfig(project);
        Map<String, Object> services = sorted(map(project.get("services")));
        services.replaceAll((name, service) -> pruned(whole.service(sorted(map(service)))));
        project.put("services", services);
        for (String section : List.of("secrets", "configs")) {
            Map<String, Object> granted = sorted(map(project.get(section)));
            granted.replaceAll((key, value) -> {
                Map<String, Object> one = sorted(map(value));
                if (!Boolean.TRUE.equals(one.get("external"))) {
                    // a file or a text has no name and no labels outside a swarm
                    one.keySet().removeAll(Set.of("name", "labels"));
                }
                return one;
            });
            project.put(section, granted);
        }
        return sorted(map(pruned(project)));
    }

    private Map<String, Object> service(Map<String, Object> in) {
        // what compose prints in the foreground, what it watches, and what chose the services that are here
        in.keySet().removeAll(Set.of("attach", "develop", "profiles"));
        deploy(in);
        in.remove("restart", "no");
        in.remove("scale", 1);
        in.remove("pull_policy", "missing");
        in.computeIfPresent("pull_policy", (key, policy) -> pullPolicy(String.valueOf(policy)));
        in.computeIfPresent("environment", (key, value) -> withoutNothing(sorted(map(value))));
        in.computeIfPresent("healthcheck", (key, value) -> healthcheck(sorted(map(value))));
        in.computeIfPresent("ulimits", (key, value) -> ulimits(value));
        in.computeIfPresent("build", (key, value) -> {
            Map<String, Object> build = sorted(map(value));
            build.computeIfPresent("ulimits", (limits, value2) -> ulimits(value2));
            return build;
        });
        in.computeIfPresent(
                "depends_on", (key, value) -> dependencies(sorted(map(value)), list(in.get("volumes_from"))));
        in.computeIfPresent("expose", (key, ports) -> {
            var all = new TreeSet<String>();
            list(ports)
                    .forEach(port -> all.addAll(ResolvedByCompose.range(
                            String.valueOf(port).toLowerCase(Locale.ROOT).replace("/tcp", ""))));
            return List.copyOf(all);
        });
        in.computeIfPresent("ports", (key, ports) -> each(ports, WholeConfig::port));
        mounts(in);
        for (String key : List.of("links", "external_links")) {
            in.computeIfPresent(
                    key,
                    (same, links) -> list(links).stream()
                            .map(link -> String.valueOf(link).contains(":") ? link : link + ":" + link)
                            .toList());
        }
        in.computeIfPresent(
                "volumes_from",
                (key, from) -> list(from).stream()
                        .map(name -> String.valueOf(name).replaceAll(":rw$", ""))
                        .toList());
        in.computeIfPresent(
                "security_opt",
                (key, options) -> list(options).stream()
                        // we name the file by its whole path
                        .map(option -> String.valueOf(option).replaceAll("^seccomp[:=](.*/)?", "seccomp="))
                        .toList());
        in.computeIfPresent("secrets", (key, grants) -> each(grants, grant -> grant(grant, secrets, "/run/secrets/")));
        in.computeIfPresent("configs", (key, grants) -> each(grants, grant -> grant(grant, configs, "/")));
        in.computeIfPresent("networks", (key, networks) -> {
            Map<String, Object> all = sorted(map(networks));
            all.replaceAll((name, attachment) -> attachment(sorted(map(attachment))));
            return all;
        });
        return in;
    }

    /** What an older key says too is said by that one. */
    private static void deploy(Map<String, Object> in) {
        Map<String, Object> deploy = map(in.remove("deploy"));
        Map<String, Object> resources = map(deploy.get("resources"));
        Map<String, Object> limits = map(resources.get("limits"));
        Map<String, Object> reserved = map(resources.get("reservations"));
        put(in, "cpus", limits.get("cpus"));
        put(in, "mem_limit", limits.get("memory"));
        put(in, "pids_limit", limits.get("pids"));
        put(in, "mem_reservation", reserved.get("memory"));
        put(in, "scale", deploy.get("replicas"));
        var requests = new ArrayList<>(
                list(in.remove("gpus")).stream().map(gpu -> request(gpu, true)).toList());
        list(reserved.get("devices")).forEach(device -> requests.add(request(device, false)));
        put(in, "gpus", requests);
        if (deploy.get("restart_policy") != null) {
            Map<String, Object> policy = map(deploy.get("restart_policy"));
            String condition = String.valueOf(policy.getOrDefault("condition", "no"));
            String mode = condition.equals("any") ? "always" : condition.equals("none") ? "no" : condition;
            Object attempts = policy.get("max_attempts");
            in.put("restart", mode.equals("on-failure") && attempts != null ? mode + ":" + attempts : mode);
        }
    }

    private static Object ulimits(Object in) {
        Map<String, Object> limits = sorted(map(in));
        limits.replaceAll((name, limit) -> limit instanceof Map ? limit : Map.of("soft", limit, "hard", limit));
        return limits;
    }

    private Object dependencies(Map<String, Object> in, List<Object> volumesFrom) {
        // what is not active and not required, the program still names
        in.keySet().retainAll(services);
        // we restart a service whose mounts another replaced: docs/compose.md says so
        for (Object from : volumesFrom) {
            in.computeIfPresent(String.valueOf(from).replaceAll(":.*", ""), (name, terms) -> {
                Map<String, Object> dependency = sorted(map(terms));
                dependency.remove("restart");
                return dependency;
            });
        }
        return in;
    }

    private static Object request(Object in, boolean gpu) {
        Map<String, Object> out = sorted(map(in));
        var capabilities = new TreeSet<String>();
        list(out.get("capabilities")).forEach(one -> capabilities.add(String.valueOf(one)));
        if (gpu) {
            capabilities.add("gpu");
        }
        out.put("capabilities", List.copyOf(capabilities));
        return out;
    }

    private static String pullPolicy(String policy) {
        String age = policy.equals("daily") ? "every_1d" : policy.equals("weekly") ? "every_1w" : policy;
        return age.startsWith("every_") ? "every " + ResolvedByCompose.duration(age.substring(6)) : age;
    }

    private static Map<String, Object> healthcheck(Map<String, Object> in) {
        return Boolean.TRUE.equals(in.remove("disable")) ? Map.of("test", List.of("NONE")) : in;
    }

    private static Object port(Map<String, Object> in) {
        // names for people, and a kind of publishing that only a swarm has
        in.keySet().removeAll(Set.of("name", "app_protocol", "mode"));
        in.remove("published", "0");
        in.computeIfPresent(
                "protocol", (key, protocol) -> String.valueOf(protocol).toLowerCase(Locale.ROOT));
        return in;
    }

    /** The short form of memory is brought to the long one, which has no room for all of it. */
    private static void mounts(Map<String, Object> in) {
        var all = new TreeSet<String>();
        list(in.remove("tmpfs")).forEach(item -> all.add(memory(String.valueOf(item))));
        for (Object item : list(in.remove("volumes"))) {
            Map<String, Object> mount = sorted(map(item));
            mount.remove("consistency");
            for (String kind : List.of("bind", "volume", "tmpfs", "image")) {
                Map<String, Object> options = sorted(map(mount.remove(kind)));
                options.remove("create_host_path", true);
                options.remove("recursive", "enabled");
                if (mount.get("source") != null) {
                    // of a volume that has a name they are said where it is declared
                    options.remove("labels");
                }
                mount.putAll(options);
            }
            mount.remove("read_only", false);
            all.add(Json.write(pruned(mount)));
        }
        put(in, "volumes", List.copyOf(all));
    }

    private static String memory(String text) {
        Map<String, Object> mount = new TreeMap<>(Map.of("type", "tmpfs", "target", text.replaceAll("/?(:.*)?$", "")));
        for (String option : text.contains(":") ? text.replaceAll("^[^:]*:", "").split(",") : new String[0]) {
            if (option.startsWith("size=") && !option.endsWith("%")) {
                mount.put(
                        "size",
                        String.valueOf(ByteSize.parse(option.substring(5)).orElseThrow()));
            } else if (option.startsWith("mode=")) {
                mount.put("mode", Integer.parseInt(option.substring(5), 8));
            } else if (option.equals("ro")) {
                mount.put("read_only", true);
            } else if (!option.equals("rw")) {
                mount.put(option, "");
            }
        }
        return Json.write(mount);
    }

    private static Object grant(Map<String, Object> in, Map<String, Object> contents, String folder) {
        String target = String.valueOf(in.getOrDefault("target", in.get("source")));
        in.put("target", MountSyntax.cleaned(target.startsWith("/") ? target : folder + target));
        if (map(contents.get(String.valueOf(in.get("source")))).containsKey("file")) {
            // compose and we warn of them: the container sees what the file has on the host
            in.keySet().removeAll(Set.of("uid", "gid", "mode"));
        }
        return in;
    }

    private static Object attachment(Map<String, Object> in) {
        Object name = in.remove("interface_name");
        if (name != null) {
            Map<String, Object> options = sorted(map(in.get("driver_opts")));
            options.put("com.docker.network.endpoint.ifname", name);
            in.put("driver_opts", options);
        }
        // that a service is in a network counts, even if nothing more is said of it
        in.put("attached", true);
        return in;
    }

    private static List<Object> each(Object items, java.util.function.Function<Map<String, Object>, Object> change) {
        return list(items).stream().map(item -> change.apply(sorted(map(item)))).toList();
    }

    private static Map<String, Object> withoutNothing(Map<String, Object> in) {
        in.values().removeIf(value -> value == null);
        return in;
    }

    private static void put(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** Without what says nothing: null, and maps and lists that are empty. */
    private static @Nullable Object pruned(@Nullable Object value) {
        if (value instanceof List<?> items) {
            return items.stream().map(WholeConfig::pruned).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> out = new TreeMap<>();
        map.forEach((key, entry) -> {
            Object inner = pruned(entry);
            if (inner != null
                    && !(inner instanceof Map<?, ?> empty && empty.isEmpty())
                    && !(inner instanceof List<?> none && none.isEmpty())) {
                out.put(String.valueOf(key), inner);
            }
        });
        return out;
    }

    private static Map<String, Object> sorted(Map<String, Object> in) {
        return new TreeMap<>(in);
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
