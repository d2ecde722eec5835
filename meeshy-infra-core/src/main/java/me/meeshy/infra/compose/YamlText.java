package me.meeshy.infra.compose;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes maps, lists, texts, numbers and booleans as YAML in one canonical form: two spaces a level, quotes wherever another reader might
 * see anything but text, dollar signs of values doubled, so that nobody takes them for variables.
 */
final class YamlText {

    /** Starts with a letter or a slash, and holds nothing that means something in YAML. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*");

    private static final Set<String> WORDS =
            Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private final StringBuilder out = new StringBuilder();

    private YamlText() {}

    static String of(Map<String, ?> map) {
        var text = new YamlText();
        text.entries(map, 0);
        return text.out.toString();
    }

    private void entries(Map<?, ?> map, int indent) {
        map.forEach((key, value) -> {
            out.append(" ".repeat(indent)).append(quoted(String.valueOf(key))).append(':');
            value(value, indent + 2);
        });
    }

    private void value(Object value, int indent) {
        if (value instanceof Map<?, ?> map) {
            if (map.isEmpty()) {
                out.append(" {}\n");
                return;
            }
            out.append('\n');
            entries(map, indent);
        } else if (value instanceof Collection<?> list) {
            if (list.isEmpty()) {
                out.append(" []\n");
                return;
            }
            out.append('\n');
            for (Object item : list) {
                item(item, indent);
            }
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void item(Object item, int indent) {
        out.append(" ".repeat(indent)).append('-');
        if (item instanceof Map<?, ?> map && !map.isEmpty()) {
            int start = out.length();
            entries(map, indent + 2);
            // the first key stands behind the dash
            out.delete(start, start + indent + 1);
        } else {
            value(item, indent + 2);
        }
    }

    private static String scalar(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return quoted(String.valueOf(value).replace("$", "$$"));
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        var quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> append(quoted, c));
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            default -> {
                if (c >= ' ' && c < 0x7f) {
                    quoted.append((char) c);
                } else if (c <= 0xffff) {
                    quoted.append(String.format("\\u%04x", c));
                } else {
                    quoted.append(String.format("\\U%08x", c));
                }
            }
        }
    }
}
