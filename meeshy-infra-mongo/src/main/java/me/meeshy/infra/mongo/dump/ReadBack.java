package me.meeshy.infra.mongo.dump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** Reads a dump again: what is on disk must be what was read from the server. */
final class ReadBack {

    private ReadBack() {}

    /** Returns how long it took. */
    static Duration of(
            DumpSource written,
            Map<String, List<DumpedCollection>> dumped,
            @Nullable DumpedCollection oplog,
            Deadline deadline) {
        long started = System.nanoTime();
        List<DumpedCollection> oplogs = new ArrayList<>();
        Map<String, FoundDatabase> scanned = DumpScan.of(written, deadline, found -> oplogs.add(found.dumped()));
        if (oplog != null && !oplogs.equals(List.of(oplog))) {
            throw new DumpFormatException(
                    oplog.name(), -1, null, "what was written of the oplog differs when read back", null);
        }
        dumped.forEach((database, collections) -> compare(database, scanned.get(database), collections));
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static void compare(String database, @Nullable FoundDatabase scanned, List<DumpedCollection> dumped) {
        Map<String, DumpedCollection> found = scanned == null
                ? Map.of()
                : scanned.collections().stream()
                        .map(FoundCollection::dumped)
                        .collect(Collectors.toMap(DumpedCollection::name, each -> each));
        for (DumpedCollection each : dumped) {
            if (!each.equals(found.get(each.name()))) {
                throw new DumpFormatException(
                        DumpNames.fileName(each.name()),
                        -1,
                        database + "." + each.name(),
                        "what was written differs when read back",
                        null);
            }
        }
    }
}
