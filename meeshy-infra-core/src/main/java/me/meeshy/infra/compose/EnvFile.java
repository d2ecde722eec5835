package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of variables, {@code .env} or an {@code env_file}, by compose's rules: {@code NAME=value}, {@code NAME: value} or a bare
 * {@code NAME} that takes its value from outside; {@code export}; comments; single quotes for text as it is; double quotes for
 * escapes and several lines; variables replaced everywhere but in single quotes.
 */
final class EnvFile {

    /**
     * One variable.
     *
     * @param value what it is set to; may be a secret
     * @param line where its name stands
     */
    record Variable(String value, int line) {
        @Override
        public String toString() {
            return "Variable[line " + line + "]";
        }
    }

    private static final Pattern EXPORT = Pattern.compile("export\\s+");

    private final Path file;
    private final String text;
    private final Function<String, @Nullable String> outside;
    private final Ledger ledger;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Interpolation interpolation;
    private int at;
    private int line = 1;

    private EnvFile(Path file, String text, Function<String, @Nullable String> outside, Ledger ledger) {
        this.file = file;
        this.text = text;
        this.outside = outside;
        this.ledger = ledger;
        this.interpolation = new Interpolation(this::lookup, ledger);
    }

    /**
     * Reads a file.
     *
     * @param outside what a variable is outside the file, which wins over the file itself in interpolation
     * @throws ComposeFileException if the file is not there, or a line of it is no variable
     */
    static Map<String, Variable> read(Path file, Function<String, @Nullable String> outside, Ledger ledger) {
        return parse(file, YamlReader.text(file), outside, ledger);
    }

    static Map<String, Variable> parse(
            Path file, String text, Function<String, @Nullable String> outside, Ledger ledger) {
        var parser = new EnvFile(file, text, outside, ledger);
        parser.statements();
        return parser.variables;
    }

    private @Nullable String lookup(String name) {
        String value = outside.apply(name);
        if (value != null) {
            return value;
        }
        Variable own = variables.get(name);
        return own == null ? null : own.value();
    }

    private void statements() {
        while (skipToStatement()) {
            int startLine = line;
            var export = EXPORT.matcher(text).region(at, text.length());
            if (export.lookingAt()) {
                countLines(at, export.end());
                at = export.end();
            }
            int nameStart = at;
            char end = skipName(startLine);
            String name = text.substring(nameStart, at).strip();
            if (name.isEmpty()) {
                throw problem(line, "a variable's name is missing");
            }
            if (name.chars().anyMatch(Character::isWhitespace)) {
                throw problem(startLine, "there is a space in a variable's name");
            }
            if (end == '=' || end == ':') {
                at++;
                variables.put(name, new Variable(value(startLine), startLine));
            } else {
                String inherited = outside.apply(name);
                if (inherited != null) {
                    variables.put(name, new Variable(inherited, startLine));
                }
            }
        }
    }

    private boolean skipToStatement() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = lineEnd();
            } else if (Character.isWhitespace(c) || c == '\u00a0' || c == '\u0085') {
                countLines(at, at + 1);
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Moves to what ends a name: an equals sign, a colon, or the line's end. */
    private char skipName(int startLine) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '=' || c == ':' || c == '\n') {
                return c;
            }
            if (!Character.isLetterOrDigit(c) && !isBlank(c) && "_.-[]".indexOf(c) < 0) {
                // the character itself stays unsaid: the line may be the rest of a secret
                throw problem(
                        startLine,
                        "this line is no NAME=value: a name takes letters, digits, '_', '.' and '-'; does a quote or a"
                                + " backslash go astray in or above it?");
            }
            at++;
        }
        return '\n';
    }

    private String value(int startLine) {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        char quote = at < text.length() ? text.charAt(at) : 0;
        return quote == '"' || quote == '\'' ? quoted(quote, startLine) : unquoted(startLine);
    }

    private String unquoted(int startLine) {
        int end = lineEnd();
        String value = text.substring(at, end);
        at = end;
        int comment = value.indexOf(" #");
        return replaced((comment < 0 ? value : value.substring(0, comment)).stripTrailing(), startLine);
    }

    private String quoted(char quote, int startLine) {
        var value = new StringBuilder();
        boolean escaped = false;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote && !escaped) {
                countLines(at, i);
                at = i + 1;
                warnOfRest(startLine);
                String raw = value.toString();
                return quote == '"' ? replaced(DotEnvEscapes.expand(raw), startLine) : raw;
            }
            if (!escaped && c == '\\') {
                escaped = true;
                continue;
            }
            if (escaped && c != quote) {
                value.append('\\');
            }
            escaped = false;
            value.append(c);
        }
        throw problem(startLine, "the value's closing " + quote + " is missing");
    }

    private void warnOfRest(int startLine) {
        String rest = text.substring(at, lineEnd()).strip();
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            warn(startLine, "what follows the closing quote is not part of the value");
        }
    }

    private String replaced(String value, int startLine) {
        try {
            return interpolation.apply(value, unset -> ledger.unset(new Position(file, startLine, 0), "", unset));
        } catch (Interpolation.Refused e) {
            throw problem(startLine, e.getMessage() + "; put a value with a dollar sign of its own in single quotes");
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void countLines(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u000b' || c == '\f' || c == '\r' || c == '\u0085' || c == '\u00a0';
    }

    private void warn(int where, String message) {
        ledger.warnings().add(new ComposeWarning(file, where, message));
    }

    private ComposeFileException problem(int where, String message) {
        return new ComposeFileException(new Position(file, where, 0), "", message);
    }
}
