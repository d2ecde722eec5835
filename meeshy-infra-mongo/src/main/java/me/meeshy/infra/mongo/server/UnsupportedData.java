package me.meeshy.infra.mongo.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.UnsupportedDataException;

/** Finds what is not carried over, before anything is touched. */
public final class UnsupportedData {

    private static final int MOST_NAMESPACE_BYTES = 255;

    private UnsupportedData() {}

    public static void forCopy(
            MongoConnection source,
            String database,
            MongoConnection target,
            Map<CollectionDescription, String> selected) {
        Map<String, String> reasons = new TreeMap<>();
        notSharded(source, database, reasons);
        notSharded(target, database, reasons);
        selected.forEach((each, staged) -> {
            String namespace = database + "." + each.name();
            common(namespace, each, reasons);
            if (each.kind() == CollectionKind.TIME_SERIES) {
                reasons.put(
                        namespace, "time series cannot be renamed, so they are not copied yet; dump and restore them");
            }
            if (each.kind() == CollectionKind.VIEW) {
                reasons.put(namespace, "a view holds no data to be copied");
            }
            if (each.encrypted()) {
                reasons.put(namespace, "Queryable Encryption keeps the names of its state collections in its metadata");
            }
            name(database, staged, reasons);
        });
        orThrow("Not everything of " + database + " can be copied", reasons);
    }

    public static void forDump(MongoConnection source, String database, List<CollectionDescription> catalogue) {
        Map<String, String> reasons = new TreeMap<>();
        notSharded(source, database, reasons);
        catalogue.forEach(each -> common(database + "." + each.name(), each, reasons));
        orThrow("Not everything of " + database + " can be dumped", reasons);
    }

    public static void name(String database, String collection, Map<String, String> reasons) {
        String namespace = database + "." + collection;
        if (collection.isEmpty() || collection.contains("$")) {
            reasons.put(namespace, "servers refuse names that are empty or hold a $");
        } else if (namespace.getBytes(StandardCharsets.UTF_8).length > MOST_NAMESPACE_BYTES) {
            reasons.put(namespace, "database and name together have more than " + MOST_NAMESPACE_BYTES + " bytes");
        }
    }

    private static void common(String namespace, CollectionDescription each, Map<String, String> reasons) {
        if (each.name().contains("$")) {
            reasons.put(namespace, "servers refuse to create names that hold a $");
        }
    }

    private static void notSharded(MongoConnection connection, String database, Map<String, String> reasons) {
        if (connection.sharded()) {
            reasons.put(database, connection.address() + " is a sharded cluster, which is not supported yet");
        }
    }

    public static void orThrow(String what, Map<String, String> reasons) {
        if (!reasons.isEmpty()) {
            throw new UnsupportedDataException(what, reasons);
        }
    }
}
