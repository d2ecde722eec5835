package me.meeshy.infra.mongo.server;

import java.util.function.Supplier;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * How a write concern stands in a command, and what is said where it was not met. A majority that is away is waited for in vain, so none
 * is waited for without end.
 */
public final class WriteConcerns {

    /** Longer than a majority that is there ever lags behind: the server slows its writers down before. */
    private static final int LONGEST_WAIT_MILLIS = 300_000;

    private static final int CONFIRM_MILLIS = 30_000;
    private static final int SHORTEST_WAIT_MILLIS = 1_000;

    private WriteConcerns() {}

    public static BsonDocument of(WriteSafety safety) {
        return concern(safety, LONGEST_WAIT_MILLIS);
    }

    /** Of what must be known to be safe before the next step, such as the record of what is about to be done. */
    public static BsonDocument confirmed(Deadline deadline) {
        int wait = Math.max(SHORTEST_WAIT_MILLIS, Math.min(CONFIRM_MILLIS, deadline.remainingMillis()));
        return concern(WriteSafety.MAJORITY_JOURNALED, wait);
    }

    private static BsonDocument concern(WriteSafety safety, int waitMillis) {
        BsonDocument concern = new BsonDocument("w", safety.majority() ? new BsonString("majority") : new BsonInt32(1));
        if (safety.journaled()) {
            concern.append("j", BsonBoolean.TRUE);
        }
        return safety.majority() ? concern.append("wtimeout", new BsonInt32(waitMillis)) : concern;
    }

    /**
     * Fails where a command was done, but is not known to be safe.
     *
     * @throws DataException with the server's code
     */
    public static void requireConfirmed(String what, String namespace, String address, BsonDocument reply) {
        requireConfirmed(what, namespace, address, reply, () -> "");
    }

    /**
     * Fails where a command was done, but is not known to be safe.
     *
     * @param done what is known to have been done, in words that follow a reason
     * @throws DataException with the server's code
     */
    public static void requireConfirmed(
            String what, String namespace, String address, BsonDocument reply, Supplier<String> done) {
        if (reply.containsKey("writeConcernError")) {
            BsonDocument error = reply.getDocument("writeConcernError");
            throw new DataException(
                    what + " on " + namespace + " at " + address + " is not confirmed to be safe: "
                            + error.getString("errmsg", new BsonString("no reason given"))
                                    .getValue()
                            + done.get()
                            + "; see that a majority of the replica set is up and keeps up, then run again",
                    null,
                    namespace,
                    error.getNumber("code", new BsonInt32(0)).intValue());
        }
    }
}
