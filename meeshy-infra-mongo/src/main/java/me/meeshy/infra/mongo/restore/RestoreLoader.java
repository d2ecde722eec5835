package me.meeshy.infra.mongo.restore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.write.BatchAssembler;
import me.meeshy.infra.mongo.write.BatchInserter;
import me.meeshy.infra.mongo.write.BatchWriters;
import me.meeshy.infra.mongo.write.EmptyTimestamps;
import me.meeshy.infra.mongo.write.RefusedDocuments;

/** Carries documents from the files of a dump to their collections: one reader, which is far faster than the server, keeps several writers busy. */
public final class RestoreLoader {

    private static final int WRITERS = 3;
    private static final long BUDGET_BYTES = 24L * 1024 * 1024;

    private final DumpSource source;
    private final MongoConnection target;
    private final RestorePolicy policy;
    private final Retry retry;
    private final Consumer<TransferProgress> listener;
    private final Deadline deadline;
    private final boolean keepsZeroTimestamps;

    public RestoreLoader(
            DumpSource source,
            MongoConnection target,
            RestorePolicy policy,
            Retry retry,
            Consumer<TransferProgress> listener,
            Deadline deadline) {
        this.source = source;
        this.target = target;
        this.policy = policy;
        this.retry = retry;
        this.listener = listener;
        this.deadline = deadline;
        this.keepsZeroTimestamps = EmptyTimestamps.keptBy(target.serverVersion());
    }

    public void load(List<RestoreLoad> loads, RefusedDocuments refused) {
        if (loads.isEmpty()) {
            return;
        }
        Map<String, RestoreLoad> byFile = new HashMap<>();
        loads.forEach(each -> byFile.put(
                each.item().dumpedDatabase() + "/" + each.item().data().file(), each));
        ProgressMeter progress = new ProgressMeter(
                listener, sum(loads, FoundCollection::expectedDocuments), sum(loads, FoundCollection::expectedBytes));
        try (BatchWriters writers = new BatchWriters(
                "Restoring", WRITERS, BUDGET_BYTES, new BatchInserter(target, refused, retry), deadline)) {
            try {
                source.documents(
                        (directory, file, shown) -> {
                            RestoreLoad load = byFile.get(directory + "/" + file);
                            return load == null ? null : new Loading(load, writers, progress, shown);
                        },
                        deadline);
            } catch (RuntimeException e) {
                settle(writers, e);
                throw e;
            }
            writers.drain();
        }
    }

    /** What is expected of all of them; 0 where it is not known of one. */
    private static long sum(List<RestoreLoad> loads, Function<FoundCollection, OptionalLong> expected) {
        List<OptionalLong> known =
                loads.stream().map(each -> expected.apply(each.item().data())).toList();
        return known.stream().allMatch(OptionalLong::isPresent)
                ? known.stream().mapToLong(OptionalLong::getAsLong).sum()
                : 0;
    }

    /** A server goes on with a batch whose sender has gone, and would make again what is about to be dropped. */
    private static void settle(BatchWriters writers, RuntimeException failure) {
        try {
            writers.drain();
        } catch (RuntimeException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    /** One collection's documents on their way; in an archive, several are at once. */
    private final class Loading implements DocumentReceiver {
        private final RestorePlan.Item item;
        private final BatchAssembler assembler;
        private final ProgressMeter progress;
        private final String shown;

        Loading(RestoreLoad load, BatchWriters writers, ProgressMeter progress, String shown) {
            this.item = load.item();
            this.progress = progress;
            this.shown = shown;
            this.assembler = new BatchAssembler(
                    load.target(policy, keepsZeroTimestamps),
                    writers,
                    item.data().expectedBytes().orElse(0));
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            assembler.accept(bytes, offset, length);
        }

        @Override
        public void end() {
            assembler.flush();
            if (item.data().unread()) {
                Optional<ContentHash> told = item.data().expectedHash();
                if (told.isPresent() && !told.get().equals(assembler.hash())) {
                    throw new DumpFormatException(
                            shown, -1, item.namespace(), "its content is not what the manifest says", null);
                }
                item.data().read(assembler.hash(), assembler.bytes());
            } else if (!assembler.hash().equals(item.data().hash())) {
                throw new DumpFormatException(shown, -1, item.namespace(), "it has changed since it was checked", null);
            }
            progress.add(item.namespace(), assembler.documents(), assembler.bytes());
        }
    }
}
