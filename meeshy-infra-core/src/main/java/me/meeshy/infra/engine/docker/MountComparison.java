package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.ShownValues.list;
import static me.meeshy.infra.engine.docker.ShownValues.map;
import static me.meeshy.infra.engine.docker.ShownValues.text;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where volumes, folders of the host and file systems in memory stand in a container. */
final class MountComparison {

    private final Map<?, ?> host;
    private final Map<?, ?> container;
    private final Map<?, ?> image;
    private final Differences differences;

    MountComparison(Map<?, ?> request, Map<?, ?> container, Map<?, ?> image, Differences differences) {
        this.host = map(request.get("HostConfig"));
        this.container = container;
        this.image = image;
        this.differences = differences;
    }

    void compare() {
        Map<String, String> wanted = wanted();
        Set<?> declared = map(map(image.get("Config")).get("Volumes")).keySet();
        Map<String, String> found = new TreeMap<>();
        for (Object each : list(container.get("Mounts"))) {
            Map<?, ?> mount = map(each);
            String target = text(mount.get("Destination"));
            String type = text(mount.get("Type"));
            boolean anonymous = type.equals("volume")
                    && text(mount.get("Name")).matches("[0-9a-f]{64}")
                    && !text(wanted.get(target)).startsWith("volume " + mount.get("Name"));
            boolean ofImage = anonymous && !wanted.containsKey(target) && declared.contains(target);
            boolean ofOther = !wanted.containsKey(target)
                    && !list(host.get("VolumesFrom")).isEmpty();
            if (ofImage || ofOther || type.equals("tmpfs")) {
                continue;
            }
            Object source = anonymous ? "" : type.equals("volume") ? mount.get("Name") : mount.get("Source");
            found.put(target, mount(type, source, !Boolean.TRUE.equals(mount.get("RW"))));
        }
        differences.byName("volumes.", wanted, found);
        differences.byName("volumes.", MemoryMounts.of(host), MemoryMounts.of(map(container.get("HostConfig"))));
    }

    private Map<String, String> wanted() {
        Map<String, String> wanted = new TreeMap<>();
        for (Object each : list(host.get("Mounts"))) {
            Map<?, ?> mount = map(each);
            if (text(mount.get("Type")).equals("tmpfs")) {
                continue;
            }
            wanted.put(
                    text(mount.get("Target")),
                    mount(mount.get("Type"), mount.get("Source"), Boolean.TRUE.equals(mount.get("ReadOnly"))));
        }
        for (Object each : list(host.get("Binds"))) {
            String[] parts = text(each).split(":", -1);
            boolean readOnly =
                    parts.length > 2 && List.of(parts[2].split(",", -1)).contains("ro");
            // the source is a path or the name of a volume
            wanted.put(parts[1], mount(parts[0].startsWith("/") ? "bind" : "volume", parts[0], readOnly));
        }
        return wanted;
    }

    private static String mount(@Nullable Object type, @Nullable Object source, boolean readOnly) {
        String from = text(source);
        return type + (from.isEmpty() ? " " : " " + from + " ") + (readOnly ? "ro" : "rw");
    }
}
