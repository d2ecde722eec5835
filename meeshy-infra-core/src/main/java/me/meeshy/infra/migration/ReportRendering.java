package me.meeshy.infra.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.internal.Amounts;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.internal.TextTable;

/** A report as people and programs read it. */
final class ReportRendering {

    private final MigrationReport report;

    ReportRendering(MigrationReport report) {
        this.report = report;
    }

    private static TextTable table(StoreReport store) {
        var table = TextTable.of("name", "", "#entries", "#bytes", "content hash");
        for (StoreReport.Item item : store.items()) {
            table.row(
                    item.name(),
                    item.action().word(),
                    Amounts.number(item.count()),
                    item.bytes() == 0 ? "" : Amounts.size(item.bytes()),
                    item.hash());
        }
        return table;
    }

    private List<String> remarks() {
        var lines = new ArrayList<String>();
        for (StoreReport store : report.stores()) {
            store.backup().ifPresent(file -> lines.add(store.store() + ": backup " + file));
            store.parked()
                    .ifPresent(where -> lines.add(store.store() + ": "
                            + (report.parkedDiscarded() ? "what was parked is destroyed" : "parked: " + where)));
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
        return report.stores().stream()
                .flatMap(store -> writes(store, store.lateWrites()).stream())
                .toList();
    }

    private List<String> undoneWrites() {
        return report.stores().stream()
                .flatMap(store -> writes(store, store.undoneWrites()).stream())
                .toList();
    }

    private String head() {
        return "Migration " + report.source() + " → " + report.target() + " (" + report.run() + ") "
                + report.outcome().words() + ", after " + seconds(report.took())
                + (report.resumed() ? "; it was resumed" : "");
    }

    private static String seconds(Duration time) {
        return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    String text() {
        var text = new StringBuilder(head()).append('\n');
        report.failure().ifPresent(why -> text.append("Why: ").append(why).append('\n'));
        for (StoreReport store : report.stores()) {
            text.append('\n').append(store.store()).append('\n');
            TextTable table = table(store);
            if (!table.isEmpty()) {
                text.append(table.toText("  "));
            }
        }
        sections(text, "", "  ");
        return text.toString();
    }

    String markdown() {
        var text = new StringBuilder("## ").append(head()).append('\n');
        report.failure().ifPresent(why -> text.append("\nWhy: ").append(why).append('\n'));
        for (StoreReport store : report.stores()) {
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
        MigrationPlan.section(text, mark + "Not moved", report.notMoved(), bullet);
        MigrationPlan.section(text, mark + "To look after", report.problems(), bullet);
    }

    String json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("run", report.run());
        json.put("source", report.source());
        json.put("target", report.target());
        json.put("outcome", report.outcome().name());
        report.failedStep().ifPresent(step -> json.put("failedStep", step.name()));
        report.failure().ifPresent(why -> json.put("failure", why));
        json.put("began", report.began().toString());
        json.put("tookMillis", report.took().toMillis());
        json.put("resumed", report.resumed());
        json.put("journal", report.journalDirectory().toString());
        json.put("stores", report.stores().stream().map(ReportRendering::json).toList());
        json.put("notMoved", report.notMoved());
        json.put("problems", report.problems());
        return Json.write(json);
    }

    private static Map<String, Object> json(StoreReport store) {
        var json = new LinkedHashMap<String, Object>();
        json.put("store", store.store());
        store.backup().ifPresent(file -> json.put("backup", file.toString()));
        store.parked().ifPresent(where -> json.put("parked", where));
        json.put("items", store.items().stream().map(ReportRendering::json).toList());
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
