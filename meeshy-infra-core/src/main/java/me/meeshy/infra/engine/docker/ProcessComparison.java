package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.ShownValues.list;
import static me.meeshy.infra.engine.docker.ShownValues.map;
import static me.meeshy.infra.engine.docker.ShownValues.merged;
import static me.meeshy.infra.engine.docker.ShownValues.networkMode;
import static me.meeshy.infra.engine.docker.ShownValues.overridden;
import static me.meeshy.infra.engine.docker.ShownValues.shortId;
import static me.meeshy.infra.engine.docker.ShownValues.text;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What runs in a container: its program, its variables, labels and health test. */
final class ProcessComparison {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

    private final Map<?, ?> request;
    private final Map<?, ?> container;
    private final Map<?, ?> config;
    private final Map<?, ?> image;
    private final Differences differences;

    ProcessComparison(Map<?, ?> request, Map<?, ?> container, Map<?, ?> image, Differences differences) {
        this.request = request;
        this.container = container;
        this.config = map(container.get("Config"));
        this.image = map(image.get("Config"));
        this.differences = differences;
    }

    void compare() {
        differences.same("image", request.get("Image"), config.get("Image"));
        differences.byName(
                "environment.",
                overridden(variables(image.get("Env")), variables(request.get("Env"))),
                variables(config.get("Env")));
        differences.same("entrypoint", orElse("Entrypoint"), config.get("Entrypoint"));
        Object command = request.get("Cmd");
        // an entry point of its own takes the image's command away
        differences.same(
                "command",
                command != null || !list(request.get("Entrypoint")).isEmpty() ? command : image.get("Cmd"),
                config.get("Cmd"));
        differences.byName(
                "labels.",
                labels(overridden(map(image.get("Labels")), map(request.get("Labels")))),
                labels(map(config.get("Labels"))));
        Set<String> exposed = ports(image.get("ExposedPorts"));
        exposed.addAll(ports(request.get("ExposedPorts")));
        differences.same("expose", exposed, ports(config.get("ExposedPorts")));
        differences.same("user", orElse("User"), config.get("User"));
        differences.same("working_dir", orElse("WorkingDir"), config.get("WorkingDir"));
        differences.same("stop_signal", orElse("StopSignal"), config.get("StopSignal"));
        differences.same("stop_grace_period", request.get("StopTimeout"), config.get("StopTimeout"));
        differences.same("tty", request.get("Tty"), config.get("Tty"));
        differences.same("stdin_open", request.get("OpenStdin"), config.get("OpenStdin"));
        differences.same("domainname", request.get("Domainname"), config.get("Domainname"));
        Object hostname = request.get("Hostname");
        String mode = networkMode(request);
        boolean own = !mode.startsWith("container:") && !mode.equals("host");
        if (hostname != null || own) {
            differences.same("hostname", hostname == null ? shortId(container) : hostname, config.get("Hostname"));
        }
        Map<Object, Object> check = merged(map(image.get("Healthcheck")), map(request.get("Healthcheck")));
        differences.same("healthcheck", check, config.get("Healthcheck"));
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
}
