package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import me.meeshy.infra.model.Healthcheck;
import org.jspecify.annotations.Nullable;

/** Health checks, ours to the engine's and back. For the engine 0 and absent mean "inherited" or "default". */
final class HealthTranslation {

    /** Engines refuse a start interval below this version. */
    static final ApiVersion START_INTERVAL = new ApiVersion(1, 44);

    private HealthTranslation() {}

    static HealthCheck toEngine(Healthcheck ours, ApiVersion version) {
        HealthCheck check = new HealthCheck();
        if (!ours.test().isEmpty()) {
            check.withTest(ours.test());
        }
        ours.interval().ifPresent(value -> check.withInterval(value.toNanos()));
        ours.timeout().ifPresent(value -> check.withTimeout(value.toNanos()));
        ours.retries().ifPresent(check::withRetries);
        ours.startPeriod().ifPresent(value -> check.withStartPeriod(value.toNanos()));
        if (version.atLeast(START_INTERVAL)) {
            ours.startInterval().ifPresent(value -> check.withStartInterval(value.toNanos()));
        }
        return check;
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
