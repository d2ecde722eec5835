package me.meeshy.infra.compose;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compose's {@code ${…}} in one text: {@code $V}, {@code ${V}}, the operators {@code :-}, {@code -}, {@code :?}, {@code ?},
 * {@code :+} and {@code +} with texts that are interpolated in turn, and {@code $$} for a dollar sign.
 */
final class Interpolation {

    /** A text that cannot be interpolated; the message shows no value. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private static final int MAX_NESTING = 32;

    private final Function<String, @Nullable String> variables;
    private final Ledger ledger;

    Interpolation(Function<String, @Nullable String> variables, Ledger ledger) {
        this.variables = variables;
        this.ledger = ledger;
    }

    /**
     * Replaces what stands for variables.
     *
     * @param unset is told the name of each variable that is not set and has no default; it counts as empty
     */
    String apply(String text, Consumer<String> unset) throws Refused {
        if (text.indexOf('$') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length() + 32);
        expand(text, 0, text.length(), out, unset, 0);
        ledger.spendCharacters(out.length());
        return out.toString();
    }

    private void expand(String text, int from, int to, StringBuilder out, Consumer<String> unset, int nesting)
            throws Refused {
        if (nesting > MAX_NESTING) {
            throw new Refused("variables are nested more than " + MAX_NESTING + " deep");
        }
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            char next = i + 1 < to ? text.charAt(i + 1) : 0;
            if (c != '$') {
                out.append(c);
                i++;
            } else if (next == '$') {
                out.append('$');
                i += 2;
            } else if (next == '{') {
                int close = closingBrace(text, i, to);
                braced(text, i + 2, close, out, unset, nesting);
                i = close + 1;
            } else if (startsName(next)) {
                int end = nameEnd(text, i + 1, to);
                append(out, value(text.substring(i + 1, end), unset));
                i = end;
            } else {
                // compose leaves a dollar sign alone where no name follows
                out.append('$');
                i++;
            }
        }
    }

    private void braced(String text, int from, int to, StringBuilder out, Consumer<String> unset, int nesting)
            throws Refused {
        int end = nameEnd(text, from, to);
        if (end == from || !startsName(text.charAt(from))) {
            throw invalid();
        }
        String name = text.substring(from, end);
        if (end == to) {
            append(out, value(name, unset));
            return;
        }
        boolean emptyCounts = text.charAt(end) == ':';
        int operator = emptyCounts ? end + 1 : end;
        if (operator >= to) {
            throw invalid();
        }
        @Nullable String value = variables.apply(name);
        boolean given = value != null && !(emptyCounts && value.isEmpty());
        switch (text.charAt(operator)) {
            case '-' -> {
                if (given && value != null) {
                    append(out, value);
                } else {
                    expand(text, operator + 1, to, out, unset, nesting + 1);
                }
            }
            case '+' -> {
                if (given) {
                    expand(text, operator + 1, to, out, unset, nesting + 1);
                }
            }
            case '?' -> {
                if (!given || value == null) {
                    throw required(name, value != null, text.substring(operator + 1, to));
                }
                append(out, value);
            }
            default -> throw invalid();
        }
    }

    private void append(StringBuilder out, String value) throws Refused {
        long length = out.length() + (long) value.length();
        if (length > ledger.charactersLeft()) {
            ledger.spendCharacters(length);
        }
        out.append(value);
    }

    private String value(String name, Consumer<String> unset) {
        @Nullable String value = variables.apply(name);
        if (value == null) {
            unset.accept(name);
            return "";
        }
        return value;
    }

    private static Refused required(String name, boolean empty, String message) {
        return new Refused("the variable " + name + " is required and " + (empty ? "empty" : "not set")
                + (message.isBlank() ? "" : ": " + message.strip()));
    }

    private static Refused invalid() {
        return new Refused("this is no valid interpolation: after '${' stand a name, perhaps one of :- - :? ? :+ + with"
                + " a text, and '}'; write '$$' for a dollar sign");
    }

    /** As compose counts: only "${" opens, each "}" closes. */
    private static int closingBrace(String text, int from, int to) throws Refused {
        int depth = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '}') {
                if (--depth == 0) {
                    return i;
                }
            } else if (c == '$' && i + 1 < to && text.charAt(i + 1) == '{') {
                if (++depth > MAX_NESTING) {
                    throw new Refused("variables are nested more than " + MAX_NESTING + " deep");
                }
                i++;
            }
        }
        throw invalid();
    }

    private static boolean startsName(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int nameEnd(String text, int from, int to) {
        int end = from;
        while (end < to && (startsName(text.charAt(end)) || (text.charAt(end) >= '0' && text.charAt(end) <= '9'))) {
            end++;
        }
        return end;
    }
}
