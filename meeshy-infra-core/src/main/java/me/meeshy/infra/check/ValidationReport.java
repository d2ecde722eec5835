package me.meeshy.infra.check;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the checks of a validation said in its last round.
 *
 * @param name the validation's name
 * @param rows a row a check, in the order in which they were added
 * @param rounds how many times all checks were asked
 * @param took how long all rounds took together
 * @param within how long they were allowed to take
 */
public record ValidationReport(String name, List<Row> rows, int rounds, Duration took, Duration within) {

    /**
     * What one check said in the last round.
     *
     * @param check its name
     * @param result what it said
     * @param took how long it took
     */
    public record Row(String check, CheckResult result, Duration took) {}

    /**
     * Copies the rows.
     *
     * @param name the validation's name
     * @param rows a row a check, in the order in which they were added
     * @param rounds how many times all checks were asked
     * @param took how long all rounds took together
     * @param within how long they were allowed to take
     */
    public ValidationReport {
        rows = List.copyOf(rows);
    }

    /**
     * Whether all checks held at once.
     *
     * @return true if every row holds
     */
    public boolean ok() {
        return rows.stream().allMatch(row -> row.result().ok());
    }

    /**
     * Goes on only if all checks held at once.
     *
     * @return this report
     * @throws ValidationException if one did not; its message says what each of them said
     */
    public ValidationReport orThrow() {
        if (!ok()) {
            throw new ValidationException(this);
        }
        return this;
    }

    /**
     * The report in one line.
     *
     * @return how many checks hold, and each that does not with what it said last
     */
    public String summary() {
        List<Row> failed = rows.stream().filter(row -> !row.result().ok()).toList();
        String count = rows.size() == 1 ? "1 check" : rows.size() + " checks";
        if (failed.isEmpty()) {
            return "validation '" + name + "' holds: " + count + ", " + rounds(rounds) + " in " + seconds(took);
        }
        return "validation '" + name + "' does not hold after " + seconds(took) + " and " + rounds(rounds)
                + " (allowed: " + seconds(within) + "): " + failed.size() + " of " + count + " failed: "
                + failed.stream()
                        .map(row -> row.check() + ": " + row.result().detail())
                        .collect(Collectors.joining("; "));
    }

    /**
     * The report as a Markdown table.
     *
     * @return a heading line and a table with a row a check
     */
    public String toMarkdown() {
        var text = new StringBuilder("**").append(cell(summaryHead())).append("**\n\n");
        text.append("| check | result | took | detail |\n|---|---|---|---|\n");
        for (Row row : rows) {
            text.append("| ").append(cell(row.check())).append(" | ");
            text.append(row.result().ok() ? "ok" : "failed").append(" | ");
            text.append(milliseconds(row.took())).append(" | ");
            text.append(cell(row.result().detail())).append(" |\n");
        }
        return text.toString();
    }

    /**
     * The report as a table for a terminal.
     *
     * @return a heading line and a line a check
     */
    @Override
    public String toString() {
        int width = rows.stream().mapToInt(row -> row.check().length()).max().orElse(0);
        var text = new StringBuilder(summaryHead());
        for (Row row : rows) {
            text.append("\n  ").append(row.result().ok() ? "ok      " : "FAILED  ");
            text.append(row.check()).append(" ".repeat(width - row.check().length() + 2));
            text.append(row.result().detail());
        }
        return text.toString();
    }

    private String summaryHead() {
        return "validation " + name + ": " + (ok() ? "holds" : "does not hold") + " (" + rounds(rounds) + ", "
                + seconds(took) + ")";
    }

    private static String rounds(int count) {
        return count == 1 ? "1 round" : count + " rounds";
    }

    private static String seconds(Duration duration) {
        long tenths = Math.round(duration.toMillis() / 100.0);
        return tenths / 10 + "." + tenths % 10 + " s";
    }

    private static String milliseconds(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\R", " ");
    }
}
