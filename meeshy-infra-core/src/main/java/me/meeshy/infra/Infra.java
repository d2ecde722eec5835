package me.meeshy.infra;

import java.time.Duration;
import java.util.Objects;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.orchestration.Convergence;
import me.meeshy.infra.orchestration.Planner;
import me.meeshy.infra.orchestration.ProvenHealth;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpOptions;

/**
 * An open connection to a container engine, and what can be done with environments on it. Thread-safe: of two threads or
 * processes that want to bring up or take down one environment at the same time, one waits for the other.
 *
 * <pre>{@code
 * try (Infra infra = Infra.connect()) {
 *   System.out.println(infra.plan(staging));
 *   RunningEnvironment running = infra.up(staging);
 *   System.out.println(running.status());
 * }
 * }</pre>
 */
public final class Infra implements AutoCloseable {

    private final ContainerEngine engine;

    private Infra(ContainerEngine engine) {
        this.engine = Objects.requireNonNull(engine);
    }

    /**
     * Connects to the Docker engine that {@code DOCKER_HOST} names, else to the one at the usual unix socket.
     *
     * @return the connection
     * @throws me.meeshy.infra.engine.EngineException if no engine answers, or none that we can speak with
     */
    public static Infra connect() {
        return on(DockerEngine.connect());
    }

    /**
     * Uses an engine that is connected already; closing this closes it.
     *
     * @param engine the engine
     * @return the connection
     */
    public static Infra on(ContainerEngine engine) {
        return new Infra(engine);
    }

    /**
     * The engine behind it.
     *
     * @return the engine
     */
    public ContainerEngine engine() {
        return engine;
    }

    /**
     * Says what {@link #up(Environment)} would do, and why. Only reads: the engine's state, and the files that go into
     * containers.
     *
     * @param environment what is to run
     * @return the plan
     * @throws me.meeshy.infra.model.InfraException if a file that a service needs is missing or cannot be read
     * @throws me.meeshy.infra.engine.EngineException if the engine does not answer
     */
    public Plan plan(Environment environment) {
        return plan(environment, UpOptions.USUAL);
    }

    /**
     * Says what {@link #up(Environment, UpOptions)} would do, and why. Only reads, also where images are always to be pulled:
     * what replaced images would change is not known before.
     *
     * @param environment what is to run
     * @param options how
     * @return the plan
     * @throws me.meeshy.infra.model.InfraException if a file that a service needs is missing or cannot be read
     * @throws me.meeshy.infra.engine.EngineException if the engine does not answer
     */
    public Plan plan(Environment environment, UpOptions options) {
        return Planner.plan(engine, environment.project(), options).plan();
    }

    /**
     * Brings an environment up and waits until every service is ready, five minutes at most.
     *
     * @param environment what is to run
     * @return the running environment
     * @throws me.meeshy.infra.plan.UpFailedException as {@link #up(Environment, Duration)}
     * @throws me.meeshy.infra.model.InfraException as {@link #up(Environment, Duration)}
     */
    public RunningEnvironment up(Environment environment) {
        return up(environment, UpOptions.USUAL);
    }

    /**
     * Brings an environment up and waits until every service is ready. Images that are missing are pulled; what is there as it
     * should be is left; what differs is replaced, the old container being kept until all is well.
     *
     * <p>A service with a health check is ready when its own test passes, which is run at once and then again and again, or
     * when the engine says so. One without is ready when it has been running for half a second. One whose completion another
     * service waits for is ready when it has ended with exit code 0, and is not run again by a later up. A service fails at
     * once when the engine finds it unhealthy or when it ends; with a restart policy it may end twice.
     *
     * @param environment what is to run
     * @param deadline how long it may take
     * @return the running environment
     * @throws me.meeshy.infra.plan.UpFailedException if a service fails, the deadline passes or the thread is interrupted
     *     (its flag is set again); says who is not ready and why. What this call made, new volumes included, is removed again,
     *     and what it replaced is back, five seconds later at most
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline; nothing
     *     was changed
     * @throws me.meeshy.infra.model.InfraException if the plan refuses to go on, or a file that a service needs is missing;
     *     nothing was changed
     */
    public RunningEnvironment up(Environment environment, Duration deadline) {
        return up(environment, UpOptions.builder().deadline(deadline).build());
    }

    /**
     * Brings an environment, or a part of it, up as the options say, and waits until every service of that part is ready;
     * otherwise as {@link #up(Environment, Duration)}.
     *
     * <p>A container is replaced in one of two orders, and the plan says which. Where the old and the new one can run at once,
     * the old one goes on until everything is ready, and only then gives its place to the new one; meanwhile its service's name
     * leads to both. Where they cannot, because both need a port of the host or an address, or both would write a volume, the
     * old one is stopped first. In both orders a failure brings the old one back.
     *
     * @param environment what is to run
     * @param options how
     * @return the running environment, with all of its services
     * @throws me.meeshy.infra.plan.UpFailedException as {@link #up(Environment, Duration)}
     * @throws me.meeshy.infra.plan.ProjectBusyException as {@link #up(Environment, Duration)}
     * @throws me.meeshy.infra.model.InfraException as {@link #up(Environment, Duration)}, or if the options name a service
     *     that the stack does not have
     */
    public RunningEnvironment up(Environment environment, UpOptions options) {
        ProvenHealth proven = Convergence.up(engine, environment.project(), options);
        return new EngineRunningEnvironment(engine, environment, proven);
    }

    /**
     * Attaches to an environment that was brought up before, by us or by compose; changes nothing.
     *
     * @param environment what runs
     * @return the running environment; it has no services if none has a container
     * @throws me.meeshy.infra.engine.EngineException if the engine does not answer
     */
    public RunningEnvironment attach(Environment environment) {
        return new EngineRunningEnvironment(engine, environment, ProvenHealth.NONE);
    }

    /** Closes the connection; what runs goes on. */
    @Override
    public void close() {
        engine.close();
    }
}
