package me.meeshy.infra.compose;

import java.time.Duration;
import me.meeshy.infra.model.PullPolicy;

/** A service's {@code pull_policy}. */
final class PullPolicySyntax {

    private static final String EVERY = "every_";

    private PullPolicySyntax() {}

    static PullPolicy read(Field field, Keys service) {
        String text = field.text();
        return switch (text) {
            case "always" -> PullPolicy.of(PullPolicy.Mode.ALWAYS);
            case "never" -> PullPolicy.of(PullPolicy.Mode.NEVER);
            case "missing", "if_not_present" -> PullPolicy.MISSING;
            case "build" -> PullPolicy.of(PullPolicy.Mode.BUILD);
            case "daily" -> PullPolicy.every(Duration.ofDays(1));
            case "weekly" -> PullPolicy.every(Duration.ofDays(7));
            case "refresh" -> PullPolicy.every(DurationSyntax.read(service.required("pull_refresh_after", field)));
            default -> {
                if (!text.startsWith(EVERY)) {
                    throw field.problem(field.shown() + " is no pull policy; there are always, never, missing, build,"
                            + " daily, weekly and every_<duration>");
                }
                yield PullPolicy.every(DurationSyntax.read(field, text.substring(EVERY.length())));
            }
        };
    }
}
