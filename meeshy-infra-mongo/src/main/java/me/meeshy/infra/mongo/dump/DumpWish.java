package me.meeshy.infra.mongo.dump;

import me.meeshy.infra.mongo.model.WantedConsistency;

/**
 * What a dump is to be.
 *
 * @param what what is dumped, and in which form, in words: a dump that goes on with another must have the same
 * @param consistency how it has to hang together
 * @param oplog whether the oplog is part of it in any case
 * @param acrossMoments whether one that goes on with another may be of several moments
 */
public record DumpWish(String what, WantedConsistency consistency, boolean oplog, boolean acrossMoments) {}
