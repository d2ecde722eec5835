package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;

/**
 * Volumes without a name that a container took over from the one before it. The engine holds them for named ones, so that they
 * do not go with their container, and nothing on them tells whose they were. So they are noted before the container goes, as
 * the label of an empty volume of the project's: whoever ends what a killed process began finds them there.
 */
final class DiscardedVolumes {

    private DiscardedVolumes() {}

    /** Whether a container may have such: it took another's place. */
    static boolean outlive(ContainerSummary container) {
        return container.labels().containsKey(Labels.REPLACES)
                || container.labels().containsKey(Labels.REPLACE);
    }

    /** Notes that they are to go. */
    static void note(ContainerEngine engine, Project project, Set<String> names) {
        if (!names.isEmpty()) {
            String name = "meeshy-infra_discarded_" + project.name() + "_"
                    + UUID.randomUUID().toString().substring(0, 13);
            engine.createVolume(new VolumeSpec(
                    name, Optional.empty(), Map.of(), Labels.ofDiscarded(project, String.join(",", names))));
        }
    }

    /** What was noted and not removed yet, by whomever. */
    static List<VolumeDetails> notes(ContainerEngine engine, Project project) {
        return engine.volumes(Map.of(Labels.PROJECT, project.name())).stream()
                .filter(volume -> volume.labels().containsKey(Labels.DISCARDED))
                .toList();
    }

    /** Nothing but volumes without a name, whatever the note says. */
    static List<String> names(VolumeDetails note) {
        return Stream.of(note.labels().getOrDefault(Labels.DISCARDED, "").split(",", -1))
                .filter(AnonymousVolume::isOne)
                .toList();
    }
}
