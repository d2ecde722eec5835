package me.meeshy.infra.examples.data;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.bson.Document;

/** Fills an empty database, with little memory: a batch at a time. Thread-safe. */
public final class Seeder {

    private static final int BATCH_DOCUMENTS = 1_000;
    private static final InsertManyOptions IN_ORDER = new InsertManyOptions().ordered(true);

    private final Dataset dataset;

    private Seeder(Dataset dataset) {
        this.dataset = dataset;
    }

    /**
     * Fills with a data set.
     *
     * @param dataset what to fill with
     * @return the seeder
     */
    public static Seeder of(Dataset dataset) {
        return new Seeder(dataset);
    }

    /**
     * Fills a database, unless there is something in it.
     *
     * @param database the database
     * @param progress is told how many documents are in, after each batch
     * @return false if there was something in it, which was left as it is
     */
    public boolean seedIfEmpty(MongoDatabase database, LongConsumer progress) {
        if (database.listCollectionNames().first() != null) {
            return false;
        }
        MongoDatabase quick = database.withWriteConcern(WriteConcern.W1);
        long done = 0;
        for (GeneratedCollection collection : dataset.collections()) {
            done = fill(quick, collection, done, progress);
        }
        dataset.views().forEach(database::runCommand);
        return true;
    }

    private long fill(MongoDatabase database, GeneratedCollection collection, long before, LongConsumer progress) {
        var create = new Document("create", collection.name());
        create.putAll(collection.options());
        database.runCommand(create);
        MongoCollection<Document> target = database.getCollection(collection.name());
        long done = before;
        var batch = new ArrayList<Document>(BATCH_DOCUMENTS);
        for (Document document : collection.documents()) {
            batch.add(document);
            if (batch.size() == BATCH_DOCUMENTS) {
                done += insert(target, batch);
                progress.accept(done);
            }
        }
        done += insert(target, batch);
        progress.accept(done);
        // afterwards: quicker than keeping them up to date all along
        if (!collection.indexes().isEmpty()) {
            database.runCommand(
                    new Document("createIndexes", collection.name()).append("indexes", collection.indexes()));
        }
        return done;
    }

    private static int insert(MongoCollection<Document> target, List<Document> batch) {
        int count = batch.size();
        if (count > 0) {
            target.insertMany(batch, IN_ORDER);
            batch.clear();
        }
        return count;
    }
}
