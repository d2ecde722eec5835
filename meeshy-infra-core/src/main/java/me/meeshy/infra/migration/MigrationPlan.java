package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import me.meeshy.infra.internal.Amounts;
import me.meeshy.infra.internal.TextTable;

/**
 * What a migration would do, and what speaks against it. A value: making one changes nothing.
 *
 * @param source the source's name
 * @param target the target's name
 * @param stores what would become of each store
 * @param writers the services that would be stopped before the swap
 * @param restarts the services that would be restarted after it
 * @param validation the name of the validation that would decide about the new data, where there is one
 * @param backups the folder for backups
 * @param notMoved what is not moved, each with where it is
 * @param refusals what makes the migration impossible, that of the stores included
 * @param warnings what the operator should know, that of the stores included
 */
public record MigrationPlan(
        String source,
        String target,
        List<StorePlan> stores,
        List<String> writers,
        List<String> restarts,
        Optional<String> validation,
        Path backups,
        List<String> notMoved,
        List<String> refusals,
        List<String> warnings) {

    /**
     * Copies the lists.
     *
     * @param source the source's name
     * @param target the target's name
     * @param stores what would become of each store
     * @param writers the services that would be stopped before the swap
     * @param restarts the services that would be restarted after it
     * @param validation the name of the validation that would decide about the new data, where there is one
     * @param backups the folder for backups
     * @param notMoved what is not moved, each with where it is
     * @param refusals what makes the migration impossible, that of the stores included
     * @param warnings what the operator should know, that of the stores included
     */
    public MigrationPlan {
        stores = List.copyOf(stores);
        writers = List.copyOf(writers);
        restarts = List.copyOf(restarts);
        notMoved = List.copyOf(notMoved);
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /**
     * Whether nothing speaks against it.
     *
     * @return true if there is no refusal
     */
    public boolean ok() {
        return refusals.isEmpty();
    }

    /**
     * Goes on only if nothing speaks against it.
     *
     * @return this plan
     * @throws MigrationRefusedException if there are refusals; its message lists all of them
     */
    public MigrationPlan orThrow() {
        if (!ok()) {
            throw new MigrationRefusedException(this);
        }
        return this;
    }

    /**
     * How many entries of the source would be moved.
     *
     * @return the sum over all stores
     */
    public long entries() {
        return stores.stream()
                .flatMap(store -> store.items().stream())
                .filter(item -> item.action() == StorePlan.Action.ADD || item.action() == StorePlan.Action.REPLACE)
                .mapToLong(StorePlan.Item::sourceCount)
                .sum();
    }

    /**
     * How much room the backups need at most on this machine.
     *
     * @return the sum over all stores, or empty if one does not know
     */
    public OptionalLong backupBytes() {
        long sum = 0;
        for (StorePlan store : stores) {
            if (store.backupBytes().isEmpty()) {
                return OptionalLong.empty();
            }
            sum += store.backupBytes().getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private static TextTable table(StorePlan store) {
        var table = TextTable.of("name", "becomes", "#from", "#in target now", "#bytes", "");
        for (StorePlan.Item item : store.items()) {
            table.row(
                    item.name(),
                    item.action().word(),
                    Amounts.number(item.sourceCount()),
                    Amounts.number(item.targetCount()),
                    Amounts.size(item.bytes()),
                    item.detail());
        }
        return table;
    }

    private List<String> steps() {
        var lines = new ArrayList<String>();
        lines.add("back up " + target + " to " + backups + ", and read the backup back");
        lines.add("copy beside the live data, and verify the copy");
        lines.add(writers.isEmpty() ? "stop no writer: none is declared" : "stop " + String.join(", ", writers));
        lines.add("make the copy live and park the old data; clear what is derived from it");
        lines.add("start what was stopped" + (restarts.isEmpty() ? "" : "; restart " + String.join(", ", restarts)));
        lines.add(validation
                .map(name -> "run the validation '" + name + "', and roll back if it fails")
                .orElse("no validation is declared: the new data is kept if the services start"));
        return lines;
    }

    /**
     * The plan for a terminal.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        var text = new StringBuilder("Migration " + source + " → " + target + "\n");
        for (StorePlan store : stores) {
            text.append('\n')
                    .append(store.store())
                    .append(": ")
                    .append(store.summary())
                    .append('\n');
            TextTable table = table(store);
            if (!table.isEmpty()) {
                text.append(table.toText("  "));
            }
        }
        text.append("\nSteps\n");
        steps().forEach(line -> text.append("  ").append(line).append('\n'));
        section(text, "Not moved", notMoved, "  ");
        section(text, "Mind", warnings, "  ");
        section(text, "Refused", refusals, "  ");
        return text.toString();
    }

    /**
     * The plan as Markdown.
     *
     * @return a heading, a table a store, and lists
     */
    public String toMarkdown() {
        var text = new StringBuilder("## Migration " + source + " → " + target + "\n");
        for (StorePlan store : stores) {
            text.append("\n### ")
                    .append(store.store())
                    .append("\n")
                    .append(store.summary())
                    .append("\n\n");
            TextTable table = table(store);
            if (!table.isEmpty()) {
                text.append(table.toMarkdown());
            }
        }
        text.append("\n### Steps\n");
        steps().forEach(line -> text.append("1. ").append(line).append('\n'));
        section(text, "### Not moved", notMoved, "- ");
        section(text, "### Mind", warnings, "- ");
        section(text, "### Refused", refusals, "- ");
        return text.toString();
    }

    static void section(StringBuilder text, String heading, List<String> lines, String bullet) {
        if (!lines.isEmpty()) {
            text.append('\n').append(heading).append('\n');
            lines.forEach(line -> text.append(bullet).append(line).append('\n'));
        }
    }
}
