package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import me.meeshy.infra.model.DeviceMapping;
import me.meeshy.infra.model.DeviceRequest;
import me.meeshy.infra.model.Devices;

/** A service's {@code devices}, {@code device_cgroup_rules}, {@code gpus} and the devices that {@code deploy} reserves. */
final class DevicesReader {

    private static final Pattern PERMISSIONS = Pattern.compile("[rwm]{1,3}");
    private static final Pattern RULE = Pattern.compile("[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}");
    private static final int ALL = -1;

    private DevicesReader() {}

    static Devices read(Keys keys, Reading reading) {
        Devices.Builder devices = Devices.builder();
        keys.given("devices", list -> list.items().forEach(item -> devices.map(mapping(item))));
        keys.given(
                "device_cgroup_rules",
                list -> list.items().forEach(item -> {
                    if (!RULE.matcher(item.text()).matches()) {
                        throw item.problem(item.shown() + " is no rule; write for instance \"c 1:3 mr\"");
                    }
                    devices.cgroupRule(item.text());
                }));
        keys.given("gpus", field -> {
            if (field.isScalar()) {
                if (!field.text().equals("all")) {
                    throw field.problem(field.shown() + ": write all, or a list of maps");
                }
                devices.request(DeviceRequest.allGpus());
            } else {
                field.items().forEach(item -> devices.request(request(item, false)));
            }
        });
        DeployReader.devices(keys, devices, reading);
        return devices.build();
    }

    /** {@code source[:target][:permissions]}, or a map. */
    private static DeviceMapping mapping(Field item) {
        if (item.isMapping()) {
            Keys keys = Keys.of(item, Section.DEVICE);
            String source = keys.required("source", item).nonEmptyText();
            Field target = keys.fields().get("target");
            Field permissions = keys.fields().get("permissions");
            return checked(
                    item,
                    source,
                    target == null ? source : target.nonEmptyText(),
                    permissions == null ? "rwm" : permissions.text());
        }
        String[] parts = item.nonEmptyText().split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw item.problem(item.shown() + " is no device; write source[:target][:permissions]");
        }
        String source = parts[0];
        boolean shortened = parts.length == 2 && PERMISSIONS.matcher(parts[1]).matches();
        String target = parts.length == 1 || shortened || parts[1].isEmpty() ? source : parts[1];
        return checked(item, source, target, shortened ? parts[1] : parts.length == 3 ? parts[2] : "rwm");
    }

    private static DeviceMapping checked(Field item, String source, String target, String permissions) {
        if (!PERMISSIONS.matcher(permissions).matches()) {
            throw item.problem(item.shown() + " has other permissions than letters of rwm");
        }
        return new DeviceMapping(source, target, permissions);
    }

    static DeviceRequest request(Field item, boolean capabilitiesNeeded) {
        Keys keys = Keys.of(item, Section.DEVICE_REQUEST);
        List<String> capabilities = new ArrayList<>();
        keys.texts("capabilities", capabilities::add);
        if (capabilities.isEmpty() && capabilitiesNeeded) {
            throw item.problem("the key capabilities is missing; for GPUs it is [gpu]");
        }
        if (!capabilitiesNeeded && !capabilities.contains("gpu")) {
            capabilities.add("gpu");
        }
        List<String> ids = new ArrayList<>();
        keys.texts("device_ids", ids::add);
        Field count = keys.fields().get("count");
        if (count != null && !ids.isEmpty()) {
            throw count.problem("does not go with device_ids; take one of them away");
        }
        int number = count == null || count.text().equals("all") ? ALL : count.integer(ALL, Integer.MAX_VALUE);
        Field options = keys.fields().get("options");
        return new DeviceRequest(
                Optional.ofNullable(keys.fields().get("driver")).map(Field::nonEmptyText),
                ids.isEmpty() ? number : 0,
                ids,
                capabilities,
                options == null ? Map.of() : Pairs.texts(options));
    }
}
