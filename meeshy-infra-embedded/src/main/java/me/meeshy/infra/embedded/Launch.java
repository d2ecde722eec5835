package me.meeshy.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.EngineException;

/**
 * What a program is given.
 *
 * @param spec what the container is made of
 * @param ports the host port for each TCP port of the container
 * @param volumes the folder for each path at which a volume stands
 * @param folder the container's own folder, gone with it
 * @param log where it writes
 * @param children by whom it starts processes
 */
record Launch(
        ContainerSpec spec,
        Map<Integer, Integer> ports,
        Map<String, Path> volumes,
        Path folder,
        ContainerLog log,
        Children children) {

    /** Where a path of the container is on this host. */
    Path onHost(String containerPath) {
        Path path = Path.of(containerPath).normalize();
        Optional<MountSpec> mount = spec.mounts().stream()
                .filter(candidate -> path.startsWith(Path.of(candidate.target()).normalize()))
                .max(Comparator.comparingInt(candidate -> candidate.target().length()));
        if (mount.isEmpty()) {
            // a volume that the image declares
            return volumes.entrySet().stream()
                    .filter(volume -> path.startsWith(volume.getKey()))
                    .findFirst()
                    .map(volume -> inside(volume.getValue(), volume.getKey(), path))
                    .orElseGet(() -> inside(folder.resolve("files"), "/", path));
        }
        String target = mount.get().target();
        if (mount.get() instanceof MountSpec.OfHost host) {
            return inside(host.source(), target, path);
        }
        return inside(volumes.getOrDefault(target, folder.resolve("memory")), target, path);
    }

    private static Path inside(Path host, String target, Path path) {
        return host.resolve(Path.of(target).normalize().relativize(path).toString());
    }

    /** The folder at a path of the container, made if it is not there. */
    Path folderAt(String containerPath) throws IOException {
        return Files.createDirectories(onHost(containerPath));
    }

    /** A variable's value, or the content of the file that the variable of that name with _FILE points to. */
    Optional<String> setting(String name) throws IOException {
        String file = spec.environment().get(name + "_FILE");
        if (file != null) {
            return Optional.of(Files.readString(onHost(file)).strip());
        }
        return Optional.ofNullable(spec.environment().get(name)).filter(value -> !value.isEmpty());
    }

    /** The files that the container sees, one by one: secrets, configs and bound files. */
    List<MountSpec.OfHost> files() {
        return spec.mounts().stream()
                .filter(MountSpec.OfHost.class::isInstance)
                .map(MountSpec.OfHost.class::cast)
                .filter(mount -> Files.isRegularFile(mount.source()))
                .toList();
    }

    /** The arguments that follow a program's name in the command; none where the command is something else. */
    List<String> argumentsOf(String program) {
        List<String> command = spec.command().orElse(List.of());
        if (command.isEmpty()) {
            return List.of();
        }
        if (command.get(0).startsWith("-")) {
            return command;
        }
        if (Path.of(command.get(0)).endsWith(program)) {
            return command.subList(1, command.size());
        }
        log.error("embedded: the command " + command.get(0) + " is not run; " + program + " runs with its defaults");
        return List.of();
    }

    /** An argument that may be a path of the container. */
    String translated(String argument) {
        if (!argument.startsWith("/")) {
            return argument;
        }
        Path host = onHost(argument);
        return Files.exists(host) ? host.toString() : argument;
    }

    static void deleteRecursively(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot remove the folder " + root + ": " + e + "; remove it yourself",
                    e);
        }
    }
}
