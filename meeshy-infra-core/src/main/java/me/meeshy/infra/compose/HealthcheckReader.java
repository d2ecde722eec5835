package me.meeshy.infra.compose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import me.meeshy.infra.model.Healthcheck;
import org.jspecify.annotations.Nullable;

/** A service's {@code healthcheck}. */
final class HealthcheckReader {

    private static final String SHELL = "CMD-SHELL";
    private static final String NONE = "NONE";
    private static final Set<String> KINDS = Set.of(NONE, "CMD", SHELL);

    private HealthcheckReader() {}

    static Healthcheck read(Field field, Reading reading) {
        Map<String, Field> keys = field.entries(Section.HEALTHCHECK);
        Field disable = keys.get("disable");
        List<String> test = disable != null && disable.bool() ? List.of(NONE) : test(keys.get("test"), reading);
        Field retriesField = keys.get("retries");
        int retries = retriesField == null ? 0 : retriesField.integer(0, Integer.MAX_VALUE);
        return new Healthcheck(
                test,
                duration(keys.get("interval")),
                duration(keys.get("timeout")),
                // as for the engine, 0 says nothing
                retries == 0 ? OptionalInt.empty() : OptionalInt.of(retries),
                duration(keys.get("start_period")),
                duration(keys.get("start_interval")));
    }

    private static List<String> test(@Nullable Field field, Reading reading) {
        if (field == null) {
            return List.of();
        }
        if (!field.isSequence()) {
            return List.of(SHELL, field.text());
        }
        List<String> words = new ArrayList<>();
        field.items().forEach(item -> words.add(item.text()));
        if (words.isEmpty()) {
            return words;
        }
        String kind = words.get(0);
        if (!KINDS.contains(kind)) {
            throw field.items().get(0).problem("a health test that is a list begins with CMD, CMD-SHELL or NONE");
        }
        if (kind.equals(NONE) && words.size() > 1) {
            throw field.problem("nothing follows NONE");
        }
        if (!kind.equals(NONE) && words.size() < 2) {
            throw field.problem(kind.equals(SHELL) ? "a command line follows CMD-SHELL" : "a program follows CMD");
        }
        if (kind.equals(SHELL) && words.size() > 2) {
            reading.warn(
                    field,
                    "the shell runs the first text after CMD-SHELL alone, and the others are its $0, $1 and so on;"
                            + " put them into one text, or write CMD in place of CMD-SHELL");
        }
        return words;
    }

    private static Optional<Duration> duration(@Nullable Field field) {
        return Optional.ofNullable(field).map(DurationSyntax::read);
    }
}
