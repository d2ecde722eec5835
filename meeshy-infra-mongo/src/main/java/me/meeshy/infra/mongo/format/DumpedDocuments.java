package me.meeshy.infra.mongo.format;

import java.nio.file.Path;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.work.Deadline;

/** The documents of one collection in a dump of one database, as often as they are asked for. */
public final class DumpedDocuments {

    private final DumpSource source;
    private final String collection;
    private final Deadline deadline;

    public DumpedDocuments(Path dump, String collection, Deadline deadline) {
        this.source = new DumpSource(dump);
        this.collection = collection;
        this.deadline = deadline;
    }

    /** Reads them in the form in which a server stores them; none if the dump does not hold the collection. */
    public void each(DocumentSink sink) {
        source.documents(
                (database, file, shown) -> DumpNames.names(file, collection)
                        ? DocumentReceiver.asStored(database + "." + collection, sink)
                        : null,
                deadline);
    }
}
