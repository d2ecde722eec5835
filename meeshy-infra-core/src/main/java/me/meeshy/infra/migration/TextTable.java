package me.meeshy.infra.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lays rows out in columns, as text and as Markdown. Columns whose heading begins with {@code #} hold numbers. */
final class TextTable {

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    void row(String... cells) {
        rows.add(Arrays.asList(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    String toText(String indent) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = heading(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        var names = new ArrayList<String>();
        for (int i = 0; i < widths.length; i++) {
            names.add(heading(i));
        }
        line(text, indent, names, widths);
        rows.forEach(row -> line(text, indent, row, widths));
        return text.toString();
    }

    private void line(StringBuilder text, String indent, List<String> cells, int[] widths) {
        var line = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(numeric(i) ? space + cell : cell + space).append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    String toMarkdown() {
        var text = new StringBuilder("|");
        for (int i = 0; i < headings.size(); i++) {
            text.append(' ').append(heading(i)).append(" |");
        }
        text.append("\n|");
        for (int i = 0; i < headings.size(); i++) {
            text.append(numeric(i) ? "---:|" : "---|");
        }
        text.append('\n');
        for (List<String> row : rows) {
            text.append('|');
            row.forEach(cell -> text.append(' ')
                    .append(cell.replace("|", "\\|").replace("\n", " "))
                    .append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    private boolean numeric(int column) {
        return headings.get(column).startsWith("#");
    }

    private String heading(int column) {
        return numeric(column) ? headings.get(column).substring(1) : headings.get(column);
    }
}
