package me.meeshy.infra.compose;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.PullPolicy.Mode;

/** A service's {@code pull_policy}. */
final class PullPolicyReader {

    private static final String EVERY = "every_";
    static final String REFRESH = "refresh";
    private static final List<String> WORDS =
            List.of("always", "never", "missing", "if_not_present", "daily", "weekly", "build", REFRESH);

    private PullPolicyReader() {}

    /**
     * Reads it.
     *
     * @param refreshAfter the service's {@code pull_refresh_after}, where it has one
     */
    static PullPolicy read(Field field, Optional<Field> refreshAfter) {
        if (field.text().equals(REFRESH)) {
            return refreshAfter
                    .map(age -> PullPolicy.every(DurationSyntax.read(age, age.nonEmptyText())))
                    .orElseThrow(
                            () -> field.problem("says nothing of how old an image may be; add pull_refresh_after"));
        }
        String text = field.text();
        return switch (text) {
            case "always" -> PullPolicy.of(Mode.ALWAYS);
            case "never" -> PullPolicy.of(Mode.NEVER);
            case "missing", "if_not_present" -> PullPolicy.MISSING;
            case "daily" -> PullPolicy.every(Duration.ofDays(1));
            case "weekly" -> PullPolicy.every(Duration.ofDays(7));
            case "build" -> PullPolicy.of(Mode.BUILD);
            default -> {
                if (text.startsWith(EVERY)) {
                    yield PullPolicy.every(DurationSyntax.read(field, text.substring(EVERY.length())));
                }
                throw field.problem(field.shown() + " is no pull policy"
                        + Section.closest(text, WORDS)
                                .map(close -> "; did you mean " + close + "?")
                                .orElse("; there are " + String.join(", ", WORDS) + " and every_<duration>"));
            }
        };
    }
}
