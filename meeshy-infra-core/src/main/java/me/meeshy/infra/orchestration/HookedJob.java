package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.model.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's container from its start to its end, with the commands that its service runs after a start, as compose does it since its version 5.1. A job ends
 * by itself: nothing is run before its stop.
 */
final class HookedJob {

    private static final Logger LOG = LoggerFactory.getLogger(HookedJob.class);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final ContainerEngine engine;
    private final Project project;
    private final Service service;
    private final String container;

    HookedJob(ContainerEngine engine, Project project, Service service, String container) {
        this.engine = engine;
        this.project = project;
        this.service = service;
        this.container = container;
    }

    /**
     * Runs it.
     *
     * @return its exit code
     * @throws me.meeshy.infra.plan.HookFailedException if one of the commands fails, which ends the job
     */
    int run(boolean terminal, ExecStreams streams, Deadline deadline) {
        if (service.postStart().isEmpty()) {
            return engine.startAndJoin(container, terminal, streams, deadline.remainingOrLeast());
        }
        ExecutorService thread = Threads.named("hooks");
        try {
            CompletableFuture<Void> hooks = CompletableFuture.runAsync(() -> afterStart(deadline), thread);
            int exitCode = engine.startAndJoin(container, terminal, streams, deadline.remainingOrLeast());
            try {
                hooks.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : e;
            }
            return exitCode;
        } finally {
            thread.shutdownNow();
        }
    }

    private void afterStart(Deadline deadline) {
        try {
            awaitStart(deadline);
            new Hooks(engine, project).afterStart(service, container, deadline.remainingOrLeast());
        } catch (EngineException e) {
            switch (e.reason()) {
                case NOT_FOUND, CONFLICT -> LOG.debug("{} ended before what is to run after its start", container);
                default -> throw end(e);
            }
        } catch (RuntimeException e) {
            throw end(e);
        }
    }

    private RuntimeException end(RuntimeException because) {
        try {
            engine.stop(container, Specs.grace(service));
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
        return because;
    }

    private void awaitStart(Deadline deadline) {
        while (!deadline.passed() && !Thread.currentThread().isInterrupted()) {
            boolean begun = engine.container(container)
                    .map(ContainerDetails::state)
                    .filter(state -> state.status() != ContainerState.Status.CREATED)
                    .isPresent();
            if (begun) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
