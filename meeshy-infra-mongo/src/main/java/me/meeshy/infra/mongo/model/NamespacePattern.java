package me.meeshy.infra.mongo.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of collections with wildcards, as the Database Tools take them: {@code *} stands for any text, also for none, and a
 * backslash takes the meaning from what follows. The text before the first dot is the database.
 *
 * <pre>{@code
 * shop.*          every collection of the database shop
 * *.users         users in every database
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class NamespacePattern {

    private static final char ANYTHING = '*';
    private static final char ESCAPE = '\\';

    private final String text;
    private final Pattern regex;
    private final int wildcards;

    private NamespacePattern(String text, Pattern regex, int wildcards) {
        this.text = text;
        this.regex = regex;
        this.wildcards = wildcards;
    }

    /**
     * Reads a pattern.
     *
     * @param text {@code database.collection}, with {@code *} for any text
     * @return the pattern
     * @throws IllegalArgumentException if it is empty or ends in a backslash
     */
    public static NamespacePattern of(String text) {
        StringBuilder regex = new StringBuilder();
        int wildcards = 0;
        for (String part : parts(text)) {
            if (part.equals(String.valueOf(ANYTHING))) {
                regex.append("(.*)");
                wildcards++;
            } else {
                regex.append(Pattern.quote(part.substring(1)));
            }
        }
        return new NamespacePattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), wildcards);
    }

    /** Either the wildcard, or a quotation mark and literal text. */
    private static List<String> parts(String text) {
        if (Objects.requireNonNull(text).isEmpty()) {
            throw new IllegalArgumentException("a pattern of names is never empty; '*' stands for all");
        }
        List<String> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ANYTHING) {
                flush(literal, parts);
                parts.add(String.valueOf(ANYTHING));
            } else if (c == ESCAPE) {
                i++;
                if (i == text.length()) {
                    throw new IllegalArgumentException("'" + text + "' ends in a backslash, which escapes nothing");
                }
                literal.append(text.charAt(i));
            } else {
                literal.append(c);
            }
        }
        flush(literal, parts);
        return parts;
    }

    private static void flush(StringBuilder literal, List<String> parts) {
        if (!literal.isEmpty()) {
            parts.add("\"" + literal);
            literal.setLength(0);
        }
    }

    /**
     * Whether a name fits.
     *
     * @param namespace {@code database.collection}
     * @return true where it does
     */
    public boolean matches(String namespace) {
        return regex.matcher(namespace).matches();
    }

    /**
     * Refuses a new name that cannot be made from what this pattern's wildcards stand for.
     *
     * @param to the pattern of the new name
     * @throws IllegalArgumentException if it has not as many wildcards
     */
    public void requireFits(NamespacePattern to) {
        if (wildcards != to.wildcards) {
            throw new IllegalArgumentException("'" + text + "' has " + wildcards + " wildcards and '" + to.text
                    + "' has " + to.wildcards + "; each stands for the text of its counterpart, so both need as many");
        }
    }

    /**
     * The name that another pattern makes of one that fits this.
     *
     * @param namespace {@code database.collection}
     * @param to the pattern of the new name, with as many wildcards
     * @return the new name, or empty where the old one does not fit
     */
    public Optional<String> renamed(String namespace, NamespacePattern to) {
        Matcher matcher = regex.matcher(namespace);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder renamed = new StringBuilder();
        int group = 0;
        for (String part : parts(to.text)) {
            renamed.append(part.equals(String.valueOf(ANYTHING)) ? matcher.group(++group) : part.substring(1));
        }
        return Optional.of(renamed.toString());
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof NamespacePattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was given. */
    @Override
    public String toString() {
        return text;
    }
}
