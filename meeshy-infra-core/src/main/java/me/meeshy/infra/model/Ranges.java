package me.meeshy.infra.model;

import java.math.BigDecimal;

/** Checks of single numbers; the messages name the compose key, which is what people know. */
final class Ranges {

    private Ranges() {}

    static long checked(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + ": " + value + " is " + (value < least ? "below " + least : "above " + most));
        }
        return value;
    }

    static int checked(String key, int value, int least, int most) {
        return (int) checked(key, (long) value, least, most);
    }

    static BigDecimal positive(String key, BigDecimal value) {
        if (value.signum() <= 0) {
            throw new IllegalArgumentException(key + ": " + value + " is not above 0");
        }
        return value;
    }
}
