package me.meeshy.infra.mongo.model;

/**
 * One way in which a collection is not what it should be.
 *
 * @param namespace the database and collection
 * @param what what differs, both sides named
 */
public record Difference(String namespace, String what) {}
