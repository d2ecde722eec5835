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
     * The services that have a container, stopped ones included; asks the engine.
     *
     * @return the services, in the stack's order
     */
    List<RunningService> services();

    /**
     * One service; asks the engine.
     *
     * @param service its name in the stack
     * @return the service
     * @throws me.meeshy.infra.model.InfraException if it has no container; the message lists those that have
     */
    RunningService service(String service);

    /**
     * What its containers are doing now; asks the engine. Where this object came from an up and the engine has not run a
     * service's health test yet, that up's own run of the test counts: a service whose test passed is shown as healthy.
     *
     * @return a row for each container of each service of the stack, or for the service if it has none, then one for each container of the project that the stack does not have
     */
    EnvironmentStatus status();

    /**
     * A container of a service for one job.
     *
     * @param service the service's name in the stack; it need not run
     * @param command program and arguments instead of the service's command; none leave that as it is
     * @return the job, not yet run
     */
    OneOff run(String service, String... command);

    /**
     * Gives a service another number of containers and waits until they are ready; five minutes at most.
     *
     * @param service its name in the stack
     * @param containers how many
     * @throws me.meeshy.infra.plan.UpFailedException as {@link #scale(String, int, Duration)}
     * @throws me.meeshy.infra.model.InfraException as {@link #scale(String, int, Duration)}
     */
    void scale(String service, int containers);

    /**
     * Gives a service another number of containers and waits until they are ready: as an {@code up} of it and what it depends
     * on. The highest numbers go first. A later {@code up} that does not ask for that number goes back to the stack's.
     *
     * @param service its name in the stack
     * @param containers how many
     * @param deadline how long it may take
     * @throws me.meeshy.infra.plan.UpFailedException if one does not get ready; all is as before then
     * @throws me.meeshy.infra.model.InfraException if the stack has no such service, or the service has a fixed name or a fixed
     *     port of the host, which only one container can have; nothing was changed
     */
    void scale(String service, int containers, Duration deadline);

    /**
     * What happens to its containers.
     *
     * @return the events, not yet followed
     */
    EventView events();

    /**
     * What its containers write.
     *
     * @return the logs of all services, not yet followed
     */
    ServiceLogs logs();

    /**
     * Takes everything down and keeps the volumes; two minutes at most.
     *
     * @return what was removed, and what was kept and why
     * @throws me.meeshy.infra.model.InfraException if the engine refuses, or the deadline passes
     */
    DownReport down();

    /**
     * Takes everything down; two minutes at most.
     *
     * @param volumes what becomes of the named volumes
     * @return what was removed, and what was kept and why
     * @throws me.meeshy.infra.model.InfraException if volumes of a guarded role would be deleted, the engine refuses, or the
     *     deadline passes
     */
    DownReport down(Volumes volumes);

    /**
     * Takes everything down; two minutes at most.
     *
     * @param volumes what becomes of the named volumes
     * @param consent names the environment; needed to delete volumes of a guarded role
     * @return what was removed, and what was kept and why
     * @throws me.meeshy.infra.model.InfraException if the consent names something else, the engine refuses, or the deadline
     *     passes
     */
    DownReport down(Volumes volumes, Consent consent);

    /**
     * Takes everything down, in reverse order of the dependencies: each container is given its grace period, ten seconds
     * unless the service says otherwise. Only what bears the project's label is removed, and nothing external.
     *
     * @param volumes what becomes of the volumes; {@link Volumes#DELETE} includes anonymous ones
     * @param consent names the environment; needed to delete volumes of a guarded role
     * @param deadline how long it may take; containers are killed where it passes before their grace period
     * @return what was removed, and what was kept and why
     * @throws me.meeshy.infra.model.InfraException if the consent names something else, the engine refuses, or the deadline
     *     passes; what was taken down stays down
     */
    DownReport down(Volumes volumes, Consent consent, Duration deadline);

    /**
     * Takes everything down, as {@link #down(Volumes, Consent, Duration)}, and orphans if they are to go.
     *
     * @param options how
     * @return what was removed and what was kept
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     * @throws me.meeshy.infra.model.InfraException if volumes of a guarded role would be deleted without a consent, the consent names
     *     something else, the engine refuses, or the deadline passes; what was taken down stays down
     */
    DownReport down(DownOptions options);
}
