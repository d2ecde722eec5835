package me.meeshy.infra.mongo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonDocument;

/** A dump as another tool may have written it, file by file: without a manifest, and not always in order. */
final class HandMadeDump {

    private final Path root;

    HandMadeDump(Path root) {
        this.root = root;
    }

    HandMadeDump documents(String database, String collection, String... json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String each : json) {
            bytes.write(RawBson.encode(BsonDocument.parse(each)));
        }
        Files.createDirectories(root.resolve(database));
        Files.write(root.resolve(database).resolve(collection + ".bson"), bytes.toByteArray());
        return this;
    }

    HandMadeDump metadata(String database, String collection, String json) throws IOException {
        Files.createDirectories(root.resolve(database));
        Files.write(
                root.resolve(database).resolve(collection + ".metadata.json"), json.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
