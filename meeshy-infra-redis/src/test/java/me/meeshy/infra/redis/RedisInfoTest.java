package me.meeshy.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisInfoTest {

    /** As a redis-server 7.0.15 answered it, shortened. */
    private static final String RECORDED = """
            # Server\r
            redis_version:7.0.15\r
            # Memory\r
            used_memory:1082232\r
            maxmemory:0\r
            # Replication\r
            role:slave\r
            master_host:10.0.0.2\r
            master_link_status:up\r
            # Cluster\r
            cluster_enabled:0\r
            \r
            # Keyspace\r
            db0:keys=3,expires=1,avg_ttl=86399\r
            db12:keys=20,expires=0,avg_ttl=0,subexpiry=0\r
            """;

    @Test
    void parseReadsFields() {
        RedisInfo info = RedisInfo.parse(RECORDED);

        assertThat(info.text("redis_version")).isEqualTo("7.0.15");
        assertThat(info.number("used_memory")).isEqualTo(1082232);
        assertThat(info.isReplica()).isTrue();
        assertThat(info.isCluster()).isFalse();
        assertThat(info.keysByDatabase()).isEqualTo(Map.of(0, 3L, 12, 20L));
    }

    @Test
    void fieldWhenServerDoesNotSayItIsEmptyOrZero() {
        RedisInfo info = RedisInfo.parse("role:master\r\ndb0:odd\r\nmaxmemory:many\r\n");

        assertThat(info.text("aof_last_write_status")).isEmpty();
        assertThat(info.number("maxmemory")).isZero();
        assertThat(info.isReplica()).isFalse();
        assertThat(info.keysByDatabase()).isEmpty();
    }
}
