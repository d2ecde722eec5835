package me.meeshy.infra.isolation.shared;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.model.Volume;

/**
 * What a volume of the engine's local driver is on, where that is not a folder of its own.
 *
 * @param text as it is written: a path of this host, or of a server's
 * @param server the server's address; empty for a path of this host
 * @param path the path of this host; empty for another's
 */
record VolumeDevice(String text, Optional<String> server, Optional<HostPath> path) {

    static Optional<VolumeDevice> of(Volume volume) {
        Map<String, String> options = volume.driverOptions();
        String device = options.get("device");
        if (device == null || "tmpfs".equals(options.get("type"))) {
            // what is in memory is each volume's own, whatever it is called
            return Optional.empty();
        }
        Optional<String> server = Stream.of(options.getOrDefault("o", "").split(","))
                .filter(option -> option.startsWith("addr="))
                .findFirst();
        boolean here = server.isEmpty() && device.startsWith("/");
        return Optional.of(
                new VolumeDevice(device, server, here ? Optional.of(HostPath.of(Path.of(device))) : Optional.empty()));
    }

    boolean overlaps(VolumeDevice other) {
        return path.isPresent() ? other.path.filter(path.get()::overlaps).isPresent() : equals(other);
    }

    boolean overlaps(HostPath folder) {
        return path.filter(folder::overlaps).isPresent();
    }
}
