package me.meeshy.infra.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreJournal;

/** A run whose journal is in memory. */
final class RecordingContext implements StoreContext {

    private final List<StoreJournal.Entry> entries = new ArrayList<>();
    Runnable beforeRecord = () -> {};

    @Override
    public StoreJournal journal() {
        return new StoreJournal() {
            @Override
            public void record(String what, Map<String, ?> facts) {
                beforeRecord.run();
                entries.add(new Entry(what, Map.copyOf(facts)));
            }

            @Override
            public List<Entry> entries() {
                return List.copyOf(entries);
            }
        };
    }

    @Override
    public Duration remaining() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void progress(String what, long done, long total) {}

    @Override
    public String run() {
        return "r1";
    }

    @Override
    public Optional<RunningEnvironment> source() {
        return Optional.empty();
    }

    @Override
    public RunningEnvironment target() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean embedded() {
        return false;
    }

    @Override
    public Set<String> writers() {
        return Set.of();
    }

    @Override
    public Path backupFile(String extension) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path directory() {
        throw new UnsupportedOperationException();
    }
}
