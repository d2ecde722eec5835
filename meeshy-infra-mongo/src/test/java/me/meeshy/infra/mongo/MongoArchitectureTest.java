package me.meeshy.infra.mongo;

import me.meeshy.infra.ArchitectureRules;

class MongoArchitectureTest extends ArchitectureRules {

    MongoArchitectureTest() {
        super(MongoCopy.class);
    }
}
