package me.meeshy.infra.mongo.model;

/**
 * How far the building of a collection's indexes has come, as the server tells it.
 *
 * @param namespace the database and collection
 * @param indexes how many indexes are built at once
 * @param phase what the server is doing, in its words; empty where it does not say
 * @param done how much of this phase is done, in the server's units
 * @param total how much there is; 0 where it does not say
 */
public record IndexProgress(String namespace, int indexes, String phase, long done, long total) {}
