package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command that stands in one text as compose does: blanks separate, quotes and backslashes protect, and there is no shell. An
 * unprotected {@code | & ; < >} ends the command, which compose does silently.
 */
final class ShellWords {

    /**
     * The split command.
     *
     * @param words the command and its arguments
     * @param cutOff whether a shell's operator and what follows it were left out
     */
    record Split(List<String> words, boolean cutOff) {}

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private char quote;
    private boolean substitution;

    private ShellWords() {}

    /** The command that a field holds, either split already or to be split. */
    static List<String> read(Field field, List<ComposeWarning> warnings) {
        if (field.isSequence()) {
            List<String> words = new ArrayList<>();
            for (Field item : field.items()) {
                words.add(item.text());
            }
            return words;
        }
        Split split = split(field);
        if (split.cutOff()) {
            warnings.add(field.warning("compose knows no shell here: the command ends before the first | & ; < or >;"
                    + " for a shell write [\"sh\", \"-c\", \"…\"]"));
        }
        return split.words();
    }

    private static Split split(Field field) {
        var state = new ShellWords();
        return state.split(field.text(), field);
    }

    private Split split(String line, Field field) {
        boolean cutOff = false;
        int i = 0;
        while (i < line.length() && !cutOff) {
            char c = line.charAt(i++);
            if (c == '\\' && quote != '\'') {
                if (i == line.length()) {
                    throw field.problem("the command ends in a backslash that protects nothing");
                }
                escaped(line.charAt(i++));
            } else if (isBlank(c) && quote == 0 && !substitution) {
                endWord();
            } else if ("|&;<>".indexOf(c) >= 0 && quote == 0 && !substitution) {
                cutOff = true;
                if (c == '>' && word.length() > 0 && word.chars().allMatch(d -> d >= '0' && d <= '9')) {
                    begun = false;
                }
            } else {
                plain(c, field);
            }
        }
        if (quote != 0 || substitution) {
            throw field.problem("the command's closing " + (substitution ? ')' : quote) + " is missing");
        }
        if (begun) {
            endWord();
        }
        return new Split(words, cutOff);
    }

    private void escaped(char c) {
        begun = true;
        if (quote == '`' || substitution) {
            word.append('\\');
        }
        word.append(c);
    }

    private void plain(char c, Field field) {
        boolean quotes = (c == '"' || c == '\'') && !substitution && (quote == 0 || quote == c);
        boolean ticks = c == '`' && !substitution && (quote == 0 || quote == c);
        if (quotes || ticks) {
            quote = quote == 0 ? c : 0;
            // an empty pair of quotes is a word; one that is still open decides nothing
            begun |= quote == 0 || ticks;
            if (ticks) {
                word.append(c);
            }
            return;
        }
        if (quote == 0 && (c == '(' || c == ')')) {
            boolean opens = c == '(' && !substitution && word.length() > 0 && word.charAt(word.length() - 1) == '$';
            if (!opens && !(c == ')' && substitution)) {
                throw field.problem(
                        "the command has a '" + c + "' that no quotes protect; compose knows no shell here");
            }
            substitution = opens;
        }
        begun = true;
        word.append(c);
    }

    private void endWord() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
