package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ImageDetails;
import org.junit.jupiter.api.Test;

class MountedImagesTest {

    private static final String TOOLS = "registry.example:5000/tools:1";
    private static final String DATA = "data@sha256:0123";

    private final ContainerSpec spec = ContainerSpec.builder("web", "image:1")
            .mounts(List.of(
                    new MountSpec.OfImage(TOOLS, "/tools", Optional.empty()),
                    new MountSpec.OfImage(DATA, "/data", Optional.empty()),
                    new MountSpec.OfImage(TOOLS, "/again", Optional.empty())))
            .build();

    private static ImageDetails image(String id) {
        return new ImageDetails(id, List.of(), Set.of(), List.of(), Optional.empty(), Map.of());
    }

    private static List<String> changes(ContainerSpec spec, String label, Map<String, String> ids) {
        var images = new HashMap<String, ImageDetails>();
        ids.forEach((reference, id) -> images.put(reference, image(id)));
        return MountedImages.changes(spec, Map.of(Labels.MOUNTED_IMAGES, label), images);
    }

    @Test
    void changesWhenEachImageIsTheOneThatWasMountedAreNone() {
        assertThat(changes(
                        spec, DATA + "=sha256:2;" + TOOLS + "=sha256:1", Map.of(TOOLS, "sha256:1", DATA, "sha256:2")))
                .isEmpty();
    }

    @Test
    void changesWhenOneIsAnotherOneNameItOnce() {
        assertThat(changes(
                        spec, DATA + "=sha256:2;" + TOOLS + "=sha256:1", Map.of(TOOLS, "sha256:9", DATA, "sha256:2")))
                .containsExactly("the mounted image " + TOOLS + " is another one now");
    }

    @Test
    void changesWhenItIsNotKnownWhatWasMountedAreNone() {
        assertThat(MountedImages.changes(spec, Map.of(), Map.of(TOOLS, image("sha256:9"))))
                .isEmpty();
        assertThat(changes(spec, TOOLS + "=sha256:1", Map.of())).isEmpty();
    }
}
