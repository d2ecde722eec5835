package me.meeshy.infra.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text strictly (RFC 8259) into maps, lists, strings, {@link BigDecimal}s, booleans and null, and writes them
 * again. Enough to look at the answer of a health endpoint and to keep a journal without a JSON library on our users'
 * class path.
 */
public final class Json {

    private static final int DEPTH_LIMIT = 64;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Reads the whole text.
     *
     * @param text the text
     * @return its value; objects keep the order of their members
     * @throws IllegalArgumentException if it is not JSON; the message says where
     */
    public static @Nullable Object parse(String text) {
        var json = new Json(text);
        json.space();
        Object value = json.value(0);
        json.space();
        if (json.at < text.length()) {
            throw json.error("more text after the value");
        }
        return value;
    }

    /**
     * Writes a value on one line.
     *
     * @param value a map with texts as keys, an iterable, a text, a finite number, a boolean or null
     * @return the text
     * @throws IllegalArgumentException if the value, or one within it, is something else
     */
    public static String write(@Nullable Object value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(@Nullable Object value, StringBuilder text) {
        if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            text.append(value);
        } else if (value instanceof BigDecimal number) {
            text.append(number);
        } else if (value instanceof String string) {
            quote(string, text);
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                text.append(separator);
                quote((String) member.getKey(), text);
                write(member.getValue(), text.append(':'));
                separator = ",";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            String separator = "[";
            for (Object element : list) {
                write(element, text.append(separator));
                separator = ",";
            }
            text.append(separator.equals("[") ? "[]" : "]");
        } else {
            throw new IllegalArgumentException(
                    "no JSON value: " + value.getClass().getName());
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char next = string.charAt(i);
            if (next == '"' || next == '\\') {
                text.append('\\').append(next);
            } else if (next < ' ' || Character.isSurrogate(next) || next == 0x2028 || next == 0x2029) {
                // a lone surrogate would not survive an encoding, so all of them are written as escapes
                text.append(String.format("\\u%04x", (int) next));
            } else {
                text.append(next);
            }
        }
        text.append('"');
    }

    private @Nullable Object value(int depth) {
        if (depth > DEPTH_LIMIT) {
            throw error("nested more than " + DEPTH_LIMIT + " deep");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        var members = new LinkedHashMap<String, @Nullable Object>();
        take('{');
        if (ends('}')) {
            return members;
        }
        do {
            space();
            if (peek() != '"') {
                throw error("expected a name in quotes");
            }
            String name = string();
            space();
            take(':');
            space();
            members.put(name, value(depth + 1));
            space();
        } while (goesOn('}'));
        return members;
    }

    private List<@Nullable Object> array(int depth) {
        var elements = new ArrayList<@Nullable Object>();
        take('[');
        if (ends(']')) {
            return elements;
        }
        do {
            space();
            elements.add(value(depth + 1));
            space();
        } while (goesOn(']'));
        return elements;
    }

    private boolean ends(char close) {
        space();
        if (peek() == close) {
            at++;
            return true;
        }
        return false;
    }

    private boolean goesOn(char close) {
        char next = peek();
        if (next != ',' && next != close) {
            throw error("expected ',' or '" + close + "'");
        }
        at++;
        return next == ',';
    }

    private String string() {
        take('"');
        var value = new StringBuilder();
        while (true) {
            char next = peek();
            at++;
            if (next == '"') {
                return value.toString();
            }
            if (next < ' ') {
                throw error("control character in a string");
            }
            value.append(next == '\\' ? escaped() : next);
        }
    }

    private char escaped() {
        char next = peek();
        at++;
        return switch (next) {
            case '"', '\\', '/' -> next;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape");
        };
    }

    private char unicode() {
        if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            throw error("expected four hexadecimal digits");
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private BigDecimal number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,4})?")) {
            at = start;
            throw error("expected a value");
        }
        return new BigDecimal(digits);
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("expected a value");
        }
        at += word.length();
        return value;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw error("the text ends too early");
        }
        return text.charAt(at);
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw error("expected '" + expected + "'");
        }
        at++;
    }

    private IllegalArgumentException error(String why) {
        return new IllegalArgumentException("not JSON at character " + at + ": " + why);
    }
}
