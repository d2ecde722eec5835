package me.meeshy.infra;

import java.time.Duration;
import me.meeshy.infra.engine.ContainerEngine;

/** An open connection to a container engine, and what can be done with environments on it. Thread-safe. */
public final class Infra implements AutoCloseable {

    private final ContainerEngine engine;

    private Infra(ContainerEngine engine) {
        this.engine = engine;
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
     * Brings an environment up and waits until every service is ready, five minutes at most.
     *
     * @param environment what is to run
     * @return the running environment
     */
    public RunningEnvironment up(Environment environment) {
        return up(environment, Duration.ofMinutes(5));
    }

    /**
     * Brings an environment up and waits until every service is ready.
     *
     * @param environment what is to run
     * @param deadline how long it may take
     * @return the running environment
     */
    public RunningEnvironment up(Environment environment, Duration deadline) {
        return pending();
    }

    /**
     * Attaches to an environment that was brought up before, by us or by compose; changes nothing.
     *
     * @param environment what runs
     * @return the running environment
     */
    public RunningEnvironment attach(Environment environment) {
        return pending();
    }

    private RunningEnvironment pending() {
        if (engine.info().version().isEmpty()) {
            throw new IllegalStateException("the engine does not say its version");
        }
        throw new UnsupportedOperationException("the orchestration follows");
    }

    /** Closes the connection; what runs goes on. */
    @Override
    public void close() {
        engine.close();
    }
}
