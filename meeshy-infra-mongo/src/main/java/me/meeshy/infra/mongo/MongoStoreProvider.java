package me.meeshy.infra.mongo;

import java.util.Map;
import me.meeshy.infra.migration.DataStore;
import me.meeshy.infra.migration.DataStoreProvider;

/** Makes a {@link MongoStore} again from a journal. */
public final class MongoStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MongoStoreProvider() {}

    @Override
    public String kind() {
        return MongoStore.KIND;
    }

    @Override
    public DataStore restore(Map<String, String> settings) {
        return MongoStore.restore(settings);
    }
}
