package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.DeviceMapping;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Security;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Ulimit;

/**
 * The parts whose change means that a container must be made anew. What is as by default is no part, so that a further key of this library
 * does not make all containers anew.
 */
final class FingerprintParts {

    private final Map<String, String> parts = new TreeMap<>();

    private FingerprintParts() {}

    static Map<String, String> of(Service service, ContainerSpec spec) {
        var parts = new FingerprintParts();
        parts.core(service, spec);
        parts.mounts(service, spec);
        parts.resources(spec.resources());
        parts.memory(spec.resources().memory());
        parts.settings(spec);
        parts.namespaces(spec.namespaces());
        parts.naming(spec);
        parts.hooks("post_start", service.postStart());
        parts.hooks("pre_stop", service.preStop());
        return parts.parts;
    }

    private void core(Service service, ContainerSpec spec) {
        put("image", spec.image());
        spec.command().ifPresent(command -> put("command", listed(command)));
        spec.entrypoint().ifPresent(entrypoint -> put("entrypoint", listed(entrypoint)));
        spec.environment().forEach((name, value) -> put("environment." + name, value));
        service.labels().forEach((name, value) -> put("labels." + name, value));
        spec.annotations().forEach((name, value) -> put("annotations." + name, value));
        put("ports", spec.ports().toString());
        put("expose", new TreeSet<>(spec.exposed()).toString());
        spec.networks().forEach((network, attachment) -> put("networks." + network, PartText.of(attachment)));
        spec.healthcheck().ifPresent(check -> put("healthcheck", PartText.of(check)));
        put("restart", spec.restart().mode().engineName() + ":" + spec.restart().maximumRetries());
        given("user", spec.user());
        given("working_dir", spec.workingDirectory());
        spec.stopGracePeriod().ifPresent(period -> put("stop_grace_period", period.toString()));
        given("platform", spec.platform());
    }

    private void mounts(Service service, ContainerSpec spec) {
        for (MountSpec mount : spec.mounts()) {
            String key = mountKey(service, mount.target());
            put(key, PartText.of(mount));
            if (mount instanceof MountSpec.OfHost bound) {
                FileContent.digest(bound.source()).ifPresent(digest -> put(key + " content", digest));
            }
        }
        given("volumes_from", spec.volumesFrom());
    }

    private static String mountKey(Service service, String target) {
        boolean secret =
                service.secrets().stream().anyMatch(grant -> grant.target().equals(target));
        boolean config =
                service.configs().stream().anyMatch(grant -> grant.target().equals(target));
        return (secret ? "secrets." : config ? "configs." : "volumes.") + target;
    }

    private void resources(Resources resources) {
        CpuLimits cpu = resources.cpu();
        given("cpus", cpu.cpus());
        given("cpu_count", cpu.count());
        given("cpu_percent", cpu.percent());
        given("cpu_shares", cpu.shares());
        given("cpu_period", cpu.period());
        given("cpu_quota", cpu.quota());
        given("cpu_rt_period", cpu.realtimePeriod());
        given("cpu_rt_runtime", cpu.realtimeRuntime());
        given("cpuset", cpu.cpuset());
        given("blkio_config", PartText.of(resources.blockIo()));
        given("pids_limit", resources.processes());
        given("ulimits", limits(resources.ulimits()));
        given("storage_opt", resources.storageOptions());
    }

    private void memory(MemoryLimits memory) {
        given("mem_limit", memory.limit());
        given("mem_reservation", memory.reservation());
        given("memswap_limit", memory.limitWithSwap());
        given("mem_swappiness", memory.swappiness());
        given("shm_size", memory.sharedMemory());
        given("oom_kill_disable", memory.neverKilled());
        given("oom_score_adj", memory.killScore());
    }

    private void settings(ContainerSpec spec) {
        given("init", spec.process().init());
        given("tty", spec.process().tty());
        given("stdin_open", spec.process().stdinOpen());
        given("stop_signal", spec.process().stopSignal());
        given("devices", mapped(spec.devices().mapped()));
        given("device_cgroup_rules", spec.devices().cgroupRules());
        given("gpus", spec.devices().requests().stream().map(PartText::of).toList());
        Security security = spec.security();
        given("privileged", security.privileged());
        given("read_only", security.readOnlyRoot());
        given("cap_add", security.addedCapabilities());
        given("cap_drop", security.droppedCapabilities());
        given("security_opt", security.options());
        given("group_add", security.groups());
        given("logging.driver", spec.logging().driver());
        given("logging.options", spec.logging().options());
    }

    private void namespaces(Namespaces namespaces) {
        given("network_mode", namespaces.network());
        given("ipc", namespaces.ipc());
        given("pid", namespaces.pid());
        given("uts", namespaces.uts());
        given("userns_mode", namespaces.user());
        given("cgroup", namespaces.cgroup());
        given("cgroup_parent", namespaces.cgroupParent());
        given("isolation", namespaces.isolation());
        given("runtime", namespaces.runtime());
        given("sysctls", namespaces.sysctls());
    }

    private void naming(ContainerSpec spec) {
        Naming naming = spec.naming();
        given("hostname", naming.hostname());
        given("domainname", naming.domainname());
        given("mac_address", naming.macAddress());
        given("dns", naming.dnsServers());
        given("dns_opt", naming.dnsOptions());
        given("dns_search", naming.dnsSearch());
        given("extra_hosts", naming.extraHosts());
        given("links", spec.links());
    }

    private void hooks(String part, List<Hook> hooks) {
        given(
                part,
                hooks.stream()
                        .map(hook -> List.of(
                                listed(hook.command()),
                                hook.user(),
                                hook.privileged(),
                                hook.workingDirectory(),
                                new TreeMap<>(hook.environment())))
                        .toList());
    }

    private static String limits(Map<String, Ulimit> limits) {
        var text = new PartText();
        new TreeMap<>(limits).forEach((name, limit) -> text.put(name, limit.soft() + ":" + limit.hard()));
        return text.toString();
    }

    private static List<String> mapped(List<DeviceMapping> devices) {
        return devices.stream()
                .map(device -> device.source() + ":" + device.target() + ":" + device.permissions())
                .toList();
    }

    private void put(String part, String content) {
        parts.put(part, content);
    }

    private void given(String part, Optional<?> value) {
        value.ifPresent(content -> put(part, content.toString()));
    }

    private void given(String part, OptionalLong value) {
        value.ifPresent(content -> put(part, Long.toString(content)));
    }

    private void given(String part, OptionalInt value) {
        value.ifPresent(content -> put(part, Integer.toString(content)));
    }

    private void given(String part, String text) {
        if (!text.isEmpty()) {
            put(part, text);
        }
    }

    private void given(String part, boolean value) {
        if (value) {
            put(part, "true");
        }
    }

    private void given(String part, List<?> values) {
        if (!values.isEmpty()) {
            put(part, listed(values.stream().map(Object::toString).toList()));
        }
    }

    private void given(String part, Map<String, ?> values) {
        if (!values.isEmpty()) {
            put(part, new TreeMap<>(values).toString());
        }
    }

    /** Unambiguous: ["a", "b"] and ["a, b"] differ. */
    private static String listed(List<String> words) {
        return String.join("\0", words);
    }
}
