package me.meeshy.infra.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Devices that a driver of the engine chooses, such as GPUs.
 *
 * @param driver the driver; any that fits if empty
 * @param count how many; -1 for all; 0 where ids are given
 * @param ids which; empty where a count is given
 * @param capabilities what they must be able to do, such as {@code gpu}
 * @param options what the driver is told
 */
public record DeviceRequest(
        Optional<String> driver, int count, List<String> ids, List<String> capabilities, Map<String, String> options) {

    /**
     * Copies, and checks that there is either a count or ids.
     *
     * @param driver the driver; any that fits if empty
     * @param count how many; -1 for all; 0 where ids are given
     * @param ids which; empty where a count is given
     * @param capabilities what they must be able to do, such as {@code gpu}
     * @param options what the driver is told
     * @throws IllegalArgumentException if there are both a count and ids
     */
    public DeviceRequest {
        ids = List.copyOf(ids);
        capabilities = List.copyOf(capabilities);
        options = Map.copyOf(options);
        if (count != 0 && !ids.isEmpty()) {
            throw new IllegalArgumentException("a device request takes a count or ids, and not both");
        }
    }

    /**
     * All GPUs.
     *
     * @return the request, as {@code gpus: all} makes it
     */
    public static DeviceRequest allGpus() {
        return new DeviceRequest(Optional.empty(), -1, List.of(), List.of("gpu"), Map.of());
    }
}
