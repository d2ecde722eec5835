package me.meeshy.infra.internal;

import java.util.Locale;

/** Numbers for people to read, the same in every locale. */
public final class Amounts {

    private static final int THOUSAND = 1_000;
    private static final String[] UNITS = {"kB", "MB", "GB"};

    private Amounts() {}

    /**
     * A number with its thousands apart.
     *
     * @param value such as 124896
     * @return such as {@code 124,896}
     */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A size in the largest unit in which it is at least one, up to gigabytes; a kilobyte is 1000 bytes.
     *
     * @param bytes such as 26700000
     * @return such as {@code 26.7 MB}
     */
    public static String size(long bytes) {
        if (bytes < THOUSAND) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= THOUSAND && unit < UNITS.length - 1) {
            value /= THOUSAND;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
