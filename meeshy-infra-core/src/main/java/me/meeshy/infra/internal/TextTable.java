package me.meeshy.infra.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays rows out in columns, as text and as Markdown. A column whose heading begins with {@code #} holds numbers: it is aligned
 * to the right. Not thread-safe.
 */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable(List<String> headings) {
        this.headings = headings;
    }

    /**
     * A table without rows.
     *
     * @param headings the columns' names; none for rows without a heading
     * @return the table
     */
    public static TextTable of(String... headings) {
        return new TextTable(List.of(headings));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as columns
     * @return this table
     */
    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /**
     * Whether it has no rows.
     *
     * @return true if there is none
     */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Columns aligned by spaces.
     *
     * @param indent what each line begins with
     * @return lines, each with its end
     */
    public String toText(String indent) {
        var all = new ArrayList<List<String>>();
        if (!headings.isEmpty()) {
            all.add(names());
        }
        all.addAll(rows);
        int[] widths = widths(all);
        var text = new StringBuilder();
        for (List<String> cells : all) {
            var line = new StringBuilder(indent);
            for (int column = 0; column < cells.size(); column++) {
                String cell = cells.get(column);
                String space = " ".repeat(widths[column] - cell.length());
                line.append(numeric(column) ? space + cell : cell + space).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /**
     * A Markdown table.
     *
     * @return lines, each with its end
     */
    public String toMarkdown() {
        var text = new StringBuilder();
        appendMarkdown(text, names());
        text.append('|');
        for (int column = 0; column < headings.size(); column++) {
            text.append(numeric(column) ? "---:|" : "---|");
        }
        text.append('\n');
        rows.forEach(row -> appendMarkdown(text, row));
        return text.toString();
    }

    private static void appendMarkdown(StringBuilder text, List<String> cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
        }
        text.append('\n');
    }

    private List<String> names() {
        return headings.stream()
                .map(heading -> heading.startsWith("#") ? heading.substring(1) : heading)
                .toList();
    }

    private boolean numeric(int column) {
        return !headings.isEmpty() && headings.get(column).startsWith("#");
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }
}
