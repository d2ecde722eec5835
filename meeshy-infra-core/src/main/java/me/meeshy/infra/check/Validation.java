package me.meeshy.infra.check;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.model.InfraException;

/**
 * Checks that are to hold all at once.
 *
 * <pre>{@code
 * Validation.named("staging")
 *     .check("frontend", Checks.http(staging.endpoint("frontend")).status(200))
 *     .check("api", Checks.http(staging.endpoint("api").resolve("/health")).json("/status", "healthy"))
 *     .within(Duration.ofMinutes(1))
 *     .run()
 *     .orThrow();
 * }</pre>
 *
 * <p>The checks of a round are asked in parallel. As long as one does not hold, all of them are asked again, since one
 * that held a while ago may not hold any more: a report is good only if all held in the same round.
 *
 * <p>Immutable: each method that changes something returns a changed copy. Thread-safe.
 */
public final class Validation {

    /** How long a validation tries unless {@link #within} says otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    private final String name;
    private final Map<String, Check> checks;
    private final Duration deadline;
    private final Timing timing;

    private Validation(String name, Map<String, Check> checks, Duration deadline, Timing timing) {
        this.name = name;
        this.checks = Collections.unmodifiableMap(checks);
        this.deadline = deadline;
        this.timing = timing;
    }

    /**
     * A validation without checks as yet, with a deadline of 30 s.
     *
     * @param name what is validated
     * @return the validation
     */
    public static Validation named(String name) {
        return new Validation(Objects.requireNonNull(name), new LinkedHashMap<>(), DEFAULT_DEADLINE, Timing.SYSTEM);
    }

    /**
     * With one more check.
     *
     * @param checkName what is checked; each name once
     * @param check the check
     * @return the changed copy
     * @throws IllegalArgumentException if there is a check of that name already
     */
    public Validation check(String checkName, Check check) {
        var changed = new LinkedHashMap<>(checks);
        if (changed.put(Objects.requireNonNull(checkName), Objects.requireNonNull(check)) != null) {
            throw new IllegalArgumentException(
                    "validation '" + name + "' has a check '" + checkName + "' already; give each its own name");
        }
        return new Validation(name, changed, deadline, timing);
    }

    /**
     * With another deadline.
     *
     * @param newDeadline how long all checks are asked again until all hold at once; more than zero
     * @return the changed copy
     * @throws IllegalArgumentException if the deadline is not more than zero
     */
    public Validation within(Duration newDeadline) {
        if (newDeadline.isNegative() || newDeadline.isZero()) {
            throw new IllegalArgumentException(
                    "the deadline of validation '" + name + "' must be more than zero, not " + newDeadline);
        }
        return new Validation(name, checks, newDeadline, timing);
    }

    /** With a clock and a sleep of the test's own. */
    Validation timing(Timing newTiming) {
        return new Validation(name, checks, deadline, newTiming);
    }

    /**
     * What is validated.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Asks all checks until all hold at once or the deadline passes; each is asked at least once.
     *
     * @return what each check said in the last round; {@link ValidationReport#orThrow()} makes a failure of it
     * @throws InfraException if there are no checks, or if the thread is interrupted, whose flag is set again
     */
    public ValidationReport run() {
        if (checks.isEmpty()) {
            throw new InfraException(
                    "validation '" + name + "' has no checks, and would hold whatever is the case; add one");
        }
        try (var rounds = new Rounds(name, checks, deadline, timing)) {
            return rounds.untilAllHold();
        }
    }

    /**
     * The name and the names of the checks.
     *
     * @return for instance {@code Validation[staging, [frontend, api]]}
     */
    @Override
    public String toString() {
        return "Validation[" + name + ", " + checks.keySet() + "]";
    }
}
