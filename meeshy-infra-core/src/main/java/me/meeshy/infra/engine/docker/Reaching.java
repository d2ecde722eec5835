package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.EngineInfo.Reach;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.PublishedPort;
import org.jspecify.annotations.Nullable;

/** How containers can be reached from this process. */
final class Reaching {

    private Reaching() {}

    static Reach reach(Info info, EngineHost host) {
        if (String.valueOf(info.getOperatingSystem()).contains("Docker Desktop") || !onLinux()) {
            return host.remoteName().isPresent() ? Reach.REMOTE : Reach.DOCKER_DESKTOP;
        }
        if (host.remoteName().isPresent()) {
            return Reach.REMOTE;
        }
        if (info.getSecurityOptions() != null
                && info.getSecurityOptions().stream().anyMatch(option -> option.startsWith("name=rootless"))) {
            return Reach.ROOTLESS;
        }
        // A loopback port may be the end of a tunnel to another machine.
        return host.overSocketFile() || sameKernel(info) ? Reach.BY_ADDRESS : Reach.REMOTE;
    }

    private static boolean onLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }

    private static boolean sameKernel(Info info) {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            String release =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
            return name.equals(info.getName()) && release.equals(info.getKernelVersion());
        } catch (IOException e) {
            return false;
        }
    }

    /** Where a TCP port of a running container answers: what is published first, since it is reachable everywhere. */
    static Optional<InetSocketAddress> address(ContainerDetails container, int port, Reach reach, EngineHost host) {
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
