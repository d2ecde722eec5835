package me.meeshy.infra.engine.docker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.EngineInfo;

/** The engine's clock, which goes its own way where the engine runs on another machine. */
record EngineClock(Clock local, Duration ahead) {

    static EngineClock of(Map<?, ?> info, EngineInfo.Reach reach) {
        Clock local = Clock.systemUTC();
        boolean sameMachine = reach == EngineInfo.Reach.BY_ADDRESS || reach == EngineInfo.Reach.ROOTLESS;
        Optional<String> told = JsonValues.text(info, "SystemTime");
        if (sameMachine || told.isEmpty()) {
            return new EngineClock(local, Duration.ZERO);
        }
        try {
            // The answer is older than now, so this errs towards the past: rather an event too many than one too few.
            return new EngineClock(
                    local,
                    Duration.between(
                            local.instant(), OffsetDateTime.parse(told.get()).toInstant()));
        } catch (DateTimeParseException e) {
            return new EngineClock(local, Duration.ZERO);
        }
    }

    /** Now, as the engine's filters take it: seconds and nanoseconds since 1970. */
    String now() {
        return engineText(local.instant().plus(ahead));
    }

    static String engineText(Instant instant) {
        return String.format(Locale.ROOT, "%d.%09d", instant.getEpochSecond(), instant.getNano());
    }
}
