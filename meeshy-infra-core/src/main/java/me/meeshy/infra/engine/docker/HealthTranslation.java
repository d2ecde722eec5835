package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.model.Healthcheck;

/** Health checks, ours to the engine's and back. For the engine 0 and absent mean "inherited" or "default". */
final class HealthTranslation {

    /** Engines refuse a start interval below this version. */
    static final ApiVersion START_INTERVAL = new ApiVersion(1, 44);

    private HealthTranslation() {}

    static JsonBody toEngine(Healthcheck ours, ApiVersion version) {
        JsonBody check = new JsonBody()
                .given("Test", ours.test())
                .given("Interval", nanos(ours.interval()))
                .given("Timeout", nanos(ours.timeout()))
                .given("Retries", ours.retries())
                .given("StartPeriod", nanos(ours.startPeriod()));
        return version.atLeast(START_INTERVAL) ? check.given("StartInterval", nanos(ours.startInterval())) : check;
    }

    private static OptionalLong nanos(Optional<Duration> duration) {
        return duration.isPresent() ? OptionalLong.of(duration.get().toNanos()) : OptionalLong.empty();
    }

    static Healthcheck toOurs(Map<?, ?> check) {
        List<String> test =
                JsonValues.list(check, "Test").stream().map(String::valueOf).toList();
        return new Healthcheck(
                test,
                duration(check, "Interval"),
                duration(check, "Timeout"),
                JsonValues.number(check, "Retries")
                        .filter(retries -> retries != 0)
                        .map(retries -> OptionalInt.of(retries.intValue()))
                        .orElse(OptionalInt.empty()),
                duration(check, "StartPeriod"),
                duration(check, "StartInterval"));
    }

    private static Optional<Duration> duration(Map<?, ?> check, String name) {
        return JsonValues.number(check, name).filter(nanos -> nanos != 0).map(Duration::ofNanos);
    }
}
