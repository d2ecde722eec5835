package me.meeshy.infra.migration;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.meeshy.infra.check.Validation;

/**
 * How a process works on a run, whoever began it.
 *
 * @param validation decides about the new data, where there is one
 * @param progress is told what happens
 * @param within how long it may take in all
 * @param serviceDeadline how long a service may take to stop or to be ready again
 * @param listener is told of each record of the journal
 * @param clock the time in the journal
 * @param nanoTime by which it is limited
 */
record RunOptions(
        Optional<Validation> validation,
        Consumer<MigrationEvent> progress,
        Duration within,
        Duration serviceDeadline,
        JournalListener listener,
        Clock clock,
        LongSupplier nanoTime) {

    static final RunOptions DEFAULTS = new RunOptions(
            Optional.empty(),
            event -> {},
            Migration.DEFAULT_WITHIN,
            Migration.DEFAULT_SERVICE_DEADLINE,
            JournalListener.NONE,
            Clock.systemUTC(),
            System::nanoTime);

    RunOptions validation(Validation newValidation) {
        return new RunOptions(Optional.of(newValidation), progress, within, serviceDeadline, listener, clock, nanoTime);
    }

    RunOptions progress(Consumer<MigrationEvent> newProgress) {
        return new RunOptions(validation, newProgress, within, serviceDeadline, listener, clock, nanoTime);
    }

    RunOptions within(Duration newWithin) {
        return new RunOptions(
                validation, progress, positive("within", newWithin), serviceDeadline, listener, clock, nanoTime);
    }

    RunOptions serviceDeadline(Duration newDeadline) {
        return new RunOptions(
                validation, progress, within, positive("serviceDeadline", newDeadline), listener, clock, nanoTime);
    }

    RunOptions listener(JournalListener newListener) {
        return new RunOptions(validation, progress, within, serviceDeadline, newListener, clock, nanoTime);
    }

    RunOptions nanoTime(LongSupplier newNanoTime) {
        return new RunOptions(validation, progress, within, serviceDeadline, listener, clock, newNanoTime);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be more than zero, not " + value);
        }
        return value;
    }
}
