package me.meeshy.infra.migration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.migration.Pipeline.Failure;

/** Ends a run: in the journal, at the stores, and in a report. */
final class Conclusion {

    private final Run run;
    private final RunOptions options;
    private final MigrationReport.Later later;
    private final boolean resumed;

    Conclusion(Run run, RunOptions options, MigrationReport.Later later, boolean resumed) {
        this.run = run;
        this.options = options;
        this.later = later;
        this.resumed = resumed;
    }

    /** Ends a run whose steps were performed: it succeeded, was undone, or could not be undone. */
    MigrationReport performed(List<Failure> failures) {
        if (failures.isEmpty()) {
            Pipeline.compare(run);
            return finish(Outcome.SUCCEEDED);
        }
        throw failed(failures);
    }

    private MigrationFailedException failed(List<Failure> failures) {
        Failure first = failures.get(0);
        MigrationReport report;
        if (failures.size() > 1) {
            failures.subList(1, failures.size())
                    .forEach(failure -> run.problem(
                            "could not undo the step '" + failure.step().title() + "': " + run.words(failure.cause())));
            report = report(Outcome.INCOMPLETE);
        } else {
            report = finish(JournalState.undoneFrom(first.step()));
        }
        var exception = new MigrationFailedException(report, run.shown(first.cause()));
        failures.subList(1, failures.size()).forEach(failure -> exception.addSuppressed(run.shown(failure.cause())));
        return exception;
    }

    /** Ends a run that was undone, which is what was wanted. */
    MigrationReport undone(MigrationStep from, List<Failure> failures) {
        if (failures.isEmpty()) {
            return finish(JournalState.undoneFrom(from));
        }
        Failure first = failures.get(0);
        run.problem("could not undo the step '" + first.step().title() + "': " + run.words(first.cause()));
        throw new MigrationFailedException(report(Outcome.INCOMPLETE), run.shown(first.cause()));
    }

    private MigrationReport finish(Outcome outcome) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("outcome", outcome.name());
        facts.put("problems", run.problems());
        run.journal().record(Pipeline.FINISHED, facts);
        return release(outcome);
    }

    /** Gives the target's stores free, which a run that ended may do at any time. */
    MigrationReport release(Outcome outcome) {
        // an interrupt that ended the run must not keep the target claimed
        boolean interrupted = Thread.interrupted();
        try {
            List<StoreReport> stores = run.storeReports();
            run.attempt("give the target free for other migrations; the next run does", () -> {
                run.each(StoreMigration::release);
                run.journal().record(Pipeline.RELEASED, Map.of());
            });
            return report(outcome, stores);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private MigrationReport report(Outcome outcome) {
        return report(outcome, run.storeReports());
    }

    private MigrationReport report(Outcome outcome, List<StoreReport> stores) {
        List<JournalRecord> records = run.journal().records();
        JournalState state = JournalState.of(records);
        boolean undone = outcome != Outcome.SUCCEEDED;
        return new MigrationReport(
                new MigrationReport.Facts(
                        run.facts().run(),
                        run.facts().source(),
                        run.facts().target(),
                        outcome,
                        undone ? state.failedStep() : Optional.empty(),
                        undone ? Optional.of(state.why()) : Optional.empty(),
                        stores,
                        run.facts().notMoved(),
                        run.problems(),
                        resumed,
                        state.discarded(),
                        records.get(0).at(),
                        Duration.between(records.get(0).at(), options.clock().instant()),
                        run.journal().directory()),
                later);
    }
}
