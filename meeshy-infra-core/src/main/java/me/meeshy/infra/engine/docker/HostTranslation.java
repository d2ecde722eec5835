package me.meeshy.infra.engine.docker;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Security;

/** What a container shares with its host or takes from it: the engine's {@code HostConfig}. */
final class HostTranslation {

    /** Engines refuse annotations below this version. */
    static final ApiVersion ANNOTATIONS = new ApiVersion(1, 43);

    private static final float NANOS = 1_000_000_000;
    private static final String PATHS = "systempaths=unconfined";

    private HostTranslation() {}

    static JsonBody body(ContainerSpec spec, ApiVersion version) {
        JsonBody host = new JsonBody()
                .with("PortBindings", PortTranslation.bindings(spec.ports()))
                .with(
                        "RestartPolicy",
                        new JsonBody()
                                .with("Name", spec.restart().mode().engineName())
                                .with("MaximumRetryCount", spec.restart().maximumRetries()))
                .given("VolumesFrom", spec.volumesFrom());
        if (spec.networks().isEmpty()) {
            host.given("Links", spec.links());
        }
        if (version.atLeast(ANNOTATIONS)) {
            host.given("Annotations", spec.annotations());
        }
        spec.process().init().ifPresent(init -> host.with("Init", init));
        if (spec.logging().driver().isPresent() || !spec.logging().options().isEmpty()) {
            host.with(
                    "LogConfig",
                    new JsonBody()
                            .with("Type", spec.logging().driver().orElse(""))
                            .given("Config", spec.logging().options()));
        }
        MountTranslation.addTo(host, spec.mounts(), version);
        namespaces(host, spec);
        resources(host, spec.resources());
        devices(host, spec.devices());
        security(host, spec.security());
        naming(host, spec.naming());
        return host;
    }

    private static void namespaces(JsonBody host, ContainerSpec spec) {
        Namespaces namespaces = spec.namespaces();
        host.given(
                        "NetworkMode",
                        namespaces
                                .network()
                                .or(() -> spec.networks().keySet().stream().findFirst()))
                .given("IpcMode", namespaces.ipc())
                .given("PidMode", namespaces.pid())
                .given("UTSMode", namespaces.uts())
                .given("UsernsMode", namespaces.user())
                .given("CgroupnsMode", namespaces.cgroup())
                .given("CgroupParent", namespaces.cgroupParent())
                .given("Isolation", namespaces.isolation())
                .given("Runtime", namespaces.runtime())
                .given("Sysctls", namespaces.sysctls());
    }

    private static void resources(JsonBody host, Resources resources) {
        CpuLimits cpu = resources.cpu();
        host.given(
                        "NanoCpus",
                        cpu.cpus().map(cpus -> OptionalLong.of(nanos(cpus))).orElse(OptionalLong.empty()))
                .given("CpuCount", cpu.count())
                .given("CpuPercent", cpu.percent())
                .given("CpuShares", cpu.shares())
                .given("CpuPeriod", micros(cpu.period()))
                .given("CpuQuota", micros(cpu.quota()))
                .given("CpuRealtimePeriod", micros(cpu.realtimePeriod()))
                .given("CpuRealtimeRuntime", micros(cpu.realtimeRuntime()))
                .given("CpusetCpus", cpu.cpuset());
        MemoryLimits memory = resources.memory();
        host.given("Memory", memory.limit())
                .given("MemoryReservation", memory.reservation())
                .given("MemorySwap", memory.limitWithSwap())
                .given("MemorySwappiness", memory.swappiness())
                .given("ShmSize", memory.sharedMemory())
                .flag("OomKillDisable", memory.neverKilled())
                .given("OomScoreAdj", memory.killScore());
        BlockIo blocks = resources.blockIo();
        host.given("BlkioWeight", blocks.weight())
                .objects(
                        "BlkioWeightDevice",
                        blocks.deviceWeights(),
                        (path, weight) -> new JsonBody().with("Path", path).with("Weight", weight))
                .objects("BlkioDeviceReadBps", blocks.readBytes(), HostTranslation::rate)
                .objects("BlkioDeviceReadIOps", blocks.readOperations(), HostTranslation::rate)
                .objects("BlkioDeviceWriteBps", blocks.writtenBytes(), HostTranslation::rate)
                .objects("BlkioDeviceWriteIOps", blocks.writeOperations(), HostTranslation::rate);
        host.given("PidsLimit", resources.processes())
                .given("StorageOpt", resources.storageOptions())
                .objects(
                        "Ulimits",
                        resources.ulimits(),
                        (name, limit) -> new JsonBody()
                                .with("Name", name)
                                .with("Soft", limit.soft())
                                .with("Hard", limit.hard()));
    }

    /** In single precision, as compose reckons: else a container of its making would be another one for a third of a processor. */
    private static long nanos(BigDecimal cpus) {
        return (long) (cpus.floatValue() * NANOS);
    }

    private static JsonBody rate(String path, long rate) {
        return new JsonBody().with("Path", path).with("Rate", rate);
    }

    private static OptionalLong micros(Optional<Duration> duration) {
        return duration.isPresent() ? OptionalLong.of(duration.get().toNanos() / 1_000) : OptionalLong.empty();
    }

    private static void devices(JsonBody host, Devices devices) {
        host.given("DeviceCgroupRules", devices.cgroupRules())
                .objects(
                        "Devices",
                        devices.mapped().stream()
                                .map(device -> new JsonBody()
                                        .with("PathOnHost", device.source())
                                        .with("PathInContainer", device.target())
                                        .with("CgroupPermissions", device.permissions()))
                                .toList())
                .objects(
                        "DeviceRequests",
                        devices.requests().stream()
                                .map(request -> {
                                    JsonBody body = new JsonBody()
                                            .given("Driver", request.driver())
                                            .with("Count", request.count())
                                            .given("DeviceIDs", request.ids())
                                            .given("Options", request.options());
                                    return request.capabilities().isEmpty()
                                            ? body
                                            : body.given("Capabilities", List.of(request.capabilities()));
                                })
                                .toList());
    }

    private static void security(JsonBody host, Security security) {
        List<String> options = new ArrayList<>(security.options());
        // the docker command's own word, which the engine does not know
        if (options.remove(PATHS)) {
            host.withList("MaskedPaths", List.of()).withList("ReadonlyPaths", List.of());
        }
        host.flag("Privileged", security.privileged())
                .flag("ReadonlyRootfs", security.readOnlyRoot())
                .given("CapAdd", capabilities(security.addedCapabilities()))
                .given("CapDrop", capabilities(security.droppedCapabilities()))
                .given("SecurityOpt", options)
                .given("GroupAdd", security.groups());
    }

    /** One spelling for each, as compose's. */
    private static List<String> capabilities(List<String> names) {
        return names.stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .map(name -> name.equals("ALL") || name.startsWith("CAP_") ? name : "CAP_" + name)
                .distinct()
                .toList();
    }

    private static void naming(JsonBody host, Naming naming) {
        host.given("Dns", naming.dnsServers())
                .given("DnsOptions", naming.dnsOptions())
                .given("DnsSearch", naming.dnsSearch())
                .given(
                        "ExtraHosts",
                        naming.extraHosts().stream()
                                .map(entry -> entry.host() + ":" + entry.address())
                                .toList());
    }
}
