package me.meeshy.infra.mongo.model;

/**
 * How far a dump, restore or copy has come.
 *
 * @param namespace the database and collection that has just moved on
 * @param documents documents done so far, of all collections
 * @param bytes their bytes
 * @param expectedDocuments documents there are in all, as the source's statistics or the dump's manifest tell; 0 where unknown
 * @param expectedBytes their bytes; 0 where unknown
 */
public record TransferProgress(
        String namespace, long documents, long bytes, long expectedDocuments, long expectedBytes) {}
