package me.meeshy.infra.mongo.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import me.meeshy.infra.mongo.archive.ArchiveNamespace;
import me.meeshy.infra.mongo.archive.ArchiveReader;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import org.jspecify.annotations.Nullable;

/**
 * An archive's collections, as the files of a directory would have them.
 *
 * @param visitor takes them
 * @param archive the archive's name, for messages
 */
record ArchivedFiles(DumpSource.Visitor visitor, String archive) implements ArchiveReader.Visitor {

    /** The tools escape collections, but not what is none, such as {@code $admin.system.users}. */
    private static String file(String collection) {
        return collection.startsWith("$") ? collection : DumpNames.escape(collection);
    }

    @Override
    public void namespace(ArchiveNamespace namespace) throws IOException {
        if (!namespace.metadata().isEmpty()) {
            visitor.file(
                    namespace.database(),
                    file(namespace.collection()) + DumpNames.METADATA,
                    archive + ": " + namespace,
                    new ByteArrayInputStream(namespace.metadata().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Says that documents are to come. */
    void announce(ArchiveNamespace namespace) {
        String documents = namespace.documentsOf();
        visitor.announced(
                namespace.database(), file(documents), shown(namespace.database(), documents), FoundCollection.UNKNOWN);
    }

    private String shown(String database, String collection) {
        return archive + ": " + database + "." + collection;
    }

    @Override
    public @Nullable DocumentReceiver documents(String database, String collection) {
        return visitor.documents(database, file(collection), shown(database, collection));
    }
}
