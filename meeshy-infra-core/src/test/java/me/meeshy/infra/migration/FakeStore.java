package me.meeshy.infra.migration;

import java.util.LinkedHashMap;
import java.util.Map;

/** A store of {@link TwoEnvironments}, found again from a journal as long as this process lives. */
record FakeStore(String environments, String service, String name, boolean derived) implements DataStore {

    static final String KIND = "fake";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("environments", environments);
        settings.put("service", service);
        settings.put("name", name);
        settings.put("derived", Boolean.toString(derived));
        return settings;
    }

    @Override
    public StoreMigration open(StoreContext context) {
        return new FakeStoreMigration(
                this,
                TwoEnvironments.named(environments),
                TwoEnvironments.named(environments).data(name),
                context);
    }
}
