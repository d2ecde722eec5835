package me.meeshy.infra.embedded;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stand-in's data, which outlasts a restart of its container, and its door: where the stack sets a root user, clients log in by
 * SCRAM-SHA-256 as they would with a real server, and are refused if they do not.
 */
final class StandInBackend extends MemoryBackend {

    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final String MECHANISM = "SCRAM-SHA-256";
    /** What a client may ask before it has logged in. */
    private static final Set<String> OPEN_TO_ALL =
            Set.of("ismaster", "hello", "buildinfo", "ping", "saslstart", "saslcontinue", "endsessions", "getnonce");

    private final Map<Channel, ScramServer> talks = new ConcurrentHashMap<>();
    private final Set<Channel> loggedIn = ConcurrentHashMap.newKeySet();
    private volatile Optional<ScramServer.Account> account = Optional.empty();

    void requireLogin(String user, String password) {
        account = Optional.of(ScramServer.Account.of(user, password));
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (account.isPresent()) {
            if (command.equalsIgnoreCase("saslStart")) {
                return start(channel, query, account.get());
            }
            if (command.equalsIgnoreCase("saslContinue")) {
                return proceed(channel, query);
            }
            if (!loggedIn.contains(channel) && !OPEN_TO_ALL.contains(command.toLowerCase(java.util.Locale.ROOT))) {
                throw new MongoServerError(
                        UNAUTHORIZED, "Unauthorized", "command " + command + " requires authentication");
            }
        }
        if (database.equals("admin") && command.equalsIgnoreCase("listCollections")) {
            return new Document(
                            "cursor",
                            new Document("id", 0L)
                                    .append("ns", "admin.$cmd.listCollections")
                                    .append("firstBatch", List.of()))
                    .append("ok", 1.0);
        }
        // what it lacks is for its clients to find out from its answer, which it knows under the old name alone
        String known = command.equalsIgnoreCase("hello") ? "isMaster" : command;
        Document answer = super.handleCommand(channel, database, known, query);
        if (known.equalsIgnoreCase("isMaster")) {
            // sessions that read on their own need nothing of a server that has one copy of everything
            answer.append("logicalSessionTimeoutMinutes", 30);
        }
        if (account.isPresent() && query.containsKey("saslSupportedMechs")) {
            answer.append("saslSupportedMechs", List.of(MECHANISM));
        }
        return answer;
    }

    private Document start(Channel channel, Document query, ScramServer.Account known) {
        if (!MECHANISM.equals(query.get("mechanism"))) {
            throw new MongoServerError(
                    AUTHENTICATION_FAILED, "AuthenticationFailed", "the stand-in knows only " + MECHANISM);
        }
        var scram = new ScramServer(known);
        talks.put(channel, scram);
        return answer(scram.first(payload(query)).orElseThrow(StandInBackend::failed), false);
    }

    private Document proceed(Channel channel, Document query) {
        ScramServer scram = talks.get(channel);
        if (scram == null) {
            throw failed();
        }
        if (loggedIn.contains(channel)) {
            talks.remove(channel);
            return answer("", true);
        }
        String last = scram.last(payload(query)).orElseThrow(StandInBackend::failed);
        loggedIn.add(channel);
        // clients that do not skip it send one more, empty, message
        return answer(last, false);
    }

    private static Document answer(String payload, boolean done) {
        return new Document("conversationId", 1)
                .append("done", done)
                .append("payload", new BinData(payload.getBytes(StandardCharsets.UTF_8)))
                .append("ok", 1.0);
    }

    private static String payload(Document query) {
        Object payload = query.get("payload");
        if (payload instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (payload instanceof BinData data) {
            return new String(data.getData(), StandardCharsets.UTF_8);
        }
        throw failed();
    }

    private static MongoServerError failed() {
        return new MongoServerError(AUTHENTICATION_FAILED, "AuthenticationFailed", "Authentication failed.");
    }

    @Override
    public void handleClose(Channel channel) {
        talks.remove(channel);
        loggedIn.remove(channel);
        super.handleClose(channel);
    }

    /** A server that shuts down closes its backend, which then forgets everything; this one is opened again. */
    @Override
    public void close() {
        talks.clear();
        loggedIn.clear();
    }
}
