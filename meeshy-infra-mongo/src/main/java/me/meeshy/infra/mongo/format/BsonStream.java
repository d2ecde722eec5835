package me.meeshy.infra.mongo.format;

import java.io.InputStream;
import me.meeshy.infra.mongo.bson.BsonInput;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** Reads a file of documents, each checked before it is handed on, in memory for one document and a little more. */
public final class BsonStream {

    private final BsonInput in;
    private final @Nullable String namespace;

    public BsonStream(InputStream in, String file, @Nullable String namespace, Deadline deadline) {
        this.in = new BsonInput(in, file, deadline);
        this.namespace = namespace;
    }

    public void forEach(DocumentSink sink) {
        while (!in.atEnd(namespace)) {
            in.document(namespace, sink);
        }
    }
}
