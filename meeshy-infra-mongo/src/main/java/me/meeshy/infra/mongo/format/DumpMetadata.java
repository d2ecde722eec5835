package me.meeshy.infra.mongo.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** A collection's {@code metadata.json}, as mongodump writes and reads it. */
public final class DumpMetadata {

    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private DumpMetadata() {}

    public static byte[] write(CollectionDescription described) {
        BsonDocument metadata = new BsonDocument();
        if (!described.options().isEmpty()) {
            metadata.append("options", described.options());
        }
        metadata.append("indexes", new BsonArray(described.indexes()));
        described
                .uuid()
                .ifPresent(uuid ->
                        metadata.append("uuid", new BsonString(uuid.toString().replace("-", ""))));
        metadata.append("collectionName", new BsonString(described.name()))
                .append("type", new BsonString(described.kind().word()));
        return metadata.toJson(CANONICAL).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads canonical Extended JSON, and the plain numbers of old dumps. */
    public static CollectionDescription read(String file, String nameOfFile, byte[] json) {
        try {
            BsonDocument read = json.length == 0 ? new BsonDocument() : JsonDepth.parse(file, nameOfFile, json);
            BsonDocument options = read.isDocument("options") ? read.getDocument("options") : new BsonDocument();
            options.remove("idIndex");
            String type = read.getString("type", new BsonString("")).getValue();
            CollectionKind kind = !type.isEmpty()
                    ? CollectionKind.of(type)
                    : options.containsKey("viewOn") ? CollectionKind.VIEW : CollectionKind.COLLECTION;
            List<BsonDocument> indexes = read.isArray("indexes")
                    ? read.getArray("indexes").stream()
                            .map(BsonValue::asDocument)
                            .toList()
                    : List.of();
            indexes.forEach(DumpMetadata::requireIndex);
            BsonDocument idIndex = indexes.stream()
                    .filter(each -> each.getString("name", new BsonString(""))
                            .getValue()
                            .equals("_id_"))
                    .findFirst()
                    .orElseGet(BsonDocument::new);
            return new CollectionDescription(
                    read.getString("collectionName", new BsonString(nameOfFile)).getValue(),
                    kind,
                    uuid(read.getString("uuid", new BsonString("")).getValue()),
                    options,
                    idIndex,
                    indexes,
                    0,
                    0);
        } catch (DumpFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser fails in as many ways as there are types: on numbers, dates, binaries, identities.
            throw new DumpFormatException(file, -1, nameOfFile, "it is no metadata of a collection", e);
        }
    }

    /** What is created from it later, after documents were loaded, must not fail for its form then. */
    private static void requireIndex(BsonDocument index) {
        if (!index.isString("name") || !index.isDocument("key")) {
            throw new BsonInvalidOperationException("an index without a name or a key");
        }
        boolean wrong = index.containsKey("expireAfterSeconds") && !index.isNumber("expireAfterSeconds");
        if (wrong) {
            throw new BsonInvalidOperationException("an index that expires after no number of seconds");
        }
    }

    /** 32 hexadecimal digits; what is something else identifies nothing. */
    private static Optional<UUID> uuid(String digits) {
        if (!digits.matches("[0-9a-fA-F]{32}")) {
            return Optional.empty();
        }
        return Optional.of(new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16)));
    }
}
