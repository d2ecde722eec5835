package me.meeshy.infra.mongo;

/**
 * What a collection must be.
 *
 * @param name its name
 * @param hash what it must hold
 * @param shape whose options and indexes it must have
 * @param silenced whether its TTL indexes wait for ever
 */
record CollectionExpectation(String name, ContentHash hash, CollectionDescription shape, boolean silenced) {}
