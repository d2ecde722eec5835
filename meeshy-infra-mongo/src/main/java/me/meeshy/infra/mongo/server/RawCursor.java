package me.meeshy.infra.mongo.server;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.codecs.configuration.CodecRegistries;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection in batches of raw bytes, by {@code find} and {@code getMore} on one session of its own. A batch is
 * the server's reply as it came; its documents are found by their lengths, none is decoded. For use by one thread.
 */
public final class RawCursor implements AutoCloseable {

    /**
     * A reply of this size keeps the server busy, and several of them fit into a small heap. The driver reads it into memory of the next power of
     * two: with all that is around its documents it must stay below one.
     */
    private static final int REPLY_BYTES = 15 * 128 * 1024;

    /** More than this is no usual reply: of collections of large documents, few are read at the same time. */
    static final int LARGE_BYTES = 6 * 1024 * 1024;

    /** Each large reply is held twice, 34 MiB at most: as it comes, and as it is walked. The memory is the process's. */
    private static final Semaphore ROOM_FOR_LARGE =
            new Semaphore((int) Math.max(1, Math.min(16, Runtime.getRuntime().maxMemory() / (96L * 1024 * 1024))));

    private static final int MOST_DOCUMENTS = 50_000;
    private static final long UNKNOWN_DOCUMENT_BYTES = 1_024;

    private final MongoConnection connection;
    private final String database;
    private final String collection;
    private final ClientSession session;
    private final ReplyBuffer reply;
    private final MongoDatabase replies;
    private final BsonDocument filter;
    private final @Nullable BsonTimestamp at;
    private final Deadline deadline;

    private boolean opened;
    private long cursor;
    private int batchSize;

    /** How large the next reply is likely to be. */
    private long expected;

    private @Nullable BsonTimestamp clusterTime;

    private boolean ofMajority;

    /**
     * Prepares to read; the first {@link #next} asks the server.
     *
     * @param averageBytes how large a document is on average, or 0 where that is not known
     * @param at the cluster time to read at, or null to read what is there
     */
    public RawCursor(
            MongoConnection connection,
            String database,
            String collection,
            long averageBytes,
            @Nullable BsonTimestamp at,
            Deadline deadline) {
        this(connection, database, collection, new BsonDocument(), averageBytes, at, deadline);
    }

    /**
     * Prepares to read some of it.
     *
     * @param filter what find takes
     */
    public RawCursor(
            MongoConnection connection,
            String database,
            String collection,
            BsonDocument filter,
            long averageBytes,
            @Nullable BsonTimestamp at,
            Deadline deadline) {
        this.filter = filter;
        this.connection = connection;
        this.reply = connection.replyBuffers().take();
        this.database = database;
        this.collection = collection;
        this.at = at;
        this.deadline = deadline;
        this.batchSize = batchSizeFor(averageBytes == 0 ? UNKNOWN_DOCUMENT_BYTES : averageBytes);
        this.expected = batchSize * averageBytes;
        this.session = session(connection.client());
        MongoDatabase plain = connection.client().getDatabase(database);
        this.replies = plain.withCodecRegistry(
                CodecRegistries.fromRegistries(CodecRegistries.fromCodecs(reply.codec()), plain.getCodecRegistry()));
    }

    private static ClientSession session(MongoClient client) {
        return client.startSession(com.mongodb.ClientSessionOptions.builder()
                .causallyConsistent(false)
                .build());
    }

    private static int batchSizeFor(long averageBytes) {
        return (int) Math.max(2, Math.min(MOST_DOCUMENTS, REPLY_BYTES / Math.max(1, averageBytes)));
    }

    /** Reads only what no primary can take back, where there are several servers. */
    public RawCursor ofMajority() {
        ofMajority = connection.replicaSet() && !connection.sharded();
        return this;
    }

    /**
     * Reads one batch and hands each of its documents over.
     *
     * @return false once everything has been read
     */
    public boolean next(DocumentSink sink) {
        if (opened && cursor == 0) {
            return false;
        }
        deadline.check("Reading " + database + "." + collection);
        boolean large = expected > LARGE_BYTES;
        if (large) {
            waitForRoom();
        }
        try {
            ask(opened ? getMore() : find());
            opened = true;
            walk(reply.bytes(), sink);
            expected = reply.bytes().length;
        } finally {
            if (large) {
                ROOM_FOR_LARGE.release();
            }
            if (reply.bytes().length > LARGE_BYTES) {
                reply.clear();
            }
        }
        return true;
    }

    private void waitForRoom() {
        try {
            if (!ROOM_FOR_LARGE.tryAcquire(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw deadline.expired("Reading " + database + "." + collection);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("Reading " + database + "." + collection + " was interrupted", e);
        }
    }

    private void ask(BsonDocument command) {
        try {
            replies.runCommand(session, command, ReadPreference.primary(), ReplyBuffer.class);
        } catch (MongoException e) {
            throw connection.failed(command.getFirstKey(), database, e);
        }
    }

    /** The cluster time that the server read at, once it was asked to read a snapshot. */
    public Optional<BsonTimestamp> clusterTime() {
        return Optional.ofNullable(clusterTime);
    }

    private BsonDocument find() {
        BsonDocument command = new BsonDocument("find", new BsonString(collection))
                .append("batchSize", new BsonInt32(batchSize))
                .append("maxTimeMS", new BsonInt32(deadline.remainingMillis()));
        if (!filter.isEmpty()) {
            command.append("filter", filter);
        }
        if (at != null) {
            command.append(
                    "readConcern", new BsonDocument("level", new BsonString("snapshot")).append("atClusterTime", at));
        } else if (ofMajority) {
            command.append("readConcern", new BsonDocument("level", new BsonString("majority")));
        }
        return command;
    }

    private BsonDocument getMore() {
        return new BsonDocument("getMore", new BsonInt64(cursor))
                .append("collection", new BsonString(collection))
                .append("batchSize", new BsonInt32(batchSize));
    }

    private void walk(byte[] bytes, DocumentSink sink) {
        int at = Integer.BYTES;
        while (bytes[at] != 0) {
            int value = RawBson.afterName(bytes, at);
            if (bytes[at] == 0x03 && RawBson.name(bytes, at).equals("cursor")) {
                walkCursor(bytes, value, sink);
                return;
            }
            at = RawBson.afterValue(bytes, bytes[at], value);
        }
        throw new DataException("The server's reply to a read of " + database + "." + collection + " holds no cursor");
    }

    private void walkCursor(byte[] bytes, int document, DocumentSink sink) {
        int batch = -1;
        int at = document + Integer.BYTES;
        while (bytes[at] != 0) {
            int value = RawBson.afterName(bytes, at);
            switch (RawBson.name(bytes, at)) {
                case "id" -> cursor = RawBson.int64(bytes, value);
                case "firstBatch", "nextBatch" -> batch = value;
                case "atClusterTime" -> clusterTime = new BsonTimestamp(RawBson.int64(bytes, value));
                default -> {
                    // ns, partialResultsReturned and what later servers add
                }
            }
            at = RawBson.afterValue(bytes, bytes[at], value);
        }
        if (batch < 0) {
            throw new DataException(
                    "The server's reply to a read of " + database + "." + collection + " holds no batch");
        }
        walkBatch(bytes, batch, sink);
    }

    private void walkBatch(byte[] bytes, int array, DocumentSink sink) {
        int documents = 0;
        long size = 0;
        int at = array + Integer.BYTES;
        while (bytes[at] != 0) {
            int document = RawBson.afterName(bytes, at);
            int length = RawBson.int32(bytes, document);
            sink.accept(bytes, document, length);
            documents++;
            size += length;
            at = document + length;
        }
        if (documents > 0) {
            batchSize = batchSizeFor(size / documents);
        }
    }

    /** Lets go of the server's cursor where it was not read to its end. */
    @Override
    public void close() {
        try (session) {
            if (cursor != 0) {
                connection.runRaw(
                        session,
                        database,
                        new BsonDocument("killCursors", new BsonString(collection))
                                .append("cursors", new BsonArray(java.util.List.of(new BsonInt64(cursor)))));
            }
        } catch (RuntimeException e) {
            // The server ends an idle cursor by itself; the failure that stopped the reading is the one to tell.
            org.slf4j.LoggerFactory.getLogger(RawCursor.class)
                    .debug("the cursor on {}.{} was not closed", database, collection, e);
        } finally {
            connection.replyBuffers().giveBack(reply);
        }
    }
}
