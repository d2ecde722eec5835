package me.meeshy.infra.mongo.write;

/** The name of an array's element, "0" and on, as bytes: counted up in place, since one is made for each document that is stored. */
final class ArrayKey {

    private static final int MOST_DIGITS = 10;

    private final byte[] digits = new byte[MOST_DIGITS];
    private int first = MOST_DIGITS - 1;

    ArrayKey() {
        digits[first] = '0';
    }

    int length() {
        return MOST_DIGITS - first;
    }

    /** Writes it, and tells where it ends. */
    int write(byte[] target, int offset) {
        int at = offset;
        for (int digit = first; digit < MOST_DIGITS; digit++) {
            target[at++] = digits[digit];
        }
        return at;
    }

    void next() {
        int digit = MOST_DIGITS - 1;
        while (digit >= first && digits[digit] == '9') {
            digits[digit--] = '0';
        }
        if (digit < first) {
            first = digit;
            digits[digit] = '1';
        } else {
            digits[digit]++;
        }
    }
}
