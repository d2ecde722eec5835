package me.meeshy.infra.compose;

/** The backslash sequences of a double-quoted value in a file of variables; others stay as they are. */
final class DotEnvEscapes {

    private static final String LETTERS = "abfnrtv\"\\";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\"\\";

    private DotEnvEscapes() {}

    static String expand(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            int known = LETTERS.indexOf(next);
            if (c != '\\') {
                out.append(c);
                i++;
            } else if (known >= 0 && next != 0) {
                out.append(MEANINGS.charAt(known));
                i += 2;
            } else if (next == '$') {
                // interpolation comes next, and there a doubled dollar sign is one
                out.append("$$");
                i += 2;
            } else if (next == '0') {
                i = octal(text, i, out);
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString();
    }

    /** {@code \0} and three octal digits; with fewer it stays as it is. */
    private static int octal(String text, int from, StringBuilder out) {
        int end = from + 2;
        while (end < text.length() && end < from + 5 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String digits = text.substring(from + 2, end);
        if (digits.length() == 3 && digits.chars().allMatch(d -> d < '8') && digits.charAt(0) < '4') {
            out.append((char) Integer.parseInt(digits, 8));
        } else {
            out.append(text, from, end);
        }
        return end;
    }
}
