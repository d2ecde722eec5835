package me.meeshy.infra.plan;

import java.time.Instant;
import java.util.List;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/**
 * Services did not become ready. Names each that is not, and what it last said; secrets that we know of are masked. After a
 * failed {@code up}, what it had made is removed when this is thrown, unless {@link #leftBehind()} says otherwise.
 *
 * <p>A copy that was serialised has the whole message, the environment and the moment, but no list of failures.
 */
public final class UpFailedException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** The environment's name. */
    private final String environment;

    /** What is wrong with whom, the cause of it all first. */
    private final transient List<ServiceFailure> failures;

    /** What could not be undone. */
    private final transient List<String> leftBehind;

    /** When the failure was found. */
    private final Instant failedAt;

    /**
     * Creates an exception.
     *
     * @param environment the environment's name
     * @param attempt what was tried, such as {@code bring up}
     * @param failures what is wrong with whom, the cause of it all first; at least one
     * @param undone what became of what the attempt had made, in words
     * @param leftBehind what could not be undone, in words; empty if all was
     * @param failedAt when the failure was found, before anything was undone
     * @param cause the failure behind it, or null where there is none
     */
    public UpFailedException(
            String environment,
            String attempt,
            List<ServiceFailure> failures,
            String undone,
            List<String> leftBehind,
            Instant failedAt,
            @Nullable Throwable cause) {
        super(message(environment, attempt, failures, undone, leftBehind), cause);
        this.environment = environment;
        this.failures = List.copyOf(failures);
        this.leftBehind = List.copyOf(leftBehind);
        this.failedAt = failedAt;
    }

    private static String message(
            String environment, String attempt, List<ServiceFailure> failures, String undone, List<String> leftBehind) {
        var text = new StringBuilder("Cannot ")
                .append(attempt)
                .append(" environment '")
                .append(environment)
                .append('\'');
        if (!failures.isEmpty()) {
            text.append(": ").append(oneLine(failures.get(0)));
        }
        for (ServiceFailure failure : failures) {
            text.append("\n  ")
                    .append(failure.service())
                    .append(" (")
                    .append(failure.container())
                    .append("): ");
            text.append(failure.words().strip().replace("\n", "\n      "));
            failure.lastLines().forEach(line -> text.append("\n    | ").append(line));
        }
        if (!undone.isEmpty()) {
            text.append('\n').append(undone);
        }
        leftBehind.forEach(
                left -> text.append("\nLeft behind, remove it yourself: ").append(left));
        return text.toString();
    }

    private static String oneLine(ServiceFailure failure) {
        String words = failure.words().strip();
        int end = words.indexOf('\n');
        return "service " + failure.service() + ": " + (end < 0 ? words : words.substring(0, end));
    }

    /**
     * The environment.
     *
     * @return its name
     */
    public String environment() {
        return environment;
    }

    /**
     * What is wrong with whom.
     *
     * @return the failures, the cause of it all first; services that only wait for others last; empty in a copy that was
     *     serialised
     */
    public List<ServiceFailure> failures() {
        return failures == null ? List.of() : failures;
    }

    /**
     * What could not be undone.
     *
     * @return names with the reason; empty if everything was undone or there was nothing to undo, and in a copy that was
     *     serialised
     */
    public List<String> leftBehind() {
        return leftBehind == null ? List.of() : leftBehind;
    }

    /**
     * When the failure was found; undoing came after.
     *
     * @return the moment, by this machine's clock
     */
    public Instant failedAt() {
        return failedAt;
    }
}
