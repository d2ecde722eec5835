package me.meeshy.infra.compose;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import me.meeshy.infra.compose.YamlNode.Kind;

/**
 * What an unquoted value is and how compose writes it out. Compose reads a number as a number, so a container whose file says
 * {@code VERSION: 1.10} gets {@code 1.1}, and {@code 010} becomes 8; a container must get the same from us.
 *
 * @param kind what it is
 * @param text what compose makes of it
 */
record PlainScalar(Kind kind, String text) {

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");
    private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
    private static final Set<String> NOT_A_NUMBER = Set.of(".nan", ".NaN", ".NAN");
    private static final int LONGEST_NUMBER = 100;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    static PlainScalar of(String source) {
        if (NULLS.contains(source)) {
            return new PlainScalar(Kind.NULL, "");
        }
        if (TRUE.contains(source)) {
            return new PlainScalar(Kind.BOOLEAN, "true");
        }
        if (FALSE.contains(source)) {
            return new PlainScalar(Kind.BOOLEAN, "false");
        }
        char first = source.charAt(0);
        if (source.length() <= LONGEST_NUMBER
                && (first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9'))) {
            return number(source);
        }
        return new PlainScalar(Kind.TEXT, source);
    }

    private static PlainScalar number(String source) {
        if (INFINITE.matcher(source).matches()) {
            return new PlainScalar(Kind.FLOAT, source.startsWith("-") ? "-Inf" : "+Inf");
        }
        if (NOT_A_NUMBER.contains(source)) {
            return new PlainScalar(Kind.FLOAT, "NaN");
        }
        String plain = source.replace("_", "");
        var integer = INTEGER.matcher(plain);
        if (integer.matches()) {
            BigInteger value = integer(integer.group(1), integer.group(2));
            if (value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0) {
                return new PlainScalar(Kind.INTEGER, value.toString());
            }
        }
        if (FLOAT.matcher(plain).matches()) {
            double value = Double.parseDouble(plain);
            if (!Double.isInfinite(value)) {
                return new PlainScalar(Kind.FLOAT, write(value));
            }
        }
        return new PlainScalar(Kind.TEXT, source);
    }

    private static BigInteger integer(String sign, String digits) {
        String lower = digits.toLowerCase(Locale.ROOT);
        BigInteger value;
        if (lower.startsWith("0x")) {
            value = new BigInteger(lower.substring(2), 16);
        } else if (lower.startsWith("0o")) {
            value = new BigInteger(lower.substring(2), 8);
        } else if (lower.startsWith("0b")) {
            value = new BigInteger(lower.substring(2), 2);
        } else {
            value = new BigInteger(lower, lower.startsWith("0") ? 8 : 10);
        }
        return sign.equals("-") ? value.negate() : value;
    }

    /** As Go prints a float64 with its default verb. */
    private static String write(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String power = String.format(Locale.ROOT, "%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + power;
    }
}
