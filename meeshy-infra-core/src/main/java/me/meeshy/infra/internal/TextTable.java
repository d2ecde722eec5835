package me.meeshy.infra.internal;

import java.util.ArrayList;
import java.util.List;

/** Rows as aligned text and as Markdown. */
public final class TextTable {

    private TextTable() {}

    /**
     * Columns aligned by spaces, each line indented by two.
     *
     * @param header the columns' names; empty for none
     * @param rows as many cells as columns each
     * @return lines, each with its end
     */
    public static String plain(List<String> header, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        if (!header.isEmpty()) {
            all.add(header);
        }
        all.addAll(rows);
        int[] widths = widths(all);
        var text = new StringBuilder();
        for (List<String> row : all) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append("  ").append(row.get(column));
                line.append(" ".repeat(widths[column] - row.get(column).length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /**
     * A Markdown table.
     *
     * @param header the columns' names
     * @param rows as many cells as columns each
     * @return lines, each with its end
     */
    public static String markdown(List<String> header, List<List<String>> rows) {
        var text = new StringBuilder();
        appendMarkdown(text, header);
        text.append('|').append("---|".repeat(header.size())).append('\n');
        rows.forEach(row -> appendMarkdown(text, row));
        return text.toString();
    }

    private static void appendMarkdown(StringBuilder text, List<String> row) {
        text.append('|');
        for (String cell : row) {
            text.append(' ').append(cell.replace("|", "\\|").replace("\n", " ")).append(" |");
        }
        text.append('\n');
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
