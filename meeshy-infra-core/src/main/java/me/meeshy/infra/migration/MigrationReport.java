package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.Consent;
import me.meeshy.infra.internal.Json;

/**
 * What a migration did. It stays valid as long as the connection that it ran on is open; later, {@link
 * Migration#recorded(Path)} makes the same of the journal. Thread-safe.
 */
public final class MigrationReport {

    private final Facts facts;
    private final Later later;

    /** What a report says. */
    record Facts(
            String run,
            String source,
            String target,
            Outcome outcome,
            Optional<MigrationStep> failedStep,
            Optional<String> failure,
            List<StoreReport> stores,
            List<String> notMoved,
            List<String> problems,
            boolean resumed,
            boolean parkedDiscarded,
            Instant began,
            Duration took,
            Path journalDirectory) {}

    /** What can be done with a migration that ended, on the connection that it ran on. */
    interface Later {

        MigrationReport rollback(Consent consent);

        MigrationReport discardOldData(Consent consent);
    }

    MigrationReport(Facts facts, Later later) {
        this.facts = facts;
        this.later = later;
    }

    /**
     * The run's name, which stands in the names of what it parked.
     *
     * @return lower-case letters and digits
     */
    public String run() {
        return facts.run();
    }

    /**
     * Where the data came from.
     *
     * @return the source's name
     */
    public String source() {
        return facts.source();
    }

    /**
     * Where the data went to.
     *
     * @return the target's name
     */
    public String target() {
        return facts.target();
    }

    /**
     * How it ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return facts.outcome();
    }

    /**
     * Where it failed.
     *
     * @return the step, or empty if it did not
     */
    public Optional<MigrationStep> failedStep() {
        return facts.failedStep();
    }

    /**
     * Why it failed, or was rolled back.
     *
     * @return the reason, or empty if it did not
     */
    public Optional<String> failure() {
        return facts.failure();
    }

    /**
     * What it did to each store.
     *
     * @return the stores, in their order
     */
    public List<StoreReport> stores() {
        return facts.stores();
    }

    /**
     * What it does not move, each with where it is.
     *
     * @return such as the volume that holds uploads
     */
    public List<String> notMoved() {
        return facts.notMoved();
    }

    /**
     * What is left for the operator to look after, such as a service that could not be started again.
     *
     * @return sentences; empty if there is nothing
     */
    public List<String> problems() {
        return facts.problems();
    }

    /**
     * Whether it was ended by another process than the one that began it.
     *
     * @return true if it was resumed
     */
    public boolean resumed() {
        return facts.resumed();
    }

    /**
     * Whether what it had parked is destroyed.
     *
     * @return true after {@link #discardOldData}
     */
    public boolean parkedDiscarded() {
        return facts.parkedDiscarded();
    }

    /**
     * When it began.
     *
     * @return the time of its journal's first record
     */
    public Instant began() {
        return facts.began();
    }

    /**
     * How long it took from its beginning to this report.
     *
     * @return the time
     */
    public Duration took() {
        return facts.took();
    }

    /**
     * Where its journal is; keep it as long as its old data may be wanted back.
     *
     * @return the folder
     */
    public Path journalDirectory() {
        return facts.journalDirectory();
    }

    /**
     * Makes the old data live again and parks the new, by renaming; lists what was written to the new data since. The
     * writers are stopped meanwhile.
     *
     * @param consent to replace the data of the target
     * @return the report of the migration, now rolled back
     * @throws me.meeshy.infra.model.InfraException if the consent names something else, or what this run replaced cannot be
     *     brought back, for instance because it is discarded
     */
    public MigrationReport rollback(Consent consent) {
        return later.rollback(consent);
    }

    /**
     * Destroys what this run has parked: the old data, or after a roll-back the new.
     *
     * @param consent to destroy data of the target
     * @return the report of the migration
     * @throws me.meeshy.infra.model.InfraException if the consent names something else
     */
    public MigrationReport discardOldData(Consent consent) {
        return later.discardOldData(consent);
    }

    private static TextTable table(StoreReport store) {
        var table = new TextTable("name", "", "#entries", "#bytes", "content hash");
        for (StoreReport.Item item : store.items()) {
            table.row(
                    item.name(),
                    item.action().word(),
                    TextTable.number(item.count()),
                    item.bytes() == 0 ? "" : TextTable.size(item.bytes()),
                    item.hash());
        }
        return table;
    }

    private List<String> remarks() {
        var lines = new ArrayList<String>();
        for (StoreReport store : stores()) {
            store.backup().ifPresent(file -> lines.add(store.store() + ": backup " + file));
            store.parked()
                    .ifPresent(where -> lines.add(store.store() + ": "
                            + (parkedDiscarded() ? "what was parked is destroyed" : "parked: " + where)));
            store.notes().forEach(note -> lines.add(store.store() + ": " + note));
        }
        return lines;
    }

    private static List<String> writes(StoreReport store, List<StoreReport.LateWrites> all) {
        return all.stream()
                .map(writes -> store.store() + " " + writes.name() + ": " + (writes.exact() ? "" : "at least ")
                        + writes.added() + " added, " + writes.changed() + " changed, " + writes.removed() + " removed"
                        + (writes.examples().isEmpty() ? "" : ": " + String.join(", ", writes.examples())))
                .toList();
    }

    private List<String> lateWrites() {
        return stores().stream()
                .flatMap(store -> writes(store, store.lateWrites()).stream())
                .toList();
    }

    private List<String> undoneWrites() {
        return stores().stream()
                .flatMap(store -> writes(store, store.undoneWrites()).stream())
                .toList();
    }

    private String head() {
        return "Migration " + source() + " → " + target() + " (" + run() + ") "
                + outcome().words() + ", after " + seconds(took()) + (resumed() ? "; it was resumed" : "");
    }

    private static String seconds(Duration time) {
        return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    /**
     * The report for a terminal.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        var text = new StringBuilder(head()).append('\n');
        failure().ifPresent(why -> text.append("Why: ").append(why).append('\n'));
        for (StoreReport store : stores()) {
            text.append('\n').append(store.store()).append('\n');
            TextTable table = table(store);
            if (!table.isEmpty()) {
                text.append(table.toText("  "));
            }
        }
        sections(text, "", "  ");
        return text.toString();
    }

    /**
     * The report as Markdown.
     *
     * @return a heading, a table a store, and lists
     */
    public String toMarkdown() {
        var text = new StringBuilder("## ").append(head()).append('\n');
        failure().ifPresent(why -> text.append("\nWhy: ").append(why).append('\n'));
        for (StoreReport store : stores()) {
            text.append("\n### ").append(store.store()).append("\n\n");
            TextTable table = table(store);
            if (!table.isEmpty()) {
                text.append(table.toMarkdown());
            }
        }
        sections(text, "### ", "- ");
        return text.toString();
    }

    private void sections(StringBuilder text, String mark, String bullet) {
        MigrationPlan.section(
                text,
                mark + "Written to the old data after its backup (it is parked, not in the new data)",
                lateWrites(),
                bullet);
        MigrationPlan.section(
                text,
                mark + "Written to the new data before it was rolled back (it is parked)",
                undoneWrites(),
                bullet);
        MigrationPlan.section(text, mark + "Kept", remarks(), bullet);
        MigrationPlan.section(text, mark + "Not moved", notMoved(), bullet);
        MigrationPlan.section(text, mark + "To look after", problems(), bullet);
    }

    /**
     * The report as one JSON object.
     *
     * @return a line
     */
    public String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("run", run());
        json.put("source", source());
        json.put("target", target());
        json.put("outcome", outcome().name());
        failedStep().ifPresent(step -> json.put("failedStep", step.name()));
        failure().ifPresent(why -> json.put("failure", why));
        json.put("began", began().toString());
        json.put("tookMillis", took().toMillis());
        json.put("resumed", resumed());
        json.put("journal", journalDirectory().toString());
        json.put("stores", stores().stream().map(MigrationReport::json).toList());
        json.put("notMoved", notMoved());
        json.put("problems", problems());
        return Json.write(json);
    }

    private static Map<String, Object> json(StoreReport store) {
        var json = new LinkedHashMap<String, Object>();
        json.put("store", store.store());
        store.backup().ifPresent(file -> json.put("backup", file.toString()));
        store.parked().ifPresent(where -> json.put("parked", where));
        json.put("items", store.items().stream().map(MigrationReport::json).toList());
        json.put("lateWrites", writes(store, store.lateWrites()));
        json.put("undoneWrites", writes(store, store.undoneWrites()));
        json.put("notes", store.notes());
        return json;
    }

    private static Map<String, Object> json(StoreReport.Item item) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", item.name());
        json.put("action", item.action().name());
        json.put("count", item.count());
        json.put("bytes", item.bytes());
        json.put("hash", item.hash());
        return json;
    }
}
