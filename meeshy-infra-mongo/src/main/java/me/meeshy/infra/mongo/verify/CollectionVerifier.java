package me.meeshy.infra.mongo.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.Difference;
import me.meeshy.infra.mongo.model.VerificationReport;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.CollectionShape;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.WorkJournal;
import me.meeshy.infra.mongo.work.Workers;
import org.jspecify.annotations.Nullable;

/** Holds collections against what is expected of them, several at a time. */
public final class CollectionVerifier {

    private static final int READERS = 2;

    private final MongoConnection connection;
    private final String database;
    private final Deadline deadline;
    private final Function<String, DocumentSink> observers;
    private WorkJournal journal = WorkJournal.none();
    private @Nullable ProgressMeter meter;

    public CollectionVerifier(MongoConnection connection, String database, Deadline deadline) {
        this(connection, database, deadline, collection -> (bytes, offset, length) -> {});
    }

    /** With somebody who is shown each document that is read, by one thread a collection. */
    public CollectionVerifier(
            MongoConnection connection, String database, Deadline deadline, Function<String, DocumentSink> observers) {
        this.connection = connection;
        this.database = database;
        this.deadline = deadline;
        this.observers = observers;
    }

    /** Takes what a journal knows as read. */
    public CollectionVerifier journaled(WorkJournal done) {
        this.journal = done;
        return this;
    }

    /** Tells how far it has come. */
    public CollectionVerifier telling(ProgressMeter progress) {
        this.meter = progress;
        return this;
    }

    public VerificationReport verify(List<CollectionExpectation> expectations) {
        long started = System.nanoTime();
        Map<String, CollectionDescription> actual = new HashMap<>();
        new CollectionCatalogue(connection).read(database).forEach(each -> actual.put(each.name(), each));
        List<Difference> differences = new ArrayList<>();
        AtomicLong documents = new AtomicLong();
        try (Workers readers = new Workers("Verifying " + database, READERS, deadline)) {
            for (CollectionExpectation each : expectations) {
                CollectionDescription found = actual.get(each.name());
                if (found == null) {
                    add(differences, each, "is missing");
                } else {
                    readers.submit(() -> compare(each, found, differences, documents));
                }
            }
            readers.await();
        }
        differences.sort(Comparator.comparing(Difference::namespace).thenComparing(Difference::what));
        return new VerificationReport(
                expectations.size(), documents.get(), differences, Duration.ofNanos(System.nanoTime() - started));
    }

    private void compare(
            CollectionExpectation expected,
            CollectionDescription found,
            List<Difference> differences,
            AtomicLong documents) {
        CollectionShape.differences(expected.shape(), found, expected.silenced())
                .forEach(what -> add(differences, expected, what));
        if (found.kind() == CollectionKind.VIEW) {
            return;
        }
        String part = found.name() + "/" + found.uuid().map(Object::toString).orElse("-");
        ContentHash hash = journal.done(part).map(ContentHash::parse).orElseGet(() -> {
            ContentHash read = hash(found);
            journal.record(part, read.toString());
            return read;
        });
        documents.addAndGet(hash.documents());
        if (hash.documents() != expected.hash().documents()) {
            add(
                    differences,
                    expected,
                    "holds " + hash.documents() + " documents, not "
                            + expected.hash().documents());
        } else if (!hash.equals(expected.hash())) {
            add(differences, expected, "holds other content: hash " + hash + ", not " + expected.hash());
        }
    }

    /** What a collection holds now. */
    public ContentHash hash(CollectionDescription collection) {
        ContentHasher hasher = new ContentHasher();
        DocumentSink observer = observers.apply(collection.name());
        // The content of a time series is that of its buckets: measurements have neither an order nor an _id to go by.
        String store = collection.kind() == CollectionKind.TIME_SERIES
                ? "system.buckets." + collection.name()
                : collection.name();
        try (RawCursor cursor = new RawCursor(connection, database, store, collection.averageBytes(), null, deadline)) {
            boolean more = true;
            while (more) {
                long[] batch = {0, 0};
                more = cursor.next((bytes, offset, length) -> {
                    hasher.add(bytes, offset, length);
                    observer.accept(bytes, offset, length);
                    batch[0]++;
                    batch[1] += length;
                });
                if (meter != null) {
                    meter.add(database + "." + collection.name(), batch[0], batch[1]);
                }
            }
        }
        return hasher.hash();
    }

    private void add(List<Difference> differences, CollectionExpectation expected, String what) {
        synchronized (differences) {
            differences.add(new Difference(database + "." + expected.name(), what));
        }
    }
}
