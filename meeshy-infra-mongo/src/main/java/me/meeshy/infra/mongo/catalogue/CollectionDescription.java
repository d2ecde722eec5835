package me.meeshy.infra.mongo.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * A collection or view as its server describes it.
 *
 * @param name its name
 * @param kind what it is
 * @param uuid its identity, which survives a rename; a view has none, nor has a stand-in's collection
 * @param options its options as listCollections tells them, UUID and idIndex excluded
 * @param idIndex the index of {@code _id} as create takes it; empty where there is none
 * @param indexes what listIndexes tells, {@code _id_} included
 * @param documents how many documents it held, as the server's statistics have it
 * @param bytes how large they were together
 */
public record CollectionDescription(
        String name,
        CollectionKind kind,
        Optional<UUID> uuid,
        BsonDocument options,
        BsonDocument idIndex,
        List<BsonDocument> indexes,
        long documents,
        long bytes) {

    private static final String BUCKETS = "system.buckets.";

    /** How large a document is on average; 0 where that is not known. */
    public long averageBytes() {
        return documents == 0 ? 0 : bytes / documents;
    }

    public boolean capped() {
        return options.getBoolean("capped", BsonBoolean.FALSE).getValue();
    }

    /** The collection that its documents stand in: a time series shows those of another, in its own way. */
    public String documentsIn() {
        return kind == CollectionKind.TIME_SERIES ? BUCKETS + name : name;
    }

    /** Whether the server judges documents before it stores them. */
    public boolean judged() {
        return options.containsKey("validator") || encrypted();
    }

    public boolean encrypted() {
        return options.containsKey("encryptedFields");
    }

    /** The same under another name. */
    public CollectionDescription named(String other) {
        return new CollectionDescription(other, kind, uuid, options, idIndex, indexes, documents, bytes);
    }

    /** The same with other options. */
    public CollectionDescription with(BsonDocument other) {
        return new CollectionDescription(name, kind, uuid, other, idIndex, indexes, documents, bytes);
    }

    /** The same without indexes but that of {@code _id}. */
    public CollectionDescription withoutIndexes() {
        return new CollectionDescription(name, kind, uuid, options, idIndex, List.of(), documents, bytes);
    }

    /** Its TTL indexes with the seconds they wait. */
    public Map<String, Long> ttl() {
        Map<String, Long> ttl = new LinkedHashMap<>();
        indexes.stream()
                .filter(index -> index.isNumber("expireAfterSeconds"))
                .forEach(index -> ttl.put(
                        index.getString("name").getValue(),
                        index.getNumber("expireAfterSeconds").longValue()));
        return ttl;
    }
}
