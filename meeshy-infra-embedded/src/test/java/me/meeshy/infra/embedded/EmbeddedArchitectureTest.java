package me.meeshy.infra.embedded;

import me.meeshy.infra.ArchitectureRules;

class EmbeddedArchitectureTest extends ArchitectureRules {

    EmbeddedArchitectureTest() {
        super(EmbeddedEngine.class);
    }
}
