package me.meeshy.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.internal.TextTable;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;

/**
 * What the containers of an environment are doing, at one moment.
 *
 * @param environment its name
 * @param role its role
 * @param project its project's name in the engine
 * @param services a row for each service of the stack, then one for each container that the stack does not have
 */
public record EnvironmentStatus(String environment, Role role, String project, List<ServiceStatus> services) {

    /**
     * Copies the list.
     *
     * @param environment its name
     * @param role its role
     * @param project its project's name in the engine
     * @param services a row for each service of the stack, then one for each container that the stack does not have
     */
    public EnvironmentStatus {
        services = List.copyOf(services);
    }

    /**
     * The status of one service.
     *
     * @param service its name
     * @return the row
     * @throws me.meeshy.infra.model.InfraException if there is none; the message lists those that there are
     */
    public ServiceStatus service(String service) {
        return services.stream()
                .filter(row -> row.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new me.meeshy.infra.model.InfraException("environment '" + environment
                        + "' has no service '" + service + "'; it has "
                        + services.stream().map(ServiceStatus::service).toList()));
    }

    /**
     * Whether every service of the stack runs and none is unhealthy, or has ended with exit code 0.
     *
     * @return true if nothing needs a look
     */
    public boolean allWell() {
        return services.stream()
                .filter(row -> !row.orphan())
                .allMatch(row -> row.state()
                        .filter(state -> state.running()
                                ? state.health() != ContainerState.Health.UNHEALTHY
                                : state.status() == ContainerState.Status.EXITED
                                        && state.exitCode().orElse(-1) == 0)
                        .isPresent());
    }

    /**
     * A table for people.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        return environment + " (project " + project + ", " + role + ")\n" + table().toText("  ");
    }

    /**
     * The table in Markdown.
     *
     * @return several lines
     */
    public String toMarkdown() {
        return table().toMarkdown();
    }

    /**
     * The status as JSON.
     *
     * @return an object with {@code environment}, {@code role}, {@code project} and {@code services}
     */
    public String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("environment", environment);
        json.put("role", role.name());
        json.put("project", project);
        json.put("services", services.stream().map(EnvironmentStatus::asMap).toList());
        return Json.write(json);
    }

    private static Map<String, Object> asMap(ServiceStatus row) {
        var map = new LinkedHashMap<String, Object>();
        map.put("service", row.service());
        map.put("container", row.container());
        map.put("state", row.state().map(state -> state.status().engineName()).orElse("absent"));
        map.put("health", row.healthInWords());
        row.state().ifPresent(state -> state.exitCode().ifPresent(code -> map.put("exitCode", code)));
        map.put("image", row.image());
        map.put("ports", row.ports().stream().map(PublishedPort::toString).toList());
        row.started().ifPresent(moment -> map.put("started", moment.toString()));
        map.put("orphan", row.orphan());
        return map;
    }

    private TextTable table() {
        var table = TextTable.of("SERVICE", "CONTAINER", "STATE", "HEALTH", "IMAGE", "PORTS", "STARTED");
        services.forEach(row -> table.row(
                row.service(),
                row.container(),
                row.stateInWords(),
                row.healthInWords(),
                row.image(),
                row.ports().stream().map(PublishedPort::toString).collect(Collectors.joining(", ")),
                row.started().map(Object::toString).orElse("-")));
        return table;
    }
}
