package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.model.Role;
import org.jspecify.annotations.Nullable;

/** Whether data may only be destroyed with a consent: by what the caller says, and by what the engine's labels say. */
public final class Guard {

    private Guard() {}

    /**
     * Why a consent is needed.
     *
     * @param environment the environment that it must name
     * @param why why, for people
     */
    public record Need(String environment, String why) {}

    /**
     * Whether deleting the volumes of a project needs a consent.
     *
     * @param engine is only read
     * @param project whose
     * @return the need, or empty if there is none
     */
    public static Optional<Need> ofVolumes(ContainerEngine engine, Project project) {
        Map<String, String> ours = Map.of(Labels.PROJECT, project.name());
        List<Map<String, String>> labels = Stream.concat(
                        engine.containers(ours).stream().map(ContainerSummary::labels),
                        engine.volumes(ours).stream().map(VolumeDetails::labels))
                .toList();
        return of(project.environment(), project.role(), labels);
    }

    /** What runs under another name or in another role than the caller says is guarded as what it is. */
    static Optional<Need> of(String environment, Role role, List<Map<String, String>> labels) {
        Set<String> guardedNames = new LinkedHashSet<>();
        var stated = new ArrayList<Role>();
        for (Map<String, String> of : labels) {
            Optional<Role> labelled = role(of.get(Labels.ROLE));
            labelled.ifPresent(stated::add);
            if (labelled.filter(Role.PRODUCTION::equals).isPresent()) {
                guardedNames.add(of.getOrDefault(Labels.ENVIRONMENT, environment));
            }
        }
        if (!guardedNames.isEmpty()) {
            return Optional.of(new Need(guardedNames.iterator().next(), "what is there bears the role PRODUCTION"));
        }
        if (role == Role.PRODUCTION) {
            return Optional.of(new Need(environment, "its role is PRODUCTION"));
        }
        boolean known = role != Role.UNKNOWN || (!stated.isEmpty() && !stated.contains(Role.UNKNOWN));
        return known ? Optional.empty() : Optional.of(new Need(environment, "nobody said what its role is"));
    }

    private static Optional<Role> role(@Nullable String label) {
        if (label == null) {
            return Optional.empty();
        }
        return Stream.of(Role.values())
                .filter(role -> role.name().equals(label))
                .findFirst();
    }
}
