package me.meeshy.infra.redis;

import me.meeshy.infra.ArchitectureRules;

class RedisArchitectureTest extends ArchitectureRules {

    RedisArchitectureTest() {
        super(RedisChecks.class);
    }
}
