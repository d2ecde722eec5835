package me.meeshy.infra.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.internal.TextTable;

/**
 * What bringing an environment up would do, each thing with its reason. A value: it was made by reading only, and can be
 * printed, compared and saved. It holds no secret. Immutable and thread-safe.
 */
public final class Plan {

    private final String environment;
    private final String project;
    private final List<Change> changes;
    private final List<String> warnings;

    /**
     * Creates a plan.
     *
     * @param environment the environment's name
     * @param project the project's name in the engine
     * @param changes what would happen to each resource, in the order in which it would
     * @param warnings what deserves a look
     */
    public Plan(String environment, String project, List<Change> changes, List<String> warnings) {
        this.environment = Objects.requireNonNull(environment);
        this.project = Objects.requireNonNull(project);
        this.changes = List.copyOf(changes);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * The environment.
     *
     * @return its name
     */
    public String environment() {
        return environment;
    }

    /**
     * The project.
     *
     * @return its name in the engine
     */
    public String project() {
        return project;
    }

    /**
     * What would happen to each resource, those that are left included.
     *
     * @return images, networks, volumes, services, in the order in which they would be treated
     */
    public List<Change> changes() {
        return changes;
    }

    /**
     * What would happen to resources of one kind.
     *
     * @param kind the kind
     * @return its changes
     */
    public List<Change> changes(Change.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).toList();
    }

    /**
     * What would happen to a service.
     *
     * @param service its name in the stack
     * @return the change, or empty if the stack has no such service
     */
    public Optional<Change> service(String service) {
        return changes.stream()
                .filter(change -> change.kind() == Change.Kind.SERVICE
                        && change.name().equals(service)
                        && change.action() != Change.Action.ORPHAN
                        && change.action() != Change.Action.REMOVE)
                .findFirst();
    }

    /**
     * Containers of the project whose service the stack does not have; they stay untouched unless their removal is asked
     * for, in which case they are not among these.
     *
     * @return the orphans
     */
    public List<Change> orphans() {
        return with(Change.Action.ORPHAN);
    }

    /**
     * Why bringing the environment up is refused.
     *
     * @return the refusals; empty if it can go on
     */
    public List<Change> refusals() {
        return with(Change.Action.REFUSE);
    }

    /**
     * What deserves a look and prevents nothing.
     *
     * @return the warnings
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Whether all is there and runs already.
     *
     * @return true if no resource is made, replaced, started or removed
     */
    public boolean changesNothing() {
        return changes.stream().noneMatch(Change::changesSomething);
    }

    private List<Change> with(Change.Action action) {
        return changes.stream().filter(change -> change.action() == action).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Plan that
                && environment.equals(that.environment)
                && project.equals(that.project)
                && changes.equals(that.changes)
                && warnings.equals(that.warnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(environment, project, changes, warnings);
    }

    /**
     * A table for people, headed by a summary.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        var text = new StringBuilder("Plan for ")
                .append(environment)
                .append(" (project ")
                .append(project)
                .append("): ")
                .append(summary())
                .append('\n');
        var table = TextTable.of();
        for (Change change : changes) {
            String named = change.name().equals(change.engineName())
                    ? change.name()
                    : change.name() + " (" + change.engineName() + ")";
            table.row(change.action().word(), change.kind().word(), named, String.join("; ", change.reasons()));
        }
        text.append(table.toText("  "));
        warnings.forEach(warning -> text.append("  warning: ").append(warning).append('\n'));
        return text.toString();
    }

    private String summary() {
        Map<Change.Action, Integer> counts = new EnumMap<>(Change.Action.class);
        changes.forEach(change -> counts.merge(change.action(), 1, Integer::sum));
        if (changesNothing()) {
            return "nothing to change";
        }
        var words = new ArrayList<String>();
        counts.forEach((action, count) -> words.add(count + " to " + action.word()));
        return String.join(", ", words).replace("to orphan", "orphaned");
    }

    /**
     * The plan as JSON.
     *
     * @return an object with {@code environment}, {@code project}, {@code changes} and {@code warnings}; a change has
     *     {@code action}, {@code kind}, {@code name}, {@code engineName}, {@code reasons}, and, where it is due to keys that
     *     differ, {@code differences}, each with {@code key} and {@code how}
     */
    public String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("environment", environment);
        json.put("project", project);
        json.put("changes", changes.stream().map(Plan::asMap).toList());
        json.put("warnings", warnings);
        return Json.write(json);
    }

    private static Map<String, Object> asMap(Change change) {
        var map = new LinkedHashMap<String, Object>();
        map.put("action", change.action().word());
        map.put("kind", change.kind().word());
        map.put("name", change.name());
        map.put("engineName", change.engineName());
        map.put("reasons", change.reasons());
        if (!change.differences().isEmpty()) {
            map.put(
                    "differences",
                    change.differences().stream().map(Plan::asMap).toList());
        }
        return map;
    }

    private static Map<String, Object> asMap(Difference difference) {
        var map = new LinkedHashMap<String, Object>();
        map.put("key", difference.key());
        map.put("how", difference.how().word());
        return map;
    }
}
