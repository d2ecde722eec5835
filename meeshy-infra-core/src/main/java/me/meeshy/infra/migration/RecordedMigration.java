package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.migration.Pipeline.Failure;
import me.meeshy.infra.model.InfraException;

/**
 * A migration that began earlier, perhaps in a process that died, as its journal tells it. What can be done with it needs the
 * target alone; the source may be gone. Made by {@link Migration#recorded(Path)}.
 *
 * <pre>{@code
 * Migration.recorded(Path.of("/opt/meeshy/production/backups/migration-20261124-064349-tlb3k9x7q"))
 *     .rollback(infra, production, Consent.toReplaceDataOf("production"));
 * }</pre>
 *
 * <p>Immutable and thread-safe; a journal is worked on by one process at a time.
 */
public final class RecordedMigration {

    private final Path directory;
    private final RunFacts facts;
    private final RunOptions options;

    private RecordedMigration(Path directory, RunFacts facts, RunOptions options) {
        this.directory = directory;
        this.facts = facts;
        this.options = options;
    }

    static RecordedMigration in(Path directory, RunOptions options) {
        return new RecordedMigration(directory, RunFacts.of(begun(directory, Journal.read(directory))), options);
    }

    private static JournalRecord begun(Path directory, List<JournalRecord> records) {
        if (records.isEmpty() || !records.get(0).what().equals(RunFacts.BEGUN)) {
            throw new InfraException(
                    "the migration of " + directory + " had not begun when its process ended: nothing was"
                            + " touched, and there is nothing to resume");
        }
        return records.get(0);
    }

    /**
     * With the validation that decides about the new data, if {@link #resume} finds the swap begun. Without it, a migration
     * that was to be validated is rolled back.
     *
     * @param validation the validation
     * @return the changed copy
     */
    public RecordedMigration validate(Validation validation) {
        return new RecordedMigration(directory, facts, options.validation(validation));
    }

    /**
     * With a consumer of what happens.
     *
     * @param progress is told, one event at a time, perhaps by different threads
     * @return the changed copy
     */
    public RecordedMigration onProgress(Consumer<MigrationEvent> progress) {
        return new RecordedMigration(directory, facts, options.progress(progress));
    }

    /**
     * With another limit of time.
     *
     * @param within how long it may take in all; {@link Migration#DEFAULT_WITHIN} unless this is called
     * @return the changed copy
     */
    public RecordedMigration within(Duration within) {
        return new RecordedMigration(directory, facts, options.within(within));
    }

    /** With a listener of a test's own. */
    RecordedMigration listener(JournalListener listener) {
        return new RecordedMigration(directory, facts, options.listener(listener));
    }

    /**
     * The run's name.
     *
     * @return lower-case letters and digits
     */
    public String run() {
        return facts.run();
    }

    /**
     * The name of the environment whose data it replaces, which a consent must name.
     *
     * @return the name
     */
    public String target() {
        return facts.target();
    }

    /**
     * How it ended, as the journal has it now.
     *
     * @return the outcome, or empty if it has not ended
     */
    public Optional<Outcome> outcome() {
        return state().outcome();
    }

    JournalState state() {
        return JournalState.of(Journal.read(directory));
    }

    /**
     * Ends a migration whose process died, or that could not be undone: before the swap it is undone; from the swap on it is
     * finished and validated, or rolled back. Does nothing but say so if it had ended.
     *
     * @param infra where the target runs
     * @param target the target
     * @return the report; its outcome says which way it ended
     * @throws MigrationFailedException if it still cannot be ended, or its validation fails and it is rolled back
     * @throws InfraException if another process works on it, or the environment is not its target
     */
    public MigrationReport resume(Infra infra, Environment target) {
        return resume(Sides.on(infra), target);
    }

    MigrationReport resume(Sides sides, Environment target) {
        return on(sides, target, run -> {
            JournalState state = JournalState.of(run.journal().records());
            var conclusion = new Conclusion(run, options, later(sides, target), true);
            if (state.outcome().isPresent()) {
                run.services().startWriters(run::attempt);
                return conclusion.release(state.outcome().get());
            }
            run.each(store -> store.acquire(facts.holder()));
            MigrationStep step = state.step().orElse(MigrationStep.PREFLIGHT);
            if (state.decision() == JournalState.Decision.KEEP) {
                return conclusion.performed(List.of());
            }
            if (state.decision() == JournalState.Decision.UNDO) {
                return undo(run, conclusion, state.failedStep().orElse(step), state.why());
            }
            String died = "the process that ran it ended in the step '" + step.title() + "'";
            if (step.compareTo(MigrationStep.SWAP) < 0) {
                return undo(run, conclusion, step, died);
            }
            if (facts.validation().isPresent() && options.validation().isEmpty()) {
                return undo(
                        run,
                        conclusion,
                        step,
                        died + ", and it was resumed without its validation '"
                                + facts.validation().get() + "'");
            }
            return conclusion.performed(Pipeline.perform(run, step));
        });
    }

    /**
     * Makes the old data live again and parks the new, by renaming, and lists what was written to the new data since. The
     * declared writers are stopped meanwhile.
     *
     * @param infra where the target runs
     * @param target the target
     * @param consent to replace the data of the target
     * @return the report of the migration, now rolled back
     * @throws MigrationFailedException if it cannot be ended; {@link #resume} goes on with it
     * @throws InfraException if the consent names something else, the migration had not succeeded, its old data is discarded
     *     or cannot be brought back, or somebody else writes to the target; then the new data stays live
     */
    public MigrationReport rollback(Infra infra, Environment target, Consent consent) {
        return rollback(Sides.on(infra), target, consent);
    }

    MigrationReport rollback(Sides sides, Environment target, Consent consent) {
        consent.require(Consent.Action.REPLACE_DATA, facts.target());
        return on(sides, target, run -> {
            JournalState state = JournalState.of(run.journal().records());
            if (state.outcome().filter(outcome -> outcome == Outcome.SUCCEEDED).isEmpty()) {
                throw new InfraException("cannot roll back the migration of " + directory + ": it "
                        + state.outcome()
                                .map(outcome -> "was " + outcome.words())
                                .orElse("has not ended; resume it first"));
            }
            if (state.discarded()) {
                throw new InfraException("cannot roll back the migration of " + directory
                        + ": its old data is discarded; restore the backup instead");
            }
            quiesce(run);
            var conclusion = new Conclusion(run, options, later(sides, target), false);
            return undo(run, conclusion, MigrationStep.VALIDATE, "it was rolled back on request");
        });
    }

    /** The record precedes the claim, or nobody would give the target free if the process died between the two. */
    private static void quiesce(Run run) {
        run.events().at(MigrationStep.STOP_WRITERS);
        run.journal().record(JournalState.QUIESCE, Map.of());
        try {
            run.each(store -> store.acquire(run.facts().holder()));
            run.eachMoved(StoreMigration::requireRollBack);
            run.services().stopWriters();
            run.each(StoreMigration::proveQuiet);
        } catch (RuntimeException e) {
            run.attempt("start the writers again", () -> run.services().startWriters(run::attempt));
            giveFree(run);
            throw e;
        }
    }

    private static void giveFree(Run run) {
        run.attempt("give the target free", () -> {
            run.each(StoreMigration::release);
            run.journal().record(Pipeline.RELEASED, Map.of());
        });
    }

    /**
     * Destroys what the migration has parked: the old data, or after a roll-back the new.
     *
     * @param infra where the target runs
     * @param target the target
     * @param consent to destroy data of the target
     * @return the report of the migration
     * @throws InfraException if the consent names something else, the migration has not ended, or something of what it
     *     parked is live
     */
    public MigrationReport discardOldData(Infra infra, Environment target, Consent consent) {
        return discardOldData(Sides.on(infra), target, consent);
    }

    MigrationReport discardOldData(Sides sides, Environment target, Consent consent) {
        consent.require(Consent.Action.DESTROY_DATA, facts.target());
        return on(sides, target, run -> {
            JournalState state = JournalState.of(run.journal().records());
            Outcome outcome = state.outcome()
                    .orElseThrow(() -> new InfraException("cannot discard what the migration of " + directory
                            + " has parked: it has not ended; resume it first"));
            run.journal().record(JournalState.DISCARD, Map.of());
            try {
                run.each(store -> store.acquire(facts.holder()));
                run.eachMoved(StoreMigration::discardParked);
            } catch (RuntimeException e) {
                giveFree(run);
                throw e;
            }
            run.journal().record(JournalState.DISCARDED, Map.of());
            return new Conclusion(run, options, later(sides, target), false).release(outcome);
        });
    }

    private static MigrationReport undo(Run run, Conclusion conclusion, MigrationStep from, String why) {
        List<Failure> failures = Pipeline.undo(run, from, why);
        return conclusion.undone(from, failures);
    }

    private MigrationReport.Later later(Sides sides, Environment target) {
        return later(directory, options, sides, target);
    }

    static MigrationReport.Later later(Path directory, RunOptions options, Sides sides, Environment target) {
        return new MigrationReport.Later() {
            @Override
            public MigrationReport rollback(Consent consent) {
                return RecordedMigration.in(directory, options).rollback(sides, target, consent);
            }

            @Override
            public MigrationReport discardOldData(Consent consent) {
                return RecordedMigration.in(directory, options).discardOldData(sides, target, consent);
            }
        };
    }

    private MigrationReport on(Sides sides, Environment target, Function<Run, MigrationReport> action) {
        if (!target.name().equals(facts.target()) || !target.stack().name().equals(facts.targetProject())) {
            throw new InfraException("the migration of " + directory + " went to the environment '" + facts.target()
                    + "' (project " + facts.targetProject() + "), not to '" + target.name() + "' (project "
                    + target.stack().name() + "); give the environment that it went to");
        }
        var setting = new Run.StoreSetting(
                Optional.empty(),
                sides.attach(target),
                sides.embedded(),
                new Allowance(options.within(), options.nanoTime()),
                options.serviceDeadline());
        Journal journal = Journal.open(directory, options.listener(), options.clock());
        try (Run run = Run.open(facts, journal, setting, options)) {
            return action.apply(run);
        }
    }

    /**
     * The run and its folder.
     *
     * @return for instance {@code RecordedMigration[tlb3k9x7q in …]}
     */
    @Override
    public String toString() {
        return "RecordedMigration[" + facts.run() + " in " + directory + "]";
    }
}
