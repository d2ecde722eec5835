package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.model.Healthcheck;
import org.jspecify.annotations.Nullable;

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

    static Healthcheck toOurs(@Nullable HealthCheck check) {
        if (check == null) {
            return Healthcheck.none();
        }
        List<String> test = check.getTest() == null ? List.of() : check.getTest();
        Integer retries = check.getRetries();
        return new Healthcheck(
                test,
                duration(check.getInterval()),
                duration(check.getTimeout()),
                retries == null || retries == 0 ? OptionalInt.empty() : OptionalInt.of(retries),
                duration(check.getStartPeriod()),
                duration(check.getStartInterval()));
    }

    private static Optional<Duration> duration(@Nullable Long nanos) {
        return nanos == null || nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }
}
