package me.meeshy.infra.compose;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Sizes as compose writes them: {@code 1024}, {@code 64m}, {@code 1.5gb}; a k is 1024. */
final class ByteSize {

    private static final String PREFIXES = "kmgtp";
    private static final Pattern SIZE =
            Pattern.compile("\\+?([0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18}) ?([kKmMgGtTpP]?)(?:[iI]?[bB])?");

    private ByteSize() {}

    /** The bytes, or empty if the text is no size. */
    static OptionalLong parse(String text) {
        var size = SIZE.matcher(text);
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        String prefix = size.group(2).toLowerCase(Locale.ROOT);
        int power = prefix.isEmpty() ? 0 : PREFIXES.indexOf(prefix) + 1;
        BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.setScale(0, RoundingMode.DOWN).longValueExact());
    }
}
