package me.meeshy.infra.mongo.compare;

/**
 * How many documents differ between two readings of a collection, told by their {@code _id}.
 *
 * @param onlyInFirst how many are in the first reading only
 * @param onlyInSecond how many are in the second reading only
 * @param different how many are in both, with other content
 */
public record DocumentDifferences(long onlyInFirst, long onlyInSecond, long different) {}
