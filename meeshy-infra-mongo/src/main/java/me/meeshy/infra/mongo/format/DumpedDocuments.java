package me.meeshy.infra.mongo.format;

import java.nio.file.Path;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.IdFirst;
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
        String wanted = DumpNames.fileName(collection) + ".bson";
        source.visit((database, name, shown, in) -> {
            if (name.equals(wanted)) {
                String namespace = database + "." + collection;
                new BsonStream(in, shown, namespace, deadline).forEach((bytes, offset, length) -> {
                    if (IdFirst.holds(bytes, offset)) {
                        sink.accept(bytes, offset, length);
                    } else {
                        sink.accept(IdFirst.arrange(bytes, offset, length, namespace), 0, length);
                    }
                });
            }
        });
    }
}
