package me.meeshy.infra.mongo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Compares options and indexes of two collections, whatever the order and number types in which servers tell them. */
public final class CollectionShape {

    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private CollectionShape() {}

    /**
     * What differs.
     *
     * @param silenced whether the TTL indexes of the actual collection were told to wait for ever
     */
    public static List<String> differences(
            CollectionDescription expected, CollectionDescription actual, boolean silenced) {
        List<String> found = new ArrayList<>();
        if (expected.kind() != actual.kind()) {
            found.add("is a " + actual.kind().word() + ", not a "
                    + expected.kind().word());
        }
        compare("option", options(expected), options(actual), found);
        compare("index", indexes(expected, silenced), indexes(actual, false), found);
        return found;
    }

    /** What of a collection that exists contradicts another one: its options, and indexes of one name that are not alike. */
    public static List<String> conflicts(CollectionDescription expected, CollectionDescription actual) {
        List<String> found = new ArrayList<>();
        compare("option", options(expected), options(actual), found);
        Map<String, String> there = indexes(actual, false);
        Map<String, String> wanted = indexes(expected, false);
        wanted.keySet().retainAll(there.keySet());
        there.keySet().retainAll(wanted.keySet());
        compare("index", wanted, there, found);
        return found;
    }

    private static void compare(
            String what, Map<String, String> expected, Map<String, String> actual, List<String> found) {
        expected.forEach((name, value) -> {
            String other = actual.get(name);
            if (other == null) {
                found.add(what + " " + name + " is missing");
            } else if (!other.equals(value)) {
                found.add(what + " " + name + " is " + other + ", not " + value);
            }
        });
        actual.forEach((name, value) -> {
            if (!expected.containsKey(name)) {
                found.add(what + " " + name + " is there, but should not");
            }
        });
    }

    private static Map<String, String> options(CollectionDescription description) {
        Map<String, String> options = new TreeMap<>();
        description.options().forEach((key, value) -> {
            if (!CollectionCreator.OBSOLETE.contains(key)) {
                options.put(key, text(value));
            }
        });
        return options;
    }

    private static Map<String, String> indexes(CollectionDescription description, boolean silenced) {
        Map<String, String> indexes = new TreeMap<>();
        for (BsonDocument each : CollectionCreator.creatable(description)) {
            Map<String, String> parts = new TreeMap<>();
            each.forEach((key, value) -> parts.put(key, text(value)));
            if (silenced && parts.containsKey("expireAfterSeconds")) {
                parts.put("expireAfterSeconds", text(new BsonInt32(CollectionCreator.NEVER_SECONDS)));
            }
            indexes.put(each.getString("name").getValue(), parts.toString());
        }
        return indexes;
    }

    /** Numbers are compared by value: servers tell 3600 as int32, int64 or double, as they were given it. */
    private static String text(BsonValue value) {
        BsonValue plain = value;
        if (value.isNumber()
                && value.asNumber().doubleValue() == value.asNumber().longValue()) {
            plain = new BsonInt64(value.asNumber().longValue());
        }
        String json = new BsonDocument("", plain).toJson(CANONICAL);
        return json.substring(json.indexOf(':') + 1, json.length() - 1).trim();
    }
}
