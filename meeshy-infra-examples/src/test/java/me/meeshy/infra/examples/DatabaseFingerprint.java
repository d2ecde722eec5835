package me.meeshy.infra.examples;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.Document;

/**
 * What a database holds, as the server itself sums it up: its dbHash of each collection, indexes and options. Owes nothing to the library.
 *
 * @param hashes the server's hash by collection
 * @param indexes the indexes by collection
 * @param options options and view pipelines by collection or view
 */
record DatabaseFingerprint(
        Map<String, String> hashes, Map<String, List<Document>> indexes, Map<String, Document> options) {

    static DatabaseFingerprint of(MongoDatabase database) {
        var hashes = new TreeMap<String, String>();
        Document answer = database.runCommand(new Document("dbHash", 1));
        Objects.requireNonNull(answer.get("collections", Document.class))
                .forEach((name, hash) -> hashes.put(name, String.valueOf(hash)));
        // names views together with their database; the views themselves are among the options
        hashes.remove("system.views");
        var indexes = new TreeMap<String, List<Document>>();
        var options = new TreeMap<String, Document>();
        for (Document collection : database.listCollections()) {
            String name = collection.getString("name");
            if (!name.startsWith("system.")) {
                options.put(name, Objects.requireNonNull(collection.get("options", Document.class)));
            }
            if ("collection".equals(collection.getString("type")) && !name.startsWith("system.")) {
                var ofCollection = database.getCollection(name).listIndexes().into(new ArrayList<>());
                ofCollection.sort(Comparator.comparing(index -> index.getString("name")));
                indexes.put(name, ofCollection);
            }
        }
        return new DatabaseFingerprint(hashes, indexes, options);
    }

    /** Of the collections and views alone for which the other has an entry. */
    DatabaseFingerprint restrictedTo(DatabaseFingerprint other) {
        var someHashes = new TreeMap<>(hashes);
        someHashes.keySet().retainAll(other.hashes.keySet());
        var someIndexes = new TreeMap<>(indexes);
        someIndexes.keySet().retainAll(other.indexes.keySet());
        var someOptions = new TreeMap<>(options);
        someOptions.keySet().retainAll(other.options.keySet());
        return new DatabaseFingerprint(someHashes, someIndexes, someOptions);
    }
}
