package me.meeshy.infra.compose;

import static me.meeshy.infra.compose.StackWriter.put;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.VolumesFrom;

/** One entry of {@code services}. */
final class ServiceWriter {

    private ServiceWriter() {}

    static Map<String, Object> of(Service service) {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (!service.image().isEmpty()) {
            keys.put("image", service.image());
        }
        service.build().ifPresent(build -> keys.put("build", BuildWriter.of(build)));
        service.command().ifPresent(command -> keys.put("command", command));
        service.entrypoint().ifPresent(entrypoint -> keys.put("entrypoint", entrypoint));
        put(keys, "environment", service.environment());
        put(keys, "ports", service.ports().stream().map(ServiceWriter::port).toList());
        put(
                keys,
                "expose",
                service.exposed().stream()
                        .map(port -> port.toString().replace("/tcp", ""))
                        .toList());
        put(
                keys,
                "volumes",
                service.mounts().stream()
                        .filter(mount -> !hasOptions(mount))
                        .map(mount -> labelled(mount).orElseGet(() -> mount(mount)))
                        .toList());
        put(
                keys,
                "tmpfs",
                service.mounts().stream()
                        .filter(ServiceWriter::hasOptions)
                        .map(mount -> memory((Mount.Memory) mount))
                        .toList());
        put(
                keys,
                "volumes_from",
                service.volumesFrom().stream().map(ServiceWriter::source).toList());
        Map<String, Object> networks = new LinkedHashMap<>();
        service.networks().forEach((network, attachment) -> networks.put(network, attachment(attachment)));
        put(keys, "networks", networks);
        Map<String, Object> dependencies = new LinkedHashMap<>();
        service.dependencies().forEach((other, dependency) -> {
            Map<String, Object> terms = new LinkedHashMap<>();
            terms.put("condition", dependency.condition().composeName());
            if (dependency.restart()) {
                terms.put("restart", true);
            }
            if (!dependency.required()) {
                terms.put("required", false);
            }
            dependencies.put(other, terms);
        });
        put(keys, "depends_on", dependencies);
        service.healthcheck().ifPresent(check -> keys.put("healthcheck", healthcheck(check)));
        if (!service.restart().equals(RestartPolicy.NO)) {
            int retries = service.restart().maximumRetries();
            keys.put("restart", service.restart().mode().engineName() + (retries == 0 ? "" : ":" + retries));
        }
        put(keys, "labels", service.labels());
        service.containerName().ifPresent(name -> keys.put("container_name", name));
        put(
                keys,
                "secrets",
                service.secrets().stream().map(ServiceWriter::grant).toList());
        put(
                keys,
                "configs",
                service.configs().stream().map(ServiceWriter::grant).toList());
        service.user().ifPresent(user -> keys.put("user", user));
        service.workingDirectory().ifPresent(directory -> keys.put("working_dir", directory));
        service.stopGracePeriod().ifPresent(period -> keys.put("stop_grace_period", duration(period)));
        if (!service.pullPolicy().equals(PullPolicy.MISSING)) {
            keys.put("pull_policy", pullPolicy(service.pullPolicy()));
        }
        if (service.replicas() != 1) {
            keys.put("scale", service.replicas());
        }
        SettingsWriter.add(service, keys);
        return keys;
    }

    private static Map<String, Object> port(PublishedPort port) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("target", port.containerPort().number());
        if (port.hostPort() != 0) {
            keys.put("published", port.hostPorts());
        }
        if (!port.hostAddress().isEmpty()) {
            keys.put("host_ip", port.hostAddress());
        }
        keys.put("protocol", port.containerPort().protocol().engineName());
        return keys;
    }

    /** A volume's label for SELinux has room in the short form only. */
    private static Optional<Object> labelled(Mount mount) {
        return mount instanceof Mount.Named named
                ? named.label()
                        .map(label -> named.volume() + ":" + named.target() + ":" + (named.readOnly() ? "ro," : "")
                                + (named.noCopy() ? "nocopy," : "") + label)
                : Optional.empty();
    }

    private static Map<String, Object> mount(Mount mount) {
        Map<String, Object> keys = new LinkedHashMap<>();
        Map<String, Object> options = new LinkedHashMap<>();
        if (mount instanceof Mount.Bind bind) {
            keys.put("type", "bind");
            keys.put("source", StackWriter.path(bind.source()));
            options.put("create_host_path", bind.createSource());
            bind.propagation().ifPresent(propagation -> options.put("propagation", propagation));
            bind.label().ifPresent(label -> options.put("selinux", label));
            bind.recursive().ifPresent(recursive -> options.put("recursive", recursive));
        } else if (mount instanceof Mount.Image image) {
            keys.put("type", "image");
            keys.put("source", image.image());
            image.subpath().ifPresent(subpath -> options.put("subpath", subpath));
        } else if (mount instanceof Mount.Memory memory) {
            keys.put("type", "tmpfs");
            memory.size().ifPresent(size -> options.put("size", size));
            memory.mode().ifPresent(mode -> options.put("mode", mode));
        } else {
            keys.put("type", "volume");
            if (mount instanceof Mount.Named named) {
                keys.put("source", named.volume());
                if (named.noCopy()) {
                    options.put("nocopy", true);
                }
                named.subpath().ifPresent(subpath -> options.put("subpath", subpath));
            } else if (mount instanceof Mount.Anonymous anonymous) {
                if (anonymous.noCopy()) {
                    options.put("nocopy", true);
                }
                put(options, "labels", anonymous.labels());
            }
        }
        keys.put("target", mount.target());
        if (mount.readOnly() && !(mount instanceof Mount.Image)) {
            keys.put("read_only", true);
        }
        put(keys, String.valueOf(keys.get("type")), options);
        return keys;
    }

    /** Only the short form has room for them. */
    private static boolean hasOptions(Mount mount) {
        return mount instanceof Mount.Memory memory && !memory.options().isEmpty();
    }

    private static String memory(Mount.Memory memory) {
        List<String> options = new ArrayList<>(memory.options());
        memory.size().ifPresent(size -> options.add("size=" + size));
        memory.mode().ifPresent(mode -> options.add("mode=" + Integer.toOctalString(mode)));
        if (memory.readOnly()) {
            options.add("ro");
        }
        return memory.target() + ":" + String.join(",", options);
    }

    private static String source(VolumesFrom from) {
        return (from.container() ? "container:" : "") + from.source() + (from.readOnly() ? ":ro" : "");
    }

    private static String pullPolicy(PullPolicy policy) {
        return policy.every()
                .map(age -> "every_" + duration(age))
                .orElse(policy.mode().name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Object> attachment(NetworkAttachment attachment) {
        Map<String, Object> keys = new LinkedHashMap<>();
        put(keys, "aliases", attachment.aliases());
        attachment.ipv4Address().ifPresent(address -> keys.put("ipv4_address", address));
        attachment.ipv6Address().ifPresent(address -> keys.put("ipv6_address", address));
        put(keys, "link_local_ips", attachment.linkLocalAddresses());
        attachment.macAddress().ifPresent(address -> keys.put("mac_address", address));
        attachment.priority().ifPresent(priority -> keys.put("priority", priority));
        attachment.gatewayPriority().ifPresent(priority -> keys.put("gw_priority", priority));
        put(keys, "driver_opts", attachment.driverOptions());
        return keys;
    }

    private static Map<String, Object> healthcheck(Healthcheck check) {
        Map<String, Object> keys = new LinkedHashMap<>();
        put(keys, "test", check.test());
        check.interval().ifPresent(interval -> keys.put("interval", duration(interval)));
        check.timeout().ifPresent(timeout -> keys.put("timeout", duration(timeout)));
        check.retries().ifPresent(retries -> keys.put("retries", retries));
        check.startPeriod().ifPresent(period -> keys.put("start_period", duration(period)));
        check.startInterval().ifPresent(interval -> keys.put("start_interval", duration(interval)));
        return keys;
    }

    private static Map<String, Object> grant(FileGrant grant) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("source", grant.source());
        keys.put("target", grant.target());
        grant.user().ifPresent(user -> keys.put("uid", user));
        grant.group().ifPresent(group -> keys.put("gid", group));
        grant.mode().ifPresent(mode -> keys.put("mode", mode));
        return keys;
    }

    /** In seconds, to the nanosecond. */
    static String duration(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
    }
}
