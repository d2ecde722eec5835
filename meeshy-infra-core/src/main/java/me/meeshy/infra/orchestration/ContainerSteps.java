package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import me.meeshy.infra.plan.Change.Action;

/**
 * What is done to a container. A replacement has two orders. Where both may run at once: the new one starts under a temporary
 * name, and takes the old one's place only when everything is ready ({@link #swap}). Else: the old one is stopped, the new one
 * takes its place and starts. Whenever the process ends in between, names and labels tell the next one how far it came.
 */
final class ContainerSteps {

    /** More at once only makes the engine slower. */
    private static final int ENGINE_SLOTS = 16;

    private final ContainerEngine engine;
    private final Attempt attempt;
    private final Deadline deadline;
    private final Hooks hooks;
    private final Semaphore slots = new Semaphore(ENGINE_SLOTS);
    /** New containers whose old ones go on until all is ready. */
    private final Set<String> beside = ConcurrentHashMap.newKeySet();

    ContainerSteps(ContainerEngine engine, Attempt attempt, Deadline deadline, Project project) {
        this.engine = engine;
        this.hooks = new Hooks(engine, project);
        this.deadline = deadline;
        this.attempt = attempt;
    }

    /** The container that is to run: a new one, or the one that is there. */
    String made(Decision decision) {
        if (decision.misnamed()) {
            engine.rename(
                    decision.existing().orElseThrow().id(), decision.spec().name());
        }
        Action action = decision.action();
        if (!decision.isMade()) {
            String id = decision.existing().orElseThrow().id();
            decision.fallback().ifPresent(old -> {
                attempt.unproven(id);
                attempt.replaced(new Attempt.Replaced(old.id(), decision.spec().name(), true));
            });
            return id;
        }
        ContainerSpec spec = decision.spec();
        Map<String, String> labels = attempt.marked(spec.labels());
        labels.put(Labels.ROLE, decision.role());
        Optional<ImageDetails> image = engine.image(spec.image());
        image.ifPresent(found -> labels.put(Labels.IMAGE, found.id()));
        MountedImages.label(engine, spec).ifPresent(ids -> labels.put(Labels.MOUNTED_IMAGES, ids));
        if (action == Action.CREATE) {
            return inSlot(() -> filled(decision, engine.create(Specs.with(spec, spec.name(), labels, spec.mounts()))));
        }
        ContainerSummary old = decision.existing().orElseThrow();
        labels.put(Labels.REPLACE, oldName(decision));
        labels.put(Labels.REPLACES, old.id());
        List<String> declared = image.map(ImageDetails::volumes).orElse(List.of());
        Map<String, String> volumes =
                engine.container(old.id()).map(ContainerDetails::volumes).orElse(Map.of());
        List<MountSpec> mounts = Specs.withInherited(spec.mounts(), declared, volumes);
        String name = TemporaryName.of(attempt.id(), spec.name());
        String id = inSlot(() -> filled(decision, engine.create(Specs.with(spec, name, labels, mounts))));
        // what the image declares may not have been known when it was planned
        if (decision.overlap() && mounts.equals(spec.mounts())) {
            beside.add(id);
        }
        return id;
    }

    /** Starts what is to run. */
    void start(Decision decision, String id) {
        switch (decision.action()) {
            case CREATE -> inSlot(() -> start(id));
            case RECREATE -> {
                if (!beside.contains(id)) {
                    ContainerSummary old = decision.existing().orElseThrow();
                    attempt.replaced(new Attempt.Replaced(old.id(), oldName(decision), ServicePlanner.runs(old)));
                    stop(decision, old);
                    inSlot(() -> rename(decision, id));
                }
                inSlot(() -> start(id));
            }
            case START -> {
                attempt.started(id);
                // who made it may have ended before all was in it
                inSlot(() -> start(filled(decision, id)));
            }
            // it ran before it was put aside, and goes on whatever becomes of this attempt
            case RESTORE -> inSlot(() -> start(id));
            case RESTART -> {
                hooks.beforeRestart(decision.desired().service(), id, grace(decision));
                attempt.restarted(id, grace(decision));
                inSlot(() -> {
                    engine.restart(id, grace(decision));
                    return id;
                });
            }
            default -> throw new IllegalStateException("not an action that starts: " + decision.action());
        }
        hooks.afterStart(decision.desired().service(), id, deadline.remainingOrLeast());
    }

    /** Whether the old container still runs beside the new one, whose id is given. */
    boolean runsBeside(String id) {
        return beside.contains(id);
    }

    /** The new one, which is ready, takes the place of the old one, which is stopped. */
    void swap(Decision decision, String id) {
        ContainerSummary old = decision.existing().orElseThrow();
        attempt.replaced(new Attempt.Replaced(old.id(), oldName(decision), true));
        inSlot(() -> rename(decision, id));
        stop(decision, old);
    }

    private void stop(Decision decision, ContainerSummary old) {
        hooks.stop(decision.desired().service(), old.id(), grace(decision));
    }

    /** The old one, after what is to run in it before. */
    static void stop(ContainerEngine engine, Project project, Decision decision) {
        decision.existing()
                .ifPresent(old ->
                        new Hooks(engine, project).stop(decision.desired().service(), old.id(), grace(decision)));
    }

    static String oldName(Decision decision) {
        return decision.misnamed()
                ? decision.spec().name()
                : decision.existing().orElseThrow().name();
    }

    private String rename(Decision decision, String id) {
        ContainerSummary old = decision.existing().orElseThrow();
        String name = decision.spec().name();
        engine.rename(old.id(), TemporaryName.of(old.id(), name));
        engine.rename(id, name);
        return id;
    }

    /** With what is copied into it before it starts. */
    private String filled(Decision decision, String id) {
        CopiedFile.copyAll(decision.desired().copies(), engine, id, deadline.remainingOrLeast());
        return id;
    }

    private String start(String id) {
        engine.start(id);
        return id;
    }

    private static Duration grace(Decision decision) {
        return Specs.grace(decision.desired().service());
    }

    private String inSlot(java.util.function.Supplier<String> work) {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED,
                    "Gave up waiting for the engine: the thread was interrupted",
                    e);
        }
        try {
            return work.get();
        } finally {
            slots.release();
        }
    }
}
