package me.meeshy.infra.compose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import me.meeshy.infra.model.Healthcheck;
import org.jspecify.annotations.Nullable;

/** A service's {@code healthcheck}. */
final class HealthcheckReader {

    private HealthcheckReader() {}

    static Healthcheck read(Field field) {
        Map<String, Field> keys = field.entries(Section.HEALTHCHECK);
        Field disable = keys.get("disable");
        List<String> test = disable != null && disable.bool() ? List.of("NONE") : test(keys.get("test"));
        Field retries = keys.get("retries");
        return new Healthcheck(
                test,
                duration(keys.get("interval")),
                duration(keys.get("timeout")),
                retries == null ? OptionalInt.empty() : OptionalInt.of(retries.integer(1, Integer.MAX_VALUE)),
                duration(keys.get("start_period")),
                duration(keys.get("start_interval")));
    }

    private static List<String> test(@Nullable Field field) {
        if (field == null) {
            return List.of();
        }
        if (!field.isSequence()) {
            return List.of("CMD-SHELL", field.nonEmptyText());
        }
        List<String> words = new ArrayList<>();
        field.items().forEach(item -> words.add(item.text()));
        if (words.isEmpty()) {
            return words;
        }
        int most = switch (words.get(0)) {
            case "NONE" -> 1;
            case "CMD-SHELL" -> 2;
            case "CMD" -> Integer.MAX_VALUE;
            default ->
                throw field.items().get(0).problem("a health test that is a list begins with CMD, CMD-SHELL or NONE");
        };
        if (words.size() > most || (words.size() < 2 && most > 1)) {
            throw field.problem(
                    switch (most) {
                        case 1 -> "nothing follows NONE";
                        case 2 -> "exactly one text, the command line, follows CMD-SHELL";
                        default -> "a program follows CMD";
                    });
        }
        return words;
    }

    private static Optional<Duration> duration(@Nullable Field field) {
        return Optional.ofNullable(field).map(DurationSyntax::read);
    }
}
