package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.DeviceRequest;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.NetworkAttachment;

/**
 * The text of a part that has settings of its own: each with its name and in one order, whatever the order of a file or of a map was. What is
 * as by default is not in it, so that a further setting of this library does not make all containers anew.
 *
 * <p>The texts that records make of themselves would not do: they have the order of their maps, which differs from process to process, and
 * the machinery behind them costs a new process some 50 ms.
 */
final class PartText {

    private final StringBuilder text = new StringBuilder();

    static String of(MountSpec mount) {
        var text = new PartText();
        if (mount instanceof MountSpec.OfVolume volume) {
            text.put("type", "volume")
                    .given("source", volume.name())
                    .given("read_only", volume.readOnly())
                    .given("nocopy", volume.noCopy())
                    .given("subpath", volume.subpath())
                    .given("labels", volume.labels())
                    .given("selinux", volume.label());
        } else if (mount instanceof MountSpec.OfHost host) {
            text.put("type", "bind")
                    .put("source", host.source().toString())
                    .given("read_only", host.readOnly())
                    .given("create_host_path", host.createSource())
                    .given("propagation", host.propagation())
                    .given("selinux", host.label())
                    .given("recursive", host.recursive());
        } else if (mount instanceof MountSpec.OfImage image) {
            text.put("type", "image").put("source", image.image()).given("subpath", image.subpath());
        } else if (mount instanceof MountSpec.OfMemory memory) {
            text.put("type", "tmpfs")
                    .given("size", memory.size())
                    .given("mode", memory.mode())
                    .given("read_only", memory.readOnly())
                    .given("options", memory.options());
        }
        return text.toString();
    }

    static String of(NetworkAttachment attachment) {
        return new PartText()
                .given("aliases", attachment.aliases())
                .given("ipv4_address", attachment.ipv4Address())
                .given("ipv6_address", attachment.ipv6Address())
                .given("link_local_ips", attachment.linkLocalAddresses())
                .given("mac_address", attachment.macAddress())
                .given("priority", attachment.priority())
                .given("gw_priority", attachment.gatewayPriority())
                .given("driver_opts", attachment.driverOptions())
                .toString();
    }

    static String of(Healthcheck check) {
        return new PartText()
                .given("test", check.test())
                .given("interval", check.interval())
                .given("timeout", check.timeout())
                .given("retries", check.retries())
                .given("start_period", check.startPeriod())
                .given("start_interval", check.startInterval())
                .toString();
    }

    static String of(BlockIo limits) {
        return new PartText()
                .given("weight", limits.weight())
                .given("weight_device", limits.deviceWeights())
                .given("device_read_bps", limits.readBytes())
                .given("device_read_iops", limits.readOperations())
                .given("device_write_bps", limits.writtenBytes())
                .given("device_write_iops", limits.writeOperations())
                .toString();
    }

    static String of(DeviceRequest request) {
        return new PartText()
                .given("driver", request.driver())
                .put("count", Integer.toString(request.count()))
                .given("device_ids", request.ids())
                .given("capabilities", request.capabilities())
                .given("options", request.options())
                .toString();
    }

    PartText given(String name, boolean value) {
        return value ? put(name, "true") : this;
    }

    PartText given(String name, Optional<?> value) {
        return value.isPresent() ? put(name, value.get().toString()) : this;
    }

    PartText given(String name, OptionalInt value) {
        return value.isPresent() ? put(name, Integer.toString(value.getAsInt())) : this;
    }

    PartText given(String name, OptionalLong value) {
        return value.isPresent() ? put(name, Long.toString(value.getAsLong())) : this;
    }

    PartText given(String name, List<String> values) {
        for (String value : values) {
            put(name, value);
        }
        return this;
    }

    PartText given(String name, Map<String, ?> values) {
        new TreeMap<>(values).forEach((key, value) -> put(name + "." + key, value.toString()));
        return this;
    }

    /** A null character ends each: two settings are never one whose value looks like both. */
    PartText put(String name, String value) {
        text.append(name).append('=').append(value).append('\0');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
