package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.EngineInfo.Reach;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.PublishedPort;
import org.jspecify.annotations.Nullable;

/** How containers can be reached from this process. */
final class Reaching {

    static final Path KERNEL_RELEASE = Path.of("/proc/sys/kernel/osrelease");
    static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private Reaching() {}

    static Reach reach(Map<?, ?> info, EngineHost host) {
        if (JsonValues.text(info, "OperatingSystem").orElse("").contains("Docker Desktop") || !onLinux()) {
            return host.remoteName().isPresent() ? Reach.REMOTE : Reach.DOCKER_DESKTOP;
        }
        if (host.remoteName().isPresent()) {
            return Reach.REMOTE;
        }
        if (JsonValues.list(info, "SecurityOptions").stream()
                .anyMatch(option -> String.valueOf(option).startsWith("name=rootless"))) {
            return Reach.ROOTLESS;
        }
        return sameMachine(info) ? Reach.BY_ADDRESS : Reach.REMOTE;
    }

    private static boolean onLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    /** A socket file or a loopback port may be the end of a tunnel to another machine. */
    private static boolean sameMachine(Map<?, ?> info) {
        try {
            boolean sameKernel = Files.readString(KERNEL_RELEASE).strip().equals(info.get("KernelVersion"));
            // A container has a name of its own.
            boolean sameName =
                    inContainer() || Files.readString(HOST_NAME).strip().equals(info.get("Name"));
            return sameKernel && sameName;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean inContainer() {
        return Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"));
    }

    /** Where a TCP port of a running container answers: what is published first, since it is reachable everywhere. */
    static Optional<InetSocketAddress> address(ContainerDetails container, int port, Reach reach, EngineHost host) {
        if (reach == Reach.REMOTE && host.remoteName().isEmpty()) {
            // Behind a tunnel: the ports are published on a machine whose name we do not know.
            return Optional.empty();
        }
        ContainerPort wanted = ContainerPort.tcp(port);
        String engine = host.remoteName().orElse("127.0.0.1");
        Optional<PublishedPort> published = container.ports().stream()
                .filter(each -> each.containerPort().equals(wanted))
                .findFirst();
        if (published.isPresent()) {
            String address = switch (published.get().hostAddress()) {
                case "" -> engine;
                case "::" -> host.remoteName().orElse("::1");
                default -> published.get().hostAddress();
            };
            return Optional.of(new InetSocketAddress(address, published.get().hostPort()));
        }
        if (reach != Reach.BY_ADDRESS || !container.state().running()) {
            return Optional.empty();
        }
        @Nullable
        String own = container.addresses().values().stream()
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse(null);
        return own == null ? Optional.empty() : Optional.of(new InetSocketAddress(own, port));
    }
}
