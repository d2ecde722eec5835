package me.meeshy.infra;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.model.PublishedPort;

/**
 * What a container is doing.
 *
 * @param service the service that it is of
 * @param container its name; the name that it would have where there is none
 * @param state the engine's state of it; empty where there is none
 * @param image the reference that it was made from
 * @param ports the ports that the host listens for
 * @param orphan whether the stack has no such service
 */
public record ServiceStatus(
        String service,
        String container,
        Optional<ContainerState> state,
        String image,
        List<PublishedPort> ports,
        boolean orphan) {

    /**
     * Copies the list.
     *
     * @param service the service that it is of
     * @param container its name; the name that it would have where there is none
     * @param state the engine's state of it; empty where there is none
     * @param image the reference that it was made from
     * @param ports the ports that the host listens for
     * @param orphan whether the stack has no such service
     */
    public ServiceStatus {
        ports = List.copyOf(ports);
    }

    /**
     * When it last started.
     *
     * @return the moment, by the engine's clock
     */
    public Optional<Instant> started() {
        return state.flatMap(ContainerState::startedAt);
    }

    String stateInWords() {
        if (state.isEmpty()) {
            return "absent";
        }
        ContainerState found = state.get();
        String exit = found.running() || found.exitCode().isEmpty()
                ? ""
                : " (" + found.exitCode().getAsInt() + ")";
        return found.status().engineName() + exit + (orphan ? ", orphan" : "");
    }

    String healthInWords() {
        return state.map(ContainerState::health)
                .filter(health -> health != ContainerState.Health.NONE)
                .map(health -> health.name().toLowerCase(Locale.ROOT))
                .orElse("-");
    }
}
