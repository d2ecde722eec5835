package me.meeshy.infra.mongo.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What a dump must hold: stands beside its files, where mongorestore passes over it.
 *
 * @param database the database
 * @param serverVersion the version of the server that it was read from
 * @param at when it was begun
 * @param consistency how what was read hangs together, in words
 * @param usersAndRoles whether they are included, in words
 * @param files each file of documents and metadata
 */
public record DumpManifest(
        String database,
        String serverVersion,
        Instant at,
        String consistency,
        String usersAndRoles,
        List<Entry> files) {

    public static final String FILE_NAME = "meeshy-manifest.json";

    private static final int FORMAT = 1;
    private static final JsonWriterSettings JSON = JsonWriterSettings.builder()
            .outputMode(JsonMode.RELAXED)
            .indent(true)
            .build();

    /**
     * One collection's files.
     *
     * @param collection what it holds
     * @param file its name without suffix
     * @param metadata the SHA-256 of its metadata; empty where it has none
     */
    public record Entry(DumpedCollection collection, String file, String metadata) {}

    public byte[] toJson() {
        BsonArray collections = new BsonArray();
        for (Entry each : files) {
            DumpedCollection held = each.collection();
            collections.add(new BsonDocument("name", new BsonString(held.name()))
                    .append("file", new BsonString(each.file()))
                    .append("view", BsonBoolean.valueOf(held.view()))
                    .append("documents", new BsonInt64(held.documents()))
                    .append("bytes", new BsonInt64(held.bytes()))
                    .append("contentHash", new BsonString(held.hash().toString()))
                    .append("indexes", new BsonInt32(held.indexes()))
                    .append("metadataSha256", new BsonString(each.metadata())));
        }
        return new BsonDocument("format", new BsonInt32(FORMAT))
                .append("database", new BsonString(database))
                .append("serverVersion", new BsonString(serverVersion))
                .append("startedAt", new BsonString(at.toString()))
                .append("consistency", new BsonString(consistency))
                .append("usersAndRoles", new BsonString(usersAndRoles))
                .append("collections", collections)
                .toJson(JSON)
                .getBytes(StandardCharsets.UTF_8);
    }

    public static DumpManifest parse(String file, byte[] json) {
        try {
            BsonDocument read = JsonDepth.parse(file, null, json);
            if (read.getNumber("format").intValue() != FORMAT) {
                throw new DumpFormatException(
                        file,
                        -1,
                        null,
                        "its format is " + read.getNumber("format").intValue() + ", this version knows 1",
                        null);
            }
            return new DumpManifest(
                    read.getString("database").getValue(),
                    read.getString("serverVersion").getValue(),
                    Instant.parse(read.getString("startedAt").getValue()),
                    read.getString("consistency").getValue(),
                    read.getString("usersAndRoles").getValue(),
                    read.getArray("collections").stream()
                            .map(DumpManifest::entry)
                            .toList());
        } catch (DumpFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser fails in as many ways as there are types: on numbers, dates, binaries, identities.
            throw new DumpFormatException(file, -1, null, "it is no manifest", e);
        }
    }

    private static Entry entry(BsonValue value) {
        BsonDocument read = value.asDocument();
        DumpedCollection held = new DumpedCollection(
                read.getString("name").getValue(),
                read.getBoolean("view").getValue(),
                read.getNumber("bytes").longValue(),
                ContentHash.parse(read.getString("contentHash").getValue()),
                read.getNumber("indexes").intValue());
        return new Entry(
                held,
                read.getString("file").getValue(),
                read.getString("metadataSha256").getValue());
    }
}
