package me.meeshy.infra.migration;

import java.util.Map;
import java.util.Objects;

/** Makes a {@link FakeStore} again. */
public final class FakeStoreProvider implements DataStoreProvider {

    /** For the service loader. */
    public FakeStoreProvider() {}

    @Override
    public String kind() {
        return FakeStore.KIND;
    }

    @Override
    public DataStore restore(Map<String, String> settings) {
        return new FakeStore(
                Objects.requireNonNull(settings.get("environments")),
                Objects.requireNonNull(settings.get("service")),
                Objects.requireNonNull(settings.get("name")),
                Boolean.parseBoolean(settings.get("derived")));
    }
}
