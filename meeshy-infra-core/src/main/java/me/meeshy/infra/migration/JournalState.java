package me.meeshy.infra.migration;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a run had come when its journal was last written.
 *
 * @param step the last step that was begun
 * @param decision what was decided about the data since then
 * @param outcome how it ended, if it has
 * @param why why it was undone; empty if it was not
 * @param failedStep the step from which it was undone
 * @param released whether everything is done that follows its end: nobody need look after it
 * @param discarded whether what it had parked is destroyed
 */
record JournalState(
        Optional<MigrationStep> step,
        Decision decision,
        Optional<Outcome> outcome,
        String why,
        Optional<MigrationStep> failedStep,
        boolean released,
        boolean discarded) {

    /** What was decided about the new data. */
    enum Decision {
        NONE,
        KEEP,
        UNDO
    }

    static final String QUIESCE = "quiesce";
    static final String DISCARD = "discard";
    static final String DISCARDED = "discarded";

    static JournalState of(List<JournalRecord> records) {
        MigrationStep step = null;
        Decision decision = Decision.NONE;
        Outcome outcome = null;
        String why = "";
        MigrationStep failed = null;
        boolean released = false;
        boolean discarded = false;
        for (JournalRecord record : records) {
            if (!record.store().isEmpty()) {
                continue;
            }
            switch (record.what()) {
                case Pipeline.STEP -> {
                    step = MigrationStep.valueOf(record.text("step"));
                    decision = Decision.NONE;
                }
                case Pipeline.COMMIT -> decision = Decision.KEEP;
                case Pipeline.UNDO -> {
                    decision = Decision.UNDO;
                    outcome = null;
                    released = false;
                    why = record.text("why");
                    failed = MigrationStep.valueOf(record.text("from"));
                }
                case Pipeline.FINISHED -> outcome = Outcome.valueOf(record.text("outcome"));
                case Pipeline.RELEASED -> released = true;
                case QUIESCE, DISCARD -> released = false;
                case DISCARDED -> discarded = true;
                default -> {
                    // the facts of a run, and what its services need
                }
            }
        }
        return new JournalState(
                optional(step), decision, optional(outcome), why, optional(failed), released, discarded);
    }

    private static <T> Optional<T> optional(@Nullable T value) {
        return Optional.ofNullable(value);
    }

    /** How it ends when it is undone from a step on. */
    static Outcome undoneFrom(MigrationStep step) {
        return step.compareTo(MigrationStep.SWAP) < 0 ? Outcome.UNDONE : Outcome.ROLLED_BACK;
    }
}
