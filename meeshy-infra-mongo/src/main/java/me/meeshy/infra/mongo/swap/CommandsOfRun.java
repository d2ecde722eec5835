package me.meeshy.infra.mongo.swap;

import java.util.List;
import java.util.Set;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonDocument;

/**
 * Commands that are told to be of one run by what they say: they name one of its collections, or are marked by
 * {@link Renaming}. That needs no connection of its own for each run, as a name of the application would.
 */
public final class CommandsOfRun implements Company {

    /** What changes names, options and views, and what fills collections: a build of an index does neither, and may take long. */
    private static final Set<String> CHANGING =
            Set.of("renameCollection", "collMod", "create", "drop", "insert", "applyOps");

    private final MongoConnection connection;
    private final String database;
    private final String stem;
    private final String mark;

    /**
     * Of the run whose collections have names that begin so, and whose other commands are so marked.
     */
    public CommandsOfRun(MongoConnection connection, String database, String stem, String mark) {
        this.connection = connection;
        this.database = database;
        this.stem = stem;
        this.mark = mark;
    }

    @Override
    public List<String> leftovers() {
        return CurrentOperations.visible(connection).stream()
                .filter(CurrentOperations::isActive)
                .filter(this::isOurs)
                .map(each -> CurrentOperations.describe(CurrentOperations.command(each)))
                .toList();
    }

    private boolean isOurs(BsonDocument operation) {
        BsonDocument command = CurrentOperations.command(operation);
        if (command.isEmpty() || !CHANGING.contains(command.getFirstKey())) {
            return false;
        }
        String ours = database + "." + stem;
        return CurrentOperations.text(operation, "ns").startsWith(ours)
                || CurrentOperations.text(command, command.getFirstKey()).startsWith(ours)
                || CurrentOperations.text(command, "to").startsWith(ours)
                || CurrentOperations.text(command, "comment").equals(mark);
    }

    @Override
    public String blockers() {
        return new ForeignClients(connection, database, mark, Set.of()).blockers();
    }

    /**
     * Waits until none is under way any more.
     *
     * @throws DataException if that takes longer than is waited for
     */
    public void await(Patience patience) {
        Patience.Waiting waiting = patience.begin();
        List<String> found = leftovers();
        while (!found.isEmpty()) {
            if (!waiting.again()) {
                throw new DataException("Commands of an earlier process still work on the database " + database + " at "
                        + connection.address() + ": " + String.join("; ", found) + blockers()
                        + "; nothing was done. Try again once they have ended");
            }
            found = leftovers();
        }
    }
}
