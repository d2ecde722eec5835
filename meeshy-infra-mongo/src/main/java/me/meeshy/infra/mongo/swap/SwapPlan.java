package me.meeshy.infra.mongo.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What a swap is to do, as the journal records it before the first rename: with each collection's UUID, by which it is found
 * whatever its name is by then.
 *
 * @param entries what becomes of each collection
 * @param oldViews the target's views that go
 * @param newViews the source's views that come, those that others build on first
 */
public record SwapPlan(List<Entry> entries, List<View> oldViews, List<View> newViews) {

    /** The name of the record. */
    public static final String RECORD = "swap";

    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    public SwapPlan {
        entries = List.copyOf(entries);
        oldViews = List.copyOf(oldViews);
        newViews = List.copyOf(newViews);
    }

    /**
     * What becomes of one collection's name.
     *
     * @param number numbers the entries
     * @param live the name that people use
     * @param old what has it before the swap, if anything
     * @param fresh what is to have it, if anything
     */
    public record Entry(int number, String live, Optional<Side> old, Optional<Side> fresh) {}

    /**
     * A collection that takes part in a swap.
     *
     * @param uuid its identity; empty on a stand-in alone
     * @param ttl its TTL indexes with their real expireAfterSeconds
     */
    public record Side(Optional<UUID> uuid, Map<String, Long> ttl) {
        public Side {
            ttl = Map.copyOf(ttl);
        }
    }

    /**
     * A view.
     *
     * @param name its name
     * @param options viewOn, pipeline and collation
     */
    public record View(String name, BsonDocument options) {}

    public Map<String, Object> toFacts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("entries", entries.stream().map(SwapPlan::facts).toList());
        facts.put("oldViews", facts(oldViews));
        facts.put("newViews", facts(newViews));
        return facts;
    }

    public static SwapPlan of(Map<String, Object> facts) {
        var entries = new ArrayList<Entry>();
        for (Object each : (List<?>) Facts.required(facts, "entries")) {
            Map<?, ?> entry = (Map<?, ?>) each;
            entries.add(new Entry(
                    ((Long) Facts.required(entry, "number")).intValue(),
                    (String) Facts.required(entry, "live"),
                    Optional.ofNullable(entry.get("old")).map(SwapPlan::side),
                    Optional.ofNullable(entry.get("fresh")).map(SwapPlan::side)));
        }
        return new SwapPlan(entries, views(facts, "oldViews"), views(facts, "newViews"));
    }

    private static Map<String, Object> facts(Entry entry) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("number", entry.number());
        facts.put("live", entry.live());
        entry.old().ifPresent(side -> facts.put("old", facts(side)));
        entry.fresh().ifPresent(side -> facts.put("fresh", facts(side)));
        return facts;
    }

    private static Map<String, Object> facts(Side side) {
        var facts = new LinkedHashMap<String, Object>();
        side.uuid().ifPresent(uuid -> facts.put("uuid", uuid.toString()));
        facts.put("ttl", side.ttl());
        return facts;
    }

    private static Side side(Object recorded) {
        Map<?, ?> side = (Map<?, ?>) recorded;
        return new Side(
                Optional.ofNullable(side.get("uuid")).map(text -> UUID.fromString((String) text)),
                Facts.longs((Map<?, ?>) Facts.required(side, "ttl")));
    }

    public static List<Map<String, String>> facts(List<View> views) {
        return views.stream()
                .map(view ->
                        Map.of("name", view.name(), "options", view.options().toJson(CANONICAL)))
                .toList();
    }

    public static List<View> views(Map<String, Object> facts, String key) {
        return ((List<?>) Facts.required(facts, key))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .map(view -> new View((String) Facts.required(view, "name"), BsonDocument.parse((String)
                                Facts.required(view, "options"))))
                        .toList();
    }
}
