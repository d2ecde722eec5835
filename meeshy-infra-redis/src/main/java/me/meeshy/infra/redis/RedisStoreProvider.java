package me.meeshy.infra.redis;

import java.util.Map;
import me.meeshy.infra.migration.DataStore;
import me.meeshy.infra.migration.DataStoreProvider;

/** Makes a {@link RedisStore} again from a journal. Found by {@link java.util.ServiceLoader}; not called by users. */
public final class RedisStoreProvider implements DataStoreProvider {

    /** Called by the service loader. */
    public RedisStoreProvider() {}

    @Override
    public String kind() {
        return RedisStore.KIND;
    }

    @Override
    public DataStore restore(Map<String, String> settings) {
        return RedisStore.restore(settings);
    }
}
