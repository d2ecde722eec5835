package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.swap.Facts;

/** The backup of a database before it is replaced, and what the journal knows of it. */
final class StoreBackup {

    /** The name of the record. */
    static final String RECORD = "backed-up";

    private final String database;
    private final StoreJournal journal;

    StoreBackup(String database, StoreJournal journal) {
        this.database = database;
        this.journal = journal;
    }

    /**
     * A dump has its name only once it was read back against its manifest. What migrations made for themselves stays out: a
     * backup that is restored must not bring an old claim back, nor data that was parked.
     */
    void run(MongoEndpoint target, StoreContext context, Duration within) {
        DumpReport dump = MongoDump.of(target.uri())
                .database(database)
                .to(DumpFile.tarGz(context.backupFile("tar.gz")))
                .selecting(name -> !InternalNames.isInternal(name))
                .within(within)
                .onProgress(progress ->
                        context.progress(progress.namespace(), progress.documents(), progress.expectedDocuments()))
                .run();
        var hashes = new LinkedHashMap<String, String>();
        var bytes = new LinkedHashMap<String, Long>();
        dump.collections().stream().filter(each -> !each.view()).forEach(each -> {
            hashes.put(each.name(), each.hash().toString());
            bytes.put(each.name(), each.bytes());
        });
        var facts = new LinkedHashMap<String, Object>();
        facts.put("file", dump.path().orElseThrow().toString());
        facts.put("hashes", hashes);
        facts.put("bytes", bytes);
        journal.record(RECORD, facts);
    }

    /** Where the backup is, once there is one. */
    static Optional<Path> file(StoreJournal journal) {
        return journal.last(RECORD).map(record -> Path.of((String) Facts.required(record.facts(), "file")));
    }

    /** How large each collection was when it was backed up. */
    static Map<String, Long> bytes(StoreJournal journal) {
        return journal.last(RECORD)
                .map(record -> Facts.longs((Map<?, ?>) Facts.required(record.facts(), "bytes")))
                .orElse(Map.of());
    }

    /** What each collection held when it was backed up. */
    static Map<String, ContentHash> hashes(StoreJournal journal) {
        var hashes = new LinkedHashMap<String, ContentHash>();
        journal.last(RECORD)
                .ifPresent(record -> ((Map<?, ?>) Facts.required(record.facts(), "hashes"))
                        .forEach((name, hash) -> hashes.put((String) name, ContentHash.parse((String) hash))));
        return hashes;
    }
}
