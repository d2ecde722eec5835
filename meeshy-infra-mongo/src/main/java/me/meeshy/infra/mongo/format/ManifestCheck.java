package me.meeshy.infra.mongo.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;

/** Holds what was found in a dump against what its manifests say of it. */
final class ManifestCheck {

    private ManifestCheck() {}

    /** What a manifest knows is there, as it knows it, as far as it was read; and nothing else is. */
    static void check(String name, FoundDatabase database) {
        DumpManifest manifest = database.manifest().orElse(null);
        if (manifest == null) {
            return;
        }
        Map<String, FoundCollection> rest = new TreeMap<>();
        database.collections().forEach(each -> rest.put(each.file(), each));
        for (DumpManifest.Entry each : manifest.files()) {
            FoundCollection found = rest.remove(each.file());
            if (found == null) {
                throw wrong(name, each, DumpNames.BSON, "it is missing, but stands in the manifest");
            }
            if (!found.metadataHash().equals(each.metadata())) {
                throw wrong(name, each, DumpNames.METADATA, "it is not what the manifest says");
            }
            if (!found.unread()) {
                requireDocuments(name, each, found);
            }
        }
        if (!rest.isEmpty()) {
            throw new DumpFormatException(
                    database.manifestFile(), -1, null, "there are files it does not know: " + rest.keySet(), null);
        }
    }

    private static void requireDocuments(String name, DumpManifest.Entry entry, FoundCollection found) {
        DumpedCollection wanted = entry.collection();
        if (found.hash().documents() != wanted.documents()) {
            throw wrong(
                    name,
                    entry,
                    DumpNames.BSON,
                    "it holds " + found.hash().documents() + " documents, the manifest says " + wanted.documents());
        }
        if (!found.hash().equals(wanted.hash())) {
            throw wrong(name, entry, DumpNames.BSON, "its content is not what the manifest says");
        }
    }

    /** What stands above the databases of a whole deployment knows each of them. */
    static void databases(FoundDatabase root, Map<String, FoundDatabase> databases) {
        DumpManifest above = root.manifest().orElse(null);
        if (above == null || above.databases().isEmpty()) {
            return;
        }
        above.databases().forEach((name, hash) -> {
            FoundDatabase found = databases.get(name);
            if (found == null) {
                throw new DumpFormatException(
                        root.manifestFile(), -1, null, "the database " + name + " is missing, but stands in it", null);
            }
            if (!found.manifestHash().equals(hash)) {
                throw new DumpFormatException(
                        root.manifestFile(),
                        -1,
                        null,
                        "the manifest of " + name + " is not the one that it names",
                        null);
            }
        });
        TreeSet<String> unknown = new TreeSet<>(databases.keySet());
        unknown.removeAll(above.databases().keySet());
        if (!unknown.isEmpty()) {
            throw new DumpFormatException(
                    root.manifestFile(), -1, null, "there are databases it does not know: " + unknown, null);
        }
    }

    private static DumpFormatException wrong(String database, DumpManifest.Entry entry, String suffix, String reason) {
        return new DumpFormatException(
                entry.file() + suffix, -1, database + "." + entry.collection().name(), reason, null);
    }
}
