/** Redis checks and the Redis step of a migration. */
module me.meeshy.infra.redis {
    requires transitive me.meeshy.infra.core;
    requires org.apache.commons.pool2;
    requires static transitive org.jspecify;
    requires redis.clients.jedis;

    exports me.meeshy.infra.redis;

    provides me.meeshy.infra.migration.DataStoreProvider with
            me.meeshy.infra.redis.RedisStoreProvider;
}
