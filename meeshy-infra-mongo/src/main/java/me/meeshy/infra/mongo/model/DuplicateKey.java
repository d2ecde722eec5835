package me.meeshy.infra.mongo.model;

import java.util.List;

/**
 * Documents that a unique index does not let stand together.
 *
 * @param namespace the database and collection that they would be restored to
 * @param index the index's name
 * @param key what they have in common, as text
 * @param ids their {@code _id}s as Extended JSON, shortened where they are long; up to ten
 */
public record DuplicateKey(String namespace, String index, String key, List<String> ids) {

    /**
     * Copies the list.
     *
     * @param namespace the database and collection that they would be restored to
     * @param index the index's name
     * @param key what they have in common, as text
     * @param ids their {@code _id}s as Extended JSON
     */
    public DuplicateKey {
        ids = List.copyOf(ids);
    }
}
