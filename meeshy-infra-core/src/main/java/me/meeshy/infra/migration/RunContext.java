package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import me.meeshy.infra.RunningEnvironment;

/**
 * What one store is given.
 *
 * @param run the run's name
 * @param source the running source, if it is needed
 * @param target the running target
 * @param embedded whether they run on the stand-in for an engine
 * @param writers the services that are stopped before the swap
 * @param backupStem the path of the backup, up to its extension
 * @param directory the run's folder
 * @param journal the store's part of the journal
 * @param store the store's name
 * @param events where progress is told
 * @param time how long the run may still take
 */
record RunContext(
        String run,
        Optional<RunningEnvironment> source,
        RunningEnvironment target,
        boolean embedded,
        Set<String> writers,
        String backupStem,
        Path directory,
        StoreJournal journal,
        String store,
        Events events,
        Supplier<Duration> time)
        implements StoreContext {

    @Override
    public Path backupFile(String extension) {
        return Path.of(backupStem + "." + extension);
    }

    @Override
    public void progress(String what, long done, long total) {
        events.tell(new MigrationEvent.Progress(events.step(), store, what, done, total));
    }

    @Override
    public Duration remaining() {
        return time.get();
    }
}
