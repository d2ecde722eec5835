package me.meeshy.infra.mongo.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * @param databases where it stands above the databases of a whole deployment, the SHA-256 of the manifest of each
 */
public record DumpManifest(
        String database,
        String serverVersion,
        Instant at,
        String consistency,
        String usersAndRoles,
        List<Entry> files,
        Map<String, String> databases) {

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

    /** That of one database. */
    public DumpManifest(
            String database,
            String serverVersion,
            Instant at,
            String consistency,
            String usersAndRoles,
            List<Entry> files) {
        this(database, serverVersion, at, consistency, usersAndRoles, files, Map.of());
    }

    /** The same facts of other files. */
    public DumpManifest of(String name, List<Entry> entries, Map<String, String> below) {
        return new DumpManifest(name, serverVersion, at, consistency, usersAndRoles, entries, below);
    }

    public byte[] toJson() {
        BsonArray collections = new BsonArray();
        files.forEach(each -> collections.add(json(each)));
        BsonDocument json = new BsonDocument("format", new BsonInt32(FORMAT))
                .append("database", new BsonString(database))
                .append("serverVersion", new BsonString(serverVersion))
                .append("startedAt", new BsonString(at.toString()))
                .append("consistency", new BsonString(consistency))
                .append("usersAndRoles", new BsonString(usersAndRoles))
                .append("collections", collections);
        if (!databases.isEmpty()) {
            BsonArray below = new BsonArray();
            databases.forEach((name, hash) -> below.add(
                    new BsonDocument("name", new BsonString(name)).append("manifestSha256", new BsonString(hash))));
            json.append("databases", below);
        }
        return json.toJson(JSON).getBytes(StandardCharsets.UTF_8);
    }

    /** One collection's files, as a dump's journal has them, too. */
    static BsonDocument json(Entry entry) {
        DumpedCollection held = entry.collection();
        return new BsonDocument("name", new BsonString(held.name()))
                .append("file", new BsonString(entry.file()))
                .append("view", BsonBoolean.valueOf(held.view()))
                .append("documents", new BsonInt64(held.documents()))
                .append("bytes", new BsonInt64(held.bytes()))
                .append("contentHash", new BsonString(held.hash().toString()))
                .append("indexes", new BsonInt32(held.indexes()))
                .append("metadataSha256", new BsonString(entry.metadata()));
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
                            .toList(),
                    below(read));
        } catch (DumpFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser fails in as many ways as there are types: on numbers, dates, binaries, identities.
            throw new DumpFormatException(file, -1, null, "it is no manifest", e);
        }
    }

    private static Map<String, String> below(BsonDocument manifest) {
        Map<String, String> databases = new TreeMap<>();
        for (BsonValue each : manifest.getArray("databases", new BsonArray())) {
            databases.put(
                    each.asDocument().getString("name").getValue(),
                    each.asDocument().getString("manifestSha256").getValue());
        }
        return databases;
    }

    static Entry entry(BsonValue value) {
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
