package me.meeshy.infra.mongo.swap;

import java.util.Optional;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Keeps a second operator away: a collection whose options say who holds the target. Creating it is one atomic command that fails
 * if it is there, and dropping it by its UUID cannot drop somebody else's. The fence that counts is the UUID of each rename;
 * this one says it earlier and to a person.
 */
public final class TargetClaim {

    private static final int NAMESPACE_EXISTS = 48;

    private final MongoConnection connection;
    private final String database;
    private final String run;

    public TargetClaim(MongoConnection connection, String database, String run) {
        this.connection = connection;
        this.database = database;
        this.run = run;
    }

    public void acquire(String holder) {
        BsonDocument comment = new BsonDocument("run", new BsonString(run)).append("holder", new BsonString(holder));
        BsonDocument command = new BsonDocument("create", new BsonString(InternalNames.CLAIM))
                .append("validator", new BsonDocument("$comment", new BsonString(comment.toJson())))
                .append("writeConcern", WriteConcerns.confirmed(connection.deadline()));
        try {
            connection.run(database, command);
        } catch (DataException e) {
            if (e.serverCode().orElse(0) != NAMESPACE_EXISTS && !heldByUs()) {
                throw e;
            }
            if (!heldByUs()) {
                throw new DataException(
                        "the database " + database + " at " + connection.address() + " is held by "
                                + holder().map(known -> text(known, "holder")).orElse("nobody any more")
                                + "; if that run is over, run it again or resume it from its journal, which gives the database free",
                        e);
            }
        }
    }

    public void release() {
        Sight sight = Sight.of(connection, database);
        if (holder(sight).filter(known -> text(known, "run").equals(run)).isPresent()) {
            new Renaming(connection, database)
                    .drop(InternalNames.CLAIM, sight.at(InternalNames.CLAIM).flatMap(Sight.Found::uuid));
        }
    }

    /** Who holds it, in words, if anybody does. */
    public Optional<String> heldBy() {
        return holder().map(known -> text(known, "holder"));
    }

    private boolean heldByUs() {
        return holder().filter(known -> text(known, "run").equals(run)).isPresent();
    }

    private Optional<BsonDocument> holder() {
        return holder(Sight.of(connection, database));
    }

    private static Optional<BsonDocument> holder(Sight sight) {
        return sight.at(InternalNames.CLAIM)
                .map(found -> found.options().getDocument("validator", new BsonDocument()))
                .map(validator -> validator.isString("$comment")
                        ? BsonDocument.parse(validator.getString("$comment").getValue())
                        : new BsonDocument("holder", new BsonString("somebody who left no name")));
    }

    private static String text(BsonDocument document, String key) {
        return document.getString(key, new BsonString("")).getValue();
    }
}
