package me.meeshy.infra.compose;

import static me.meeshy.infra.compose.ResolvedByCompose.put;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;

/** A stack of ours in the form that {@link ResolvedByCompose} has, too. */
final class ResolvedByUs {

    private ResolvedByUs() {}

    static Map<String, Object> of(Stack stack) {
        Map<String, Object> resolved = new TreeMap<>();
        resolved.put("name", stack.name());
        stack.services().forEach((name, service) -> resolved.put("service " + name, service(service)));
        stack.volumes().forEach((key, volume) -> {
            Map<String, Object> out = new TreeMap<>();
            out.put("name", volume.engineName(stack.name()));
            put(out, "external", volume.external() ? true : null);
            put(out, "driver", volume.driver().orElse(null));
            put(out, "driver_opts", volume.driverOptions());
            put(out, "labels", volume.labels());
            resolved.put("volumes " + key, out);
        });
        stack.networks().forEach((key, network) -> {
            Map<String, Object> out = new TreeMap<>();
            out.put("name", network.engineName(stack.name()));
            put(out, "external", network.external() ? true : null);
            put(out, "driver", network.driver().orElse(null));
            put(out, "internal", network.internal() ? true : null);
            put(out, "attachable", network.attachable() ? true : null);
            put(out, "enable_ipv4", network.ipv4().orElse(null));
            put(out, "enable_ipv6", network.ipv6().orElse(null));
            Map<String, Object> ipam = new TreeMap<>();
            put(ipam, "driver", network.ipam().driver().orElse(null));
            if (!network.ipam().pools().isEmpty()) {
                ipam.put(
                        "config",
                        network.ipam().pools().stream().map(ResolvedByUs::pool).toList());
            }
            put(out, "ipam", ipam);
            put(out, "driver_opts", network.driverOptions());
            put(out, "labels", network.labels());
            resolved.put("networks " + key, out);
        });
        stack.secrets().forEach((key, secret) -> resolved.put("secrets " + key, content(secret.content())));
        stack.configs().forEach((key, config) -> resolved.put("configs " + key, content(config.content())));
        return resolved;
    }

    private static Map<String, Object> pool(Ipam.Pool in) {
        Map<String, Object> out = new TreeMap<>();
        put(out, "subnet", in.subnet().orElse(null));
        put(out, "ip_range", in.range().orElse(null));
        put(out, "gateway", in.gateway().orElse(null));
        put(out, "aux_addresses", in.reserved());
        return out;
    }

    private static String content(GrantedContent in) {
        if (in instanceof GrantedContent.OfFile there) {
            return "file " + there.file();
        }
        if (in instanceof GrantedContent.OfVariable there) {
            return "environment " + there.variable();
        }
        return in instanceof GrantedContent.OfText there
                ? "content " + there.text()
                : "external " + ((GrantedContent.External) in).name();
    }

    private static Map<String, Object> service(Service in) {
        Map<String, Object> out = new TreeMap<>();
        put(out, "image", in.image().isEmpty() ? null : in.image());
        in.build().ifPresent(build -> {
            put(out, "build context", build.context().toString());
            put(out, "build target", build.target().orElse(null));
            put(out, "build network", build.network().orElse(null));
            put(out, "build tags", build.tags().isEmpty() ? null : build.tags());
        });
        put(out, "command", in.command().orElse(null));
        put(out, "entrypoint", in.entrypoint().orElse(null));
        String retries =
                in.restart().maximumRetries() == 0 ? "" : ":" + in.restart().maximumRetries();
        put(
                out,
                "restart",
                in.restart().equals(RestartPolicy.NO)
                        ? null
                        : in.restart().mode().engineName() + retries);
        put(out, "container_name", in.containerName().orElse(null));
        put(out, "use_api_socket", in.security().apiSocket() ? true : null);
        put(out, "user", in.user().orElse(null));
        put(out, "working_dir", in.workingDirectory().orElse(null));
        put(out, "environment", in.environment());
        put(out, "labels", in.labels());
        put(out, "stop_grace_period", in.stopGracePeriod().map(Object::toString).orElse(null));
        TreeSet<String> ports = new TreeSet<>();
        in.ports()
                .forEach(port -> ports.add(port.hostAddress() + "|" + (port.hostPort() == 0 ? "0" : port.hostPorts())
                        + "|" + port.containerPort()));
        put(out, "ports", ports);
        TreeSet<String> exposed = new TreeSet<>();
        in.exposed().forEach(port -> exposed.add(port.toString().replace("/tcp", "")));
        put(out, "expose", exposed);
        TreeSet<String> mounts = new TreeSet<>();
        in.mounts().forEach(mount -> mounts.add(mount(mount)));
        put(out, "mounts", mounts);
        Map<String, Object> networks = new TreeMap<>();
        in.networks()
                .forEach((name, attachment) -> networks.put(
                        name,
                        attachment.aliases() + "@" + attachment.ipv4Address().orElse("")
                                + (attachment.gatewayPriority().isPresent()
                                        ? " gateway "
                                                + attachment.gatewayPriority().getAsInt()
                                        : "")));
        if (networks.isEmpty() && in.namespaces().network().isEmpty()) {
            networks.put(Network.DEFAULT, "[]@");
        }
        put(out, "networks", networks);
        Map<String, Object> dependencies = new TreeMap<>();
        in.dependencies()
                .forEach((name, dependency) -> dependencies.put(
                        name,
                        dependency.condition().composeName() + " " + dependency.restart() + " "
                                + dependency.required()));
        put(out, "depends_on", dependencies);
        in.healthcheck().ifPresent(check -> out.put("healthcheck", healthcheck(check)));
        put(out, "secrets", grants(in.secrets()));
        put(out, "configs", grants(in.configs()));
        return out;
    }

    private static Map<String, Object> healthcheck(Healthcheck in) {
        Map<String, Object> out = new TreeMap<>();
        put(out, "test", in.test().isEmpty() ? null : in.test());
        put(out, "interval", in.interval().map(Object::toString).orElse(null));
        put(out, "timeout", in.timeout().map(Object::toString).orElse(null));
        put(out, "start_period", in.startPeriod().map(Object::toString).orElse(null));
        put(out, "start_interval", in.startInterval().map(Object::toString).orElse(null));
        put(
                out,
                "retries",
                in.retries().isPresent() ? String.valueOf(in.retries().getAsInt()) : null);
        return out;
    }

    private static String mount(Mount mount) {
        String readOnly = mount.readOnly() ? " ro" : "";
        if (mount instanceof Mount.Named named) {
            return "volume " + named.volume() + " " + named.target() + readOnly + (named.noCopy() ? " nocopy" : "")
                    + named.subpath().map(folder -> " subpath=" + folder).orElse("");
        }
        if (mount instanceof Mount.Anonymous anonymous) {
            return "volume - " + anonymous.target() + readOnly + (anonymous.noCopy() ? " nocopy" : "")
                    + (anonymous.labels().isEmpty() ? "" : " labels=" + anonymous.labels());
        }
        if (mount instanceof Mount.Bind bind) {
            return "bind " + bind.source() + " " + bind.target() + readOnly
                    + bind.recursive().map(how -> " recursive=" + how).orElse("");
        }
        if (mount instanceof Mount.Image image) {
            return "image " + image.image() + " " + image.target()
                    + image.subpath().map(folder -> " subpath=" + folder).orElse("");
        }
        Mount.Memory memory = (Mount.Memory) mount;
        String options = memory.options().isEmpty() ? "" : ":" + String.join(",", memory.options());
        return "tmpfs - " + memory.target() + options + readOnly
                + (memory.size().isPresent() ? " size=" + memory.size().getAsLong() : "")
                + (memory.mode().isPresent() ? " mode=" + memory.mode().getAsInt() : "");
    }

    private static Set<String> grants(List<FileGrant> grants) {
        TreeSet<String> out = new TreeSet<>();
        grants.forEach(grant -> out.add(grant.source() + " " + grant.target()));
        return out;
    }
}
