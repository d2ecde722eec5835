package me.meeshy.infra.mongo.verify;

import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.ContentHash;

/**
 * What a collection must be.
 *
 * @param name its name
 * @param hash what it must hold
 * @param shape whose options and indexes it must have
 * @param silenced whether its TTL indexes wait for ever
 */
public record CollectionExpectation(String name, ContentHash hash, CollectionDescription shape, boolean silenced) {}
