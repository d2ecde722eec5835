package me.meeshy.infra.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import me.meeshy.infra.archive.TreeSelection;
import me.meeshy.infra.model.InfraException;

/**
 * The lines of a {@code .dockerignore}, as docker reads them: the last that fits a path, or a folder that it is in, counts. Immutable.
 */
final class IgnorePatterns implements TreeSelection {

    private static final String ESCAPED = ".+()|{}$^&";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private record Line(boolean exception, String text, Pattern pattern) {

        boolean fits(String path) {
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                if (pattern.matcher(path.substring(0, end)).matches()) {
                    return true;
                }
            }
            return false;
        }

        /** Whether something below a folder may fit. */
        boolean reaches(String folder) {
            int special = firstSpecial(text);
            if (special < text.length()) {
                String plain = text.substring(0, special);
                return plain.startsWith(folder + "/") || (folder + "/").startsWith(plain);
            }
            return text.startsWith(folder + "/") || fits(folder);
        }

        private static int firstSpecial(String text) {
            for (int at = 0; at < text.length(); at++) {
                if ("*?[\\".indexOf(text.charAt(at)) >= 0) {
                    return at;
                }
            }
            return text.length();
        }
    }

    private final List<Line> lines;

    private IgnorePatterns(List<Line> lines) {
        this.lines = lines;
    }

    /**
     * Reads them.
     *
     * @param text the file's
     * @param file what it is called, for messages
     * @throws InfraException if a line is no pattern
     */
    static IgnorePatterns of(String text, String file) {
        List<Line> lines = new ArrayList<>();
        String[] all = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).split("\r?\n", -1);
        for (int number = 1; number <= all.length; number++) {
            String line = all[number - 1];
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String pattern = line.strip();
            boolean exception = pattern.startsWith("!");
            pattern = clean(exception ? pattern.substring(1).strip() : pattern);
            if (pattern.isEmpty() && exception) {
                throw new InfraException(
                        file + ":" + number + ": '!' alone makes an exception of nothing; name what is to be kept");
            }
            if (pattern.isEmpty()) {
                // that is ".", which docker ignores as ever
                continue;
            }
            try {
                lines.add(new Line(exception, pattern, Pattern.compile(regex(pattern), Pattern.DOTALL)));
            } catch (PatternSyntaxException e) {
                throw new InfraException(
                        file + ":" + number + ": '" + line.strip() + "' is no pattern: " + e.getDescription(), e);
            }
        }
        return new IgnorePatterns(List.copyOf(lines));
    }

    /** As a path relative to the context: without {@code .}, empty parts, and steps up that lead back down. */
    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            if (part.equals("..")
                    && !parts.isEmpty()
                    && !parts.get(parts.size() - 1).equals("..")) {
                parts.remove(parts.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String regex(String pattern) {
        var regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == '*' && pattern.startsWith("**", at)) {
                at++;
                if (at + 1 == pattern.length()) {
                    regex.append(".*");
                } else {
                    at += pattern.charAt(at + 1) == '/' ? 1 : 0;
                    regex.append("(.*/)?");
                }
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '\\') {
                if (++at == pattern.length()) {
                    throw new PatternSyntaxException("a backslash at its end escapes nothing", pattern, at);
                }
                regex.append(Pattern.quote(pattern.substring(at, at + 1)));
            } else if (c == '[') {
                at = group(pattern, at, regex);
            } else {
                regex.append(ESCAPED.indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
            }
        }
        return regex.toString();
    }

    /** What Java would understand in another way than docker inside of brackets is escaped. */
    private static int group(String pattern, int start, StringBuilder regex) {
        int at = start + 1;
        regex.append("(?!/)[");
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            regex.append('^');
            at++;
        }
        int first = at;
        for (; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == ']' && at > first) {
                regex.append(']');
                return at;
            }
            if (c == '\\' && at + 1 < pattern.length()) {
                c = pattern.charAt(++at);
                regex.append('\\').append(c);
            } else {
                regex.append("[]&^".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
            }
        }
        throw new PatternSyntaxException("a bracket is not closed", pattern, start);
    }

    boolean isIgnored(String path) {
        boolean ignored = false;
        for (Line line : lines) {
            if (line.exception() == ignored && line.fits(path)) {
                ignored = !line.exception();
            }
        }
        return ignored;
    }

    @Override
    public Part of(String path, boolean folder) {
        if (!isIgnored(path)) {
            return Part.TAKEN;
        }
        boolean entered = folder && lines.stream().anyMatch(line -> line.exception() && line.reaches(path));
        return entered ? Part.ENTERED : Part.LEFT_OUT;
    }
}
