package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;

/** Volumes as folders. What is known of them is in memory; their content outlives the engine in a folder that the user named. */
final class Storage {

    private static final String DRIVER = "local";

    private final Path volumesFolder;
    private final Map<String, VolumeDetails> volumes = new TreeMap<>();

    Storage(Path workDirectory) {
        this.volumesFolder = workDirectory.resolve("volumes");
    }

    synchronized void create(VolumeSpec spec) {
        if (!spec.name().matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot make the volume '" + spec.name() + "': its name must be letters, digits, _, . and -",
                    null);
        }
        if (volumes.containsKey(spec.name())) {
            return;
        }
        try {
            Files.createDirectories(folder(spec.name()));
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "cannot make the folder of the volume " + spec.name() + ": " + e, e);
        }
        volumes.put(spec.name(), new VolumeDetails(spec.name(), DRIVER, Map.copyOf(spec.labels())));
    }

    /** A volume of nobody's naming; as in Docker a name that was not made beforehand is made here. */
    String createAnonymous() {
        String name = UUID.randomUUID().toString().replace("-", "");
        create(new VolumeSpec(name, Optional.empty(), Map.of(), Map.of()));
        return name;
    }

    Path folder(String volume) {
        return volumesFolder.resolve(volume);
    }

    synchronized Optional<VolumeDetails> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    synchronized List<VolumeDetails> all(Map<String, String> labels) {
        return volumes.values().stream()
                .filter(volume -> Labels.fit(labels, volume.labels()))
                .toList();
    }

    synchronized void remove(String name) {
        if (volumes.remove(name) != null) {
            Launch.deleteRecursively(folder(name));
        }
    }
}
