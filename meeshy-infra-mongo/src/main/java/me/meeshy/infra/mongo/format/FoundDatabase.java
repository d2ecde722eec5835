package me.meeshy.infra.mongo.format;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.jspecify.annotations.Nullable;

/** What was found of one database in a dump. */
public final class FoundDatabase {

    private final Map<String, FoundCollection> files = new TreeMap<>();
    private final Set<String> usersAndRoles = new HashSet<>();
    private @Nullable DumpManifest manifest;
    private String manifestFile = "";
    private String manifestHash = "";

    public Optional<DumpManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    public List<FoundCollection> collections() {
        return List.copyOf(files.values());
    }

    public boolean holdsUsersAndRoles() {
        return !usersAndRoles.isEmpty();
    }

    /** The manifest's path within the dump, for messages. */
    String manifestFile() {
        return manifestFile;
    }

    /** The SHA-256 of the manifest. */
    String manifestHash() {
        return manifestHash;
    }

    /** The collection whose files have a name. */
    FoundCollection collection(String file) {
        return files.computeIfAbsent(file, FoundCollection::new);
    }

    void usersAndRoles(String file) {
        usersAndRoles.add(file);
    }

    /** Takes its manifest, once. */
    void manifest(DumpManifest read, String shown, String databaseName, byte[] json) {
        if (manifest != null) {
            throw new DumpFormatException(shown, -1, null, "there is another manifest of " + databaseName, null);
        }
        manifest = read;
        manifestFile = shown;
        manifestHash = DumpScan.sha256(json);
    }

    /** Takes from its manifest how much there is to come. */
    void expect() {
        if (manifest != null) {
            for (DumpManifest.Entry each : manifest.files()) {
                FoundCollection found = files.get(each.file());
                if (found != null) {
                    found.expect(each.collection());
                }
            }
        }
    }
}
