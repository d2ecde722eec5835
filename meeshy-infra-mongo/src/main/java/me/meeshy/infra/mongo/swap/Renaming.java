package me.meeshy.infra.mongo.swap;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * The commands of a swap, each acknowledged by a majority that has it in its journal: acknowledged by memory alone, a rename
 * is lost when the server is killed. Never {@code dropTarget}: it would destroy what a writer put under the name.
 */
public final class Renaming {

    /** A rename that waits behind an open transaction queues all writers behind itself, so it waits briefly and often. */
    public static final int WAIT_MILLIS = 2_000;

    /** The wire version of 4.4, the first that takes a comment with every command. */
    private static final int COMMENT_WIRE_VERSION = 9;

    private final MongoConnection connection;
    private final String database;
    private final Optional<String> mark;

    public Renaming(MongoConnection connection, String database) {
        this(connection, database, Optional.empty());
    }

    private Renaming(MongoConnection connection, String database, Optional<String> mark) {
        this.connection = connection;
        this.database = database;
        this.mark = mark;
    }

    /** One whose commands bear a mark, by which {@link CommandsOfRun} knows them while they are under way. */
    public Renaming marked(String with) {
        boolean takesComments =
                connection.hello().getNumber("maxWireVersion", new BsonInt32(0)).intValue() >= COMMENT_WIRE_VERSION;
        return new Renaming(connection, database, Optional.of(with).filter(any -> takesComments));
    }

    public String database() {
        return database;
    }

    /** Whether the server was waited for in vain the last time. */
    boolean serverLost() {
        return connection.lost();
    }

    public Sight look() {
        return Sight.of(connection, database);
    }

    /** Renames, and only the collection that is meant: the server refuses it if another has the name by now. */
    public void rename(String from, String to, Optional<UUID> uuid) {
        BsonDocument command = new BsonDocument("renameCollection", new BsonString(database + "." + from))
                .append("to", new BsonString(database + "." + to))
                .append("dropTarget", BsonBoolean.FALSE);
        uuid.ifPresent(known -> command.append("collectionUUID", binary(known)));
        run("admin", bounded(command));
    }

    /** Drops a collection, and only the one that is meant. */
    public void drop(String name, Optional<UUID> uuid) {
        BsonDocument command = new BsonDocument("drop", new BsonString(name));
        uuid.ifPresent(known -> command.append("collectionUUID", binary(known)));
        run(database, command);
    }

    public void dropView(String name) {
        run(database, bounded(new BsonDocument("drop", new BsonString(name))));
    }

    public void createView(SwapPlan.View view) {
        BsonDocument command = new BsonDocument("create", new BsonString(view.name()));
        view.options().forEach(command::append);
        run(database, bounded(command));
    }

    /** Lets TTL indexes wait for ever, so that nothing expires from data that nobody uses. */
    public void silence(String name, Map<String, Long> ttl) {
        ttl.keySet().forEach(index -> expireAfter(name, index, CollectionCreator.NEVER_SECONDS));
    }

    /** Gives TTL indexes their real values again. */
    public void wake(String name, Map<String, Long> ttl) {
        ttl.forEach((index, seconds) -> expireAfter(name, index, seconds));
    }

    private void expireAfter(String name, String index, long seconds) {
        run(
                database,
                bounded(new BsonDocument("collMod", new BsonString(name))
                        .append(
                                "index",
                                new BsonDocument("name", new BsonString(index))
                                        .append("expireAfterSeconds", new BsonInt64(seconds)))));
    }

    private static BsonDocument bounded(BsonDocument command) {
        return command.append("maxTimeMS", new BsonInt32(WAIT_MILLIS));
    }

    private void run(String on, BsonDocument command) {
        mark.ifPresent(text -> command.append("comment", new BsonString(text)));
        connection.run(on, command.append("writeConcern", WriteConcerns.confirmed(connection.deadline())));
    }

    private static BsonBinary binary(UUID uuid) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return new BsonBinary(BsonBinarySubType.UUID_STANDARD, bytes);
    }
}
