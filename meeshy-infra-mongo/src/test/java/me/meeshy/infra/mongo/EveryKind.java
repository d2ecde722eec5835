package me.meeshy.infra.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;

/** A database that holds every kind of thing that a dump must carry over, and how to compare two databases without our own code. */
final class EveryKind {

    /** Every BSON type, deprecated ones included, in Extended JSON. */
    static final String EVERY_TYPE = """
            {"_id": %s, "double": {"$numberDouble": "-0.0"}, "nan": {"$numberDouble": "NaN"}, "string": "tëxt\\u0000 \\ud83d\\ude00", "document": {"a": {"b": [{}]}},
             "array": [1, "2", [], null], "binary": {"$binary": {"base64": "AQID", "subType": "80"}}, "oldBinary": {"$binary": {"base64": "AQID", "subType": "02"}},
             "uuid": {"$uuid": "3b241101-e2bb-4255-8caf-4136c566a962"}, "undefined": {"$undefined": true},
             "objectId": {"$oid": "507f1f77bcf86cd799439011"}, "true": true, "date": {"$date": {"$numberLong": "-62135596800000"}}, "null": null,
             "regex": {"$regularExpression": {"pattern": "^a/b", "options": "im"}}, "pointer": {"$dbPointer": {"$ref": "db.c", "$id": {"$oid": "507f1f77bcf86cd799439011"}}},
             "code": {"$code": "function() {}"}, "symbol": {"$symbol": "s"}, "scope": {"$code": "x", "$scope": {"y": 1}}, "int": {"$numberInt": "2147483647"},
             "timestamp": {"$timestamp": {"t": 42, "i": 7}}, "zero": {"$timestamp": {"t": 0, "i": 0}}, "nested": {"zero": {"$timestamp": {"t": 0, "i": 0}}},
             "long": {"$numberLong": "-9223372036854775808"}, "decimal": {"$numberDecimal": "1.10E-6143"}, "min": {"$minKey": 1}, "max": {"$maxKey": 1}, "": "no name"}
            """;

    static final List<String> ODD_NAMES = List.of(
            "with space",
            "a/b",
            "per%cent",
            "st*r",
            "naïve-日本語",
            "dotted.name",
            "til~de",
            "pl+us",
            "x..y",
            "n".repeat(200),
            "日".repeat(60));

    private EveryKind() {}

    static void fill(MongoDatabase database) {
        documents(database);
        indexes(database);
        options(database);
        for (String name : ODD_NAMES) {
            database.getCollection(name).insertOne(new Document("_id", name));
            database.getCollection(name).createIndex(new Document("x", 1));
        }
        database.createCollection("empty");
    }

    private static void documents(MongoDatabase database) {
        MongoCollection<BsonDocument> types = database.getCollection("types", BsonDocument.class);
        List<String> ids = List.of(
                "1",
                "\"text\"",
                "{\"$oid\": \"507f1f77bcf86cd799439012\"}",
                "{\"a\": 1, \"b\": 2}",
                "null",
                "true",
                "{\"$uuid\": \"3b241101-e2bb-4255-8caf-4136c566a963\"}",
                "{\"$numberDecimal\": \"5.5\"}",
                "{\"$date\": 0}",
                "{\"$minKey\": 1}",
                "{\"$maxKey\": 1}",
                "{\"$timestamp\": {\"t\": 0, \"i\": 0}}",
                "{\"$numberLong\": \"99\"}");
        for (String id : ids) {
            BsonDocument document = BsonDocument.parse(EVERY_TYPE.formatted(id));
            types.insertOne(document);
            types.updateOne(
                    new BsonDocument("_id", new BsonDocument("$eq", document.get("_id"))),
                    BsonDocument.parse("{$set: {zero: {$timestamp: {t: 0, i: 0}}}}"));
        }
        MongoCollection<BsonDocument> sizes = database.getCollection("sizes", BsonDocument.class);
        for (int bytes : new int[] {0, 100, 5_000, 1_000_000, 8_000_000, 16 * 1024 * 1024 - 27}) {
            sizes.insertOne(new BsonDocument("_id", new BsonInt32(bytes)).append("b", new BsonBinary(new byte[bytes])));
        }
        MongoCollection<BsonDocument> many = database.getCollection("many", BsonDocument.class);
        List<BsonDocument> batch = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            batch.add(new BsonDocument("_id", new BsonInt32(i)).append("text", new BsonString("value " + i % 97)));
        }
        many.insertMany(batch);
    }

    private static void indexes(MongoDatabase database) {
        database.getCollection("indexed")
                .insertMany(List.of(
                        Document.parse(
                                        "{_id: 1, a: 1, b: 'x', loc: {type: 'Point', coordinates: [1, 2]}, t: 'hello world', u: 'k'}")
                                .append("at", java.util.Date.from(Instant.now())),
                        Document.parse("{_id: 2, a: 2, t: 'goodbye', loc: {type: 'Point', coordinates: [3, 4]}}")));
        database.runCommand(Document.parse("""
                {createIndexes: 'indexed', indexes: [
                  {key: {u: 1}, name: 'unique sparse', unique: true, sparse: true},
                  {key: {at: 1}, name: 'ttl', expireAfterSeconds: 86400},
                  {key: {a: 1, b: -1}, name: 'partial', partialFilterExpression: {a: {$gt: 1}}},
                  {key: {t: 'text', b: 'text'}, name: 'text', weights: {t: 3, b: 7}, default_language: 'french'},
                  {key: {b: 1}, name: 'collation', collation: {locale: 'fr', strength: 2}},
                  {key: {'$**': 1}, name: 'wildcard', wildcardProjection: {a: 1}},
                  {key: {a: 'hashed'}, name: 'hashed'},
                  {key: {loc: '2dsphere'}, name: 'sphere'},
                  {key: {_id: 'hashed'}, name: 'hashed id'},
                  {key: {a: 1.0}, name: 'hidden', hidden: true}]}"""));
    }

    private static void options(MongoDatabase database) {
        database.runCommand(Document.parse("{create: 'capped', capped: true, size: 1048576, max: 1000}"));
        for (int i = 0; i < 1_500; i++) {
            database.getCollection("capped").insertOne(new Document("_id", i * 7 % 1_501));
        }
        database.getCollection("validated").insertOne(Document.parse("{_id: 'older than the rule'}"));
        database.runCommand(
                Document.parse(
                        "{collMod: 'validated', validator: {age: {$gte: 18}}, validationLevel: 'strict', validationAction: 'error'}"));
        database.runCommand(Document.parse("{create: 'collated', collation: {locale: 'fr', strength: 2}}"));
        database.runCommand(
                Document.parse(
                        "{createIndexes: 'collated', indexes: [{key: {a: 1}, name: 'inherited'}, {key: {b: 1}, name: 'simple', collation: {locale: 'simple'}}]}"));
        database.getCollection("collated").insertMany(List.of(new Document("_id", "é"), new Document("_id", "z")));
        database.runCommand(Document.parse(
                "{create: 'clustered', clusteredIndex: {key: {_id: 1}, unique: true, name: 'the cluster'}}"));
        database.getCollection("clustered").insertOne(new Document("_id", 5));
        database.runCommand(Document.parse(
                "{create: 'seen', viewOn: 'many', pipeline: [{$match: {_id: {$lt: 10}}}], collation: {locale: 'fr'}}"));
        database.runCommand(
                Document.parse(
                        "{create: 'a view on a view', viewOn: 'seen', pipeline: [{$project: {text: 0}}], collation: {locale: 'fr'}}"));
    }

    /** Everything that a database holds, read with the plain driver: options, indexes and the documents' own bytes. */
    static Map<String, Object> contents(MongoDatabase database) {
        Map<String, Object> contents = new TreeMap<>();
        for (BsonDocument each : database.listCollections(BsonDocument.class)) {
            String name = each.getString("name").getValue();
            if (name.startsWith("system.")) {
                continue;
            }
            contents.put(name + " options", each.getDocument("options").toJson());
            contents.put(name + " type", each.getString("type").getValue());
            if (!each.getString("type").getValue().equals("view")) {
                contents.put(
                        name + " idIndex",
                        each.getDocument("idIndex", new BsonDocument()).toJson());
                contents.put(name + " indexes", indexes(database, name));
            }
            List<String> documents = new ArrayList<>();
            for (RawBsonDocument document :
                    database.getCollection(name, RawBsonDocument.class).find()) {
                byte[] bytes = RawBson.bytes(document);
                documents.add(
                        bytes.length > 2_000
                                ? document.get("_id") + " " + java.util.Arrays.hashCode(bytes)
                                : Base64.getEncoder().encodeToString(bytes));
            }
            if (!each.getDocument("options").containsKey("capped")) {
                documents.sort(Comparator.naturalOrder());
            }
            contents.put(name + " documents", documents);
        }
        return contents;
    }

    private static List<String> indexes(MongoDatabase database, String name) {
        List<String> indexes = new ArrayList<>();
        for (BsonDocument index : database.getCollection(name).listIndexes(BsonDocument.class)) {
            BsonDocument sorted = new BsonDocument();
            new TreeMap<>(index).forEach(sorted::append);
            indexes.add(sorted.toJson());
        }
        indexes.sort(Comparator.naturalOrder());
        return indexes;
    }
}
