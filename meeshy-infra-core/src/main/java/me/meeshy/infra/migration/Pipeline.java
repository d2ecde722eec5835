package me.meeshy.infra.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.check.ValidationReport;

/** The steps in their order, and how they are done and undone. */
final class Pipeline {

    /** What the journal calls the beginning of a step, the two decisions about the data, and the two ends. */
    static final String STEP = "step";

    static final String UNDO = "undo";
    static final String COMMIT = "commit";
    static final String FINISHED = "finished";
    static final String RELEASED = "released";

    /** All that is done before the decision to keep the new data; what of the preflight only reads precedes the journal. */
    static final List<Step> STEPS = List.of(
            new Step(
                    MigrationStep.PREFLIGHT,
                    run -> run.each(store -> store.acquire(run.facts().holder())),
                    Pipeline::nothing),
            new Step(MigrationStep.BACKUP, run -> run.eachMoved(StoreMigration::backup), Pipeline::nothing),
            new Step(
                    MigrationStep.STAGE,
                    run -> run.eachMoved(StoreMigration::stage),
                    run -> run.eachMoved(StoreMigration::discardStaged)),
            new Step(MigrationStep.VERIFY, run -> run.eachMoved(StoreMigration::verify), Pipeline::nothing),
            new Step(MigrationStep.STOP_WRITERS, Pipeline::quiet, Pipeline::startOnOldData),
            new Step(MigrationStep.SWAP, Pipeline::swap, Pipeline::swapBack),
            new Step(MigrationStep.CLEAR_CACHES, run -> run.eachDerived(StoreMigration::swap), Pipeline::nothing),
            new Step(
                    MigrationStep.START_SERVICES,
                    Pipeline::startOnNewData,
                    run -> run.services().stopWriters()),
            new Step(MigrationStep.VALIDATE, Pipeline::validate, Pipeline::nothing));

    private static void quiet(Run run) {
        run.services().stopWriters();
        run.each(StoreMigration::proveQuiet);
    }

    /** Proved once more, as a process that resumes the swap may do so long after the proof of the one that died. */
    private static void swap(Run run) {
        quiet(run);
        run.eachMoved(StoreMigration::swap);
    }

    private static void swapBack(Run run) {
        run.services().stopWriters();
        run.eachMoved(StoreMigration::rollBack);
        run.eachDerived(StoreMigration::rollBack);
    }

    private static void startOnNewData(Run run) {
        Set<String> started = run.services().startWriters(Services.Attempts.STRICT);
        run.services().restart(started);
    }

    private static void startOnOldData(Run run) {
        run.services().startWriters(run::attempt);
        run.services().restartAgain(run::attempt);
    }

    private static void validate(Run run) {
        run.validation().ifPresent(validation -> {
            ValidationReport report = validation.run();
            run.events().note(run.masked(report.summary()));
            report.orThrow();
        });
    }

    /** What only reads, or makes what may stay, leaves nothing to undo. */
    private static void nothing(Run run) {}

    private Pipeline() {}

    /** A failure and the step in which it came up. */
    record Failure(MigrationStep step, Throwable cause) {}

    /**
     * Does the steps from one on, and keeps the new data if none fails; else undoes those that were begun, the failed one
     * included.
     *
     * @return the failures, the first one first; empty if the new data is kept
     */
    static List<Failure> perform(Run run, MigrationStep from) {
        MigrationStep current = from;
        try {
            for (Step step : STEPS) {
                if (step.step().compareTo(from) >= 0) {
                    current = step.step();
                    perform(run, step);
                }
            }
            run.allowance().check();
            run.journal().record(COMMIT, Map.of());
        } catch (RuntimeException | Error e) {
            var failures = new ArrayList<Failure>();
            failures.add(new Failure(current, e));
            failures.addAll(undo(run, current, run.words(e)));
            return failures;
        }
        return List.of();
    }

    private static void perform(Run run, Step step) {
        run.allowance().check();
        run.events().at(step.step());
        run.journal().record(STEP, Map.of("step", step.step().name()));
        run.events().tell(new MigrationEvent.StepStarted(step.step()));
        long start = System.nanoTime();
        step.perform().accept(run);
        run.events().tell(new MigrationEvent.StepFinished(step.step(), Duration.ofNanos(System.nanoTime() - start)));
    }

    /**
     * Undoes the steps down from one, that one included, until one cannot be undone: those before it may only be undone
     * after it, as no writer may be started on half of the data.
     *
     * @return what kept a step from being undone; empty if all are
     */
    static List<Failure> undo(Run run, MigrationStep from, String why) {
        // an interrupt must not keep us from undoing; whoever asked for it finds the flag set afterwards
        boolean interrupted = Thread.interrupted();
        MigrationStep current = from;
        try {
            run.allowance().beginUndo();
            run.events().tell(new MigrationEvent.StepFailed(from, why));
            var decision = new LinkedHashMap<String, Object>();
            decision.put("from", from.name());
            decision.put("why", why);
            run.journal().record(UNDO, decision);
            for (int i = STEPS.size() - 1; i >= 0; i--) {
                Step step = STEPS.get(i);
                if (step.step().compareTo(from) <= 0) {
                    current = step.step();
                    run.events().at(current);
                    long start = System.nanoTime();
                    step.undo().accept(run);
                    run.events()
                            .tell(new MigrationEvent.StepUndone(current, Duration.ofNanos(System.nanoTime() - start)));
                }
            }
            return List.of();
        } catch (RuntimeException | Error e) {
            return List.of(new Failure(current, e));
        } finally {
            if (interrupted || Thread.interrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What is worth knowing once the new data is kept, and no reason to give it up. */
    static void compare(Run run) {
        run.events().at(MigrationStep.COMPARE);
        run.events().tell(new MigrationEvent.StepStarted(MigrationStep.COMPARE));
        long start = System.nanoTime();
        run.attempt(
                "find out what was written to the old data after its backup",
                () -> run.eachMoved(StoreMigration::compare));
        run.events()
                .tell(new MigrationEvent.StepFinished(
                        MigrationStep.COMPARE, Duration.ofNanos(System.nanoTime() - start)));
    }
}
