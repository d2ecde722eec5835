package me.meeshy.infra.mongo;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.ContentHash;

/** What {@link MongoCopy} read from one collection, and the name that the copy stands under. Immutable. */
public final class CopiedCollection {

    private final CollectionDescription source;
    private final String stagedName;
    private final long bytes;
    private final ContentHash hash;
    private final Map<String, Long> silencedTtl;

    CopiedCollection(
            CollectionDescription source,
            String stagedName,
            long bytes,
            ContentHash hash,
            Map<String, Long> silencedTtl) {
        this.source = source;
        this.stagedName = stagedName;
        this.bytes = bytes;
        this.hash = hash;
        this.silencedTtl = Map.copyOf(silencedTtl);
    }

    /**
     * Its name at the source.
     *
     * @return the name without the database
     */
    public String sourceName() {
        return source.name();
    }

    /**
     * The name of the copy.
     *
     * @return the name without the database
     */
    public String stagedName() {
        return stagedName;
    }

    /**
     * How many documents were read.
     *
     * @return the count
     */
    public long documents() {
        return hash.documents();
    }

    /**
     * How large they are together.
     *
     * @return bytes, as BSON
     */
    public long bytes() {
        return bytes;
    }

    /**
     * What was read: the hash that the copy must have.
     *
     * @return the hash
     */
    public ContentHash hash() {
        return hash;
    }

    /**
     * The TTL indexes of the copy. They wait for ever, so that nothing expires from it before it is in use; collMod with
     * these values lets them expire documents again.
     *
     * @return names of indexes, each with its real {@code expireAfterSeconds}
     */
    public Map<String, Long> silencedTtl() {
        return silencedTtl;
    }

    /**
     * The identity of the source's collection when it was read.
     *
     * @return its UUID, which renames do not change; empty where the server has none
     */
    public Optional<UUID> sourceUuid() {
        return source.uuid();
    }

    /** Options and indexes at the source. */
    CollectionDescription source() {
        return source;
    }

    @Override
    public String toString() {
        return source.name() + " → " + stagedName + " " + hash;
    }
}
