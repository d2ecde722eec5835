package me.meeshy.infra.mongo.model;

/**
 * A document that the server refused to store.
 *
 * @param namespace the database and collection
 * @param id the document's {@code _id} as Extended JSON, shortened where it is long
 * @param code the server's error code, such as 11000 for a duplicate key
 * @param reason the server's reason
 */
public record RefusedDocument(String namespace, String id, int code, String reason) {}
