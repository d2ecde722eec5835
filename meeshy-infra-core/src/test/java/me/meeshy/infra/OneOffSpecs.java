package me.meeshy.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;

/** A container by itself. */
final class OneOffSpecs {

    private OneOffSpecs() {}

    static ContainerSpec idle(String name, Map<String, String> labels) {
        return ContainerSpec.builder(name, "redis:8-alpine")
                .entrypoint(Optional.of(List.of("sleep", "1000")))
                .labels(labels)
                .build();
    }
}
