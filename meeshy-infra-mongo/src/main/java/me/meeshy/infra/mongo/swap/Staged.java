package me.meeshy.infra.mongo.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.model.ContentHash;

/**
 * What was staged, as the journal has it.
 *
 * @param collections each staged collection
 * @param views the source's views
 * @param consistency how what was read hangs together, in words
 */
public record Staged(List<One> collections, List<SwapPlan.View> views, String consistency) {

    /** The name of the record. */
    public static final String RECORD = "staged";

    /**
     * A staged collection.
     *
     * @param number numbers it
     * @param live the name that it is to have
     * @param uuid its identity; empty on a stand-in alone
     * @param bytes their size
     * @param hash what they are
     * @param ttl its TTL indexes with their real expireAfterSeconds
     */
    public record One(
            int number, String live, Optional<UUID> uuid, long bytes, ContentHash hash, Map<String, Long> ttl) {}

    public Map<String, Object> toFacts() {
        var facts = new LinkedHashMap<String, Object>();
        var entries = new ArrayList<Map<String, Object>>();
        for (One each : collections) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("number", each.number());
            entry.put("live", each.live());
            each.uuid().ifPresent(uuid -> entry.put("uuid", uuid.toString()));
            entry.put("bytes", each.bytes());
            entry.put("hash", each.hash().toString());
            entry.put("ttl", each.ttl());
            entries.add(entry);
        }
        facts.put("collections", entries);
        facts.put("views", SwapPlan.facts(views));
        facts.put("consistency", consistency);
        return facts;
    }

    public static Staged of(Map<String, Object> facts) {
        var collections = new ArrayList<One>();
        for (Object each : (List<?>) Facts.required(facts, "collections")) {
            Map<?, ?> entry = (Map<?, ?>) each;
            collections.add(new One(
                    ((Long) Facts.required(entry, "number")).intValue(),
                    (String) Facts.required(entry, "live"),
                    Optional.ofNullable(entry.get("uuid")).map(text -> UUID.fromString((String) text)),
                    (Long) Facts.required(entry, "bytes"),
                    ContentHash.parse((String) Facts.required(entry, "hash")),
                    Facts.longs((Map<?, ?>) Facts.required(entry, "ttl"))));
        }
        return new Staged(collections, SwapPlan.views(facts, "views"), (String) Facts.required(facts, "consistency"));
    }
}
