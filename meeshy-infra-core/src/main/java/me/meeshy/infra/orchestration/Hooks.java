package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.HookFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that run inside a container after its start and before its stop, one after the other. The first that fails ends
 * it, as compose has it.
 */
final class Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    /** A container is told to end and has so long at least, whatever its commands have taken of its grace period. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(1);

    private final ContainerEngine engine;
    private final Project project;

    Hooks(ContainerEngine engine, Project project) {
        this.engine = engine;
        this.project = project;
    }

    /** After the start of a service's container. */
    void afterStart(Service service, String container, Duration allowed) {
        Deadline deadline = Deadline.in(allowed);
        List<Hook> hooks = service.postStart();
        for (int i = 0; i < hooks.size(); i++) {
            run(service, "post_start[" + i + "]", hooks.get(i), container, deadline.remainingOrLeast());
        }
    }

    /** Stops a service's container, after what is to run in it before; both within the grace period. */
    void stop(Service service, String container, Duration grace) {
        List<Hook> hooks = service.preStop();
        if (hooks.isEmpty() || grace.isZero()) {
            engine.stop(container, grace);
            return;
        }
        Deadline deadline = Deadline.in(grace);
        try {
            beforeStop(service, container, deadline);
        } catch (EngineException e) {
            switch (e.reason()) {
                case NOT_FOUND, CONFLICT -> LOG.debug("{} does not run: nothing is run before its stop", container);
                case TIMEOUT ->
                    LOG.warn(
                            "What is to run before the stop of service {} took longer than its grace period of {}: {}",
                            service.name(),
                            deadline.inWords(),
                            e.getMessage());
                default -> throw e;
            }
        }
        Duration left = deadline.remaining();
        Duration least = LEAST_GRACE.compareTo(grace) < 0 ? LEAST_GRACE : grace;
        engine.stop(container, left.compareTo(least) < 0 ? least : left);
    }

    /** Before a restart; the container may need its whole grace period after that. */
    void beforeRestart(Service service, String container, Duration grace) {
        if (!service.preStop().isEmpty() && !grace.isZero()) {
            beforeStop(service, container, Deadline.in(grace));
        }
    }

    private void beforeStop(Service service, String container, Deadline deadline) {
        List<Hook> hooks = service.preStop();
        for (int i = 0; i < hooks.size(); i++) {
            run(service, "pre_stop[" + i + "]", hooks.get(i), container, deadline.remainingOrLeast());
        }
    }

    private void run(Service service, String which, Hook hook, String container, Duration allowed) {
        var output = new LastOutput();
        var spec = new ExecSpec(
                hook.command(), hook.environment(), hook.user(), hook.workingDirectory(), false, hook.privileged());
        int exitCode = engine.exec(container, spec, new ExecStreams(Optional.empty(), output, output), allowed);
        if (exitCode != 0) {
            String said = project.mask().mask(output.text().strip());
            throw new HookFailedException(
                    service.name(),
                    which,
                    exitCode,
                    which + " (" + hook.command().get(0) + ") of service " + service.name() + " in environment '"
                            + project.environment() + "' ended with exit code " + exitCode
                            + (said.isEmpty() ? ", and wrote nothing" : "; it last wrote: " + said)
                            + (which.startsWith("pre") ? "; the container was not stopped by this" : ""));
        }
    }
}
