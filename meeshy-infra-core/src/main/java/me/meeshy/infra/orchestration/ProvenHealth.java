package me.meeshy.infra.orchestration;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;

/**
 * Containers whose own health test passed when we ran it, before the engine had run it for the first time. That holds until
 * the engine has a verdict of its own or the container is started anew. Immutable.
 *
 * @param starts when each had been started, by container id
 */
public record ProvenHealth(Map<String, Instant> starts) {

    /** Nobody's. */
    public static final ProvenHealth NONE = new ProvenHealth(Map.of());

    /**
     * Copies the map.
     *
     * @param starts when each had been started, by container id
     */
    public ProvenHealth {
        starts = Map.copyOf(starts);
    }

    static ProvenHealth of(List<ContainerRun> runs) {
        var starts = new HashMap<String, Instant>();
        for (ContainerRun run : runs) {
            run.container().ifPresent(id -> run.provenStart().ifPresent(start -> starts.put(id, start)));
        }
        return new ProvenHealth(starts);
    }

    /**
     * A container's state with what is known of its health.
     *
     * @param container its id
     * @param state as the engine shows it
     * @return the same, or a healthy one where the engine has no verdict yet and the test passed since that start
     */
    public ContainerState with(String container, ContainerState state) {
        boolean proven = state.running()
                && state.health() == Health.STARTING
                && state.startedAt()
                        .filter(start -> start.equals(starts.get(container)))
                        .isPresent();
        return proven
                ? new ContainerState(
                        state.status(),
                        Health.HEALTHY,
                        state.exitCode(),
                        state.oomKilled(),
                        state.startedAt(),
                        state.error(),
                        state.processId())
                : state;
    }
}
