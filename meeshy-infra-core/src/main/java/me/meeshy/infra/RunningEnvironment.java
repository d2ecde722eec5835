package me.meeshy.infra;

import java.time.Duration;
import java.util.List;

/** An environment whose containers are there. Thread-safe. */
public interface RunningEnvironment {

    /**
     * What runs.
     *
     * @return the environment
     */
    Environment environment();

    /**
     * The services that have a container, stopped ones included.
     *
     * @return the services, in the stack's order
     */
    List<RunningService> services();

    /**
     * One service.
     *
     * @param service its name in the stack
     * @return the service
     * @throws me.meeshy.infra.model.InfraException if it has no container; the message lists those that have
     */
    RunningService service(String service);

    /** Takes everything down and keeps the volumes; two minutes at most. */
    void down();

    /**
     * Takes everything down; two minutes at most.
     *
     * @param volumes what becomes of the named volumes
     * @throws me.meeshy.infra.model.InfraException if volumes of a guarded role would be deleted
     */
    void down(Volumes volumes);

    /**
     * Takes everything down.
     *
     * @param volumes what becomes of the named volumes
     * @param consent names the environment; needed to delete volumes of a guarded role
     * @param deadline how long it may take
     * @throws me.meeshy.infra.model.InfraException if the consent names something else
     */
    void down(Volumes volumes, Consent consent, Duration deadline);
}
