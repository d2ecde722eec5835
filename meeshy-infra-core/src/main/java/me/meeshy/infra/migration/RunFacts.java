package me.meeshy.infra.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import me.meeshy.infra.model.InfraException;

/**
 * What the first record of a journal says of its run: enough to finish, undo, roll back or clean up without the object that
 * began it.
 *
 * @param run the run's name
 * @param source the source's name
 * @param target the target's name
 * @param targetProject the project that the target runs as
 * @param holder who began it, in words
 * @param stores the stores, in their order
 * @param writers the services that are stopped before the swap
 * @param restarts the services that are restarted after it
 * @param validation the name of the validation that decides about the new data, where there is one
 * @param backups the folder for backups
 * @param notMoved what a migration does not move
 */
record RunFacts(
        String run,
        String source,
        String target,
        String targetProject,
        String holder,
        List<DataStore> stores,
        List<String> writers,
        List<String> restarts,
        Optional<String> validation,
        String backups,
        List<String> notMoved) {

    /** The name of the record. */
    static final String BEGUN = "begun";

    Map<String, Object> toFacts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("run", run);
        facts.put("source", source);
        facts.put("target", target);
        facts.put("targetProject", targetProject);
        facts.put("holder", holder);
        facts.put(
                "stores",
                stores.stream()
                        .map(store -> Map.of("kind", store.kind(), "settings", store.settings()))
                        .toList());
        facts.put("writers", writers);
        facts.put("restarts", restarts);
        validation.ifPresent(name -> facts.put("validation", name));
        facts.put("backups", backups);
        facts.put("notMoved", notMoved);
        return facts;
    }

    static RunFacts of(JournalRecord begun) {
        return new RunFacts(
                begun.text("run"),
                begun.text("source"),
                begun.text("target"),
                begun.text("targetProject"),
                begun.text("holder"),
                begun.list("stores").stream().map(RunFacts::store).toList(),
                texts(begun.list("writers")),
                texts(begun.list("restarts")),
                Optional.ofNullable(begun.facts().get("validation")).map(Object::toString),
                begun.text("backups"),
                texts(begun.list("notMoved")));
    }

    private static DataStore store(Object recorded) {
        if (!(recorded instanceof Map<?, ?> store)
                || !(store.get("kind") instanceof String kind)
                || !(store.get("settings") instanceof Map<?, ?> settings)) {
            throw new InfraException(
                    "the journal's first record describes a store in a way that this version cannot read");
        }
        var texts = new LinkedHashMap<String, String>();
        settings.forEach((name, value) -> texts.put((String) name, (String) value));
        for (DataStoreProvider provider :
                ServiceLoader.load(DataStoreProvider.class, RunFacts.class.getClassLoader())) {
            if (provider.kind().equals(kind)) {
                return provider.restore(texts);
            }
        }
        throw new InfraException("the journal names a store of the kind '" + kind
                + "', and no module that knows it is on the class path; add the one that the migration ran with");
    }

    private static List<String> texts(List<?> values) {
        var texts = new ArrayList<String>();
        values.forEach(value -> texts.add((String) value));
        return List.copyOf(texts);
    }
}
