/** Redis checks and the Redis step of a migration. */
module me.meeshy.infra.redis {
    requires transitive me.meeshy.infra.core;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires redis.clients.jedis;
}
