package me.meeshy.infra.compose;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Compose's durations: {@code 10s}, {@code 1m30s}, {@code 1.5h}. */
final class DurationSyntax {

    private static final Map<String, Duration> UNITS = Map.of(
            "ns", Duration.ofNanos(1),
            "us", Duration.ofNanos(1_000),
            "µs", Duration.ofNanos(1_000),
            "μs", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private static final Pattern PART = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18})([a-zµμ]+)");
    private static final int LONGEST = 100;

    private DurationSyntax() {}

    static Duration read(Field field) {
        return read(field, field.text());
    }

    /** Of a part of the field's text. */
    static Duration read(Field field, String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        var part = PART.matcher(text);
        int end = 0;
        while (text.length() <= LONGEST && end < text.length() && part.find(end) && part.start() == end) {
            Duration unit = UNITS.get(part.group(2));
            if (unit == null) {
                break;
            }
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit.toNanos())));
            end = part.end();
        }
        if (end == 0 || end < text.length()) {
            throw field.problem(
                    field.shown() + " is no duration; write a number and a unit, for instance 10s or 1m30s");
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw field.problem(field.shown() + " is longer than 292 years");
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }
}
