package me.meeshy.infra.check;

import java.util.Objects;

/**
 * Whether a check holds.
 *
 * @param ok whether it holds
 * @param detail what was seen, or why it does not hold; never a secret
 */
public record CheckResult(boolean ok, String detail) {

    /**
     * Refuses null.
     *
     * @param ok whether it holds
     * @param detail what was seen, or why it does not hold; never a secret
     */
    public CheckResult {
        Objects.requireNonNull(detail, "detail");
    }

    /**
     * It holds.
     *
     * @param seen what was seen, such as {@code 200 in 12 ms}
     * @return the result
     */
    public static CheckResult holds(String seen) {
        return new CheckResult(true, seen);
    }

    /**
     * It does not hold.
     *
     * @param why what was expected and what was seen instead
     * @return the result
     */
    public static CheckResult fails(String why) {
        return new CheckResult(false, why);
    }
}
