package me.meeshy.infra.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;

/** The host ports of a container: published ones as asked for, on the loopback address only; a free one for every other. */
final class HostPorts {

    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private HostPorts() {}

    static Map<Integer, Integer> choose(ContainerSpec spec, Set<Integer> ofImage) {
        var ports = new LinkedHashMap<Integer, Integer>();
        for (PublishedPort published : spec.ports()) {
            if (published.containerPort().protocol() != Protocol.TCP) {
                throw unsupported(spec, published + " is not TCP");
            }
            int inside = published.containerPort().number();
            if (published.hostPort() != 0 && ports.containsKey(inside) && ports.get(inside) != published.hostPort()) {
                throw unsupported(spec, "port " + inside + " is published twice");
            }
            ports.put(inside, chosen(spec, published));
        }
        spec.exposed().stream()
                .filter(port -> port.protocol() == Protocol.TCP)
                .map(ContainerPort::number)
                .forEach(port -> ports.computeIfAbsent(port, unpublished -> free()));
        ofImage.forEach(port -> ports.computeIfAbsent(port, unpublished -> free()));
        return ports;
    }

    private static int chosen(ContainerSpec spec, PublishedPort published) {
        if (published.hostPort() == 0) {
            return free();
        }
        if (published.room() == 1) {
            return published.hostPort();
        }
        for (int port = published.hostPort(); port <= published.lastHostPort(); port++) {
            try {
                requireFree(port);
                return port;
            } catch (IOException e) {
                // another one of the range may be free
            }
        }
        throw new EngineException(
                EngineException.Reason.PORT_TAKEN,
                "cannot start " + spec.name() + ": each port of the host's " + published.hostPorts()
                        + " is taken; stop what listens there, or publish others",
                null);
    }

    /** The published ports as an inspection shows them. */
    static List<PublishedPort> published(ContainerSpec spec, Map<Integer, Integer> ports) {
        var shown = new ArrayList<PublishedPort>();
        for (PublishedPort port : spec.ports()) {
            Integer chosen = ports.get(port.containerPort().number());
            shown.add(new PublishedPort(
                    LOOPBACK.getHostAddress(), chosen == null ? port.hostPort() : chosen, port.containerPort()));
        }
        return List.copyOf(shown);
    }

    /** Fails if somebody listens there already, before a child process would say so in its own words. */
    static void requireFree(int port) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (BindException e) {
            var taken = new BindException("port " + port + " of this host is taken: " + e.getMessage());
            taken.initCause(e);
            throw taken;
        }
    }

    private static int free() {
        try (var probe = new ServerSocket(0, 1, LOOPBACK)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new EngineException(EngineException.Reason.OTHER, "this host has no free port: " + e, e);
        }
    }

    private static EngineException unsupported(ContainerSpec spec, String what) {
        return new EngineException(
                EngineException.Reason.OTHER,
                "cannot start " + spec.name() + ": " + what + ", which the embedded engine does not support",
                null);
    }
}
