package me.meeshy.infra.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the data of one environment by that of another, without losing either. Immutable and thread-safe.
 *
 * <pre>{@code
 * Migration migration = Migration.from(staging).to(production)
 *     .store(MongoStore.of("database", "meeshy"))
 *     .store(RedisStore.cache("redis"))
 *     .backupTo(Path.of("/opt/meeshy/production/backups"))
 *     .stopWriters("gateway")
 *     .validate(productionValidation)
 *     .build();
 * System.out.println(migration.plan(infra));
 * MigrationReport report = migration.run(infra, Consent.toReplaceDataOf("production"));
 * }</pre>
 *
 * <p>The target's live data is only read until the copy beside it is verified; then it is parked, never overwritten, and
 * comes back if the validation fails. All that is done is announced in a journal first: if the process dies, at whatever
 * moment, running the migration again, or {@link #recorded resuming it from its journal}, ends it one way or the other.
 */
public final class Migration {

    /** How long a migration may take in all unless {@link Builder#within} says otherwise. */
    public static final Duration DEFAULT_WITHIN = Duration.ofHours(12);

    /** How long a service may take to stop, or to be ready again, unless {@link Builder#serviceDeadline} says otherwise. */
    public static final Duration DEFAULT_SERVICE_DEADLINE = Duration.ofMinutes(5);

    private final Environment source;
    private final Environment target;
    private final List<DataStore> stores;
    private final Path backups;
    private final List<String> writers;
    private final List<String> restarts;
    private final RunOptions options;

    private Migration(Builder builder, Path backups) {
        this.source = builder.source;
        this.target = builder.target;
        this.stores = List.copyOf(builder.stores);
        this.backups = backups.toAbsolutePath().normalize();
        this.writers = List.copyOf(builder.writers);
        this.restarts = List.copyOf(builder.restarts);
        this.options = builder.options;
    }

    /**
     * Says where the data comes from.
     *
     * @param source the source; its data is only read
     * @return the next step
     */
    public static From from(Environment source) {
        return new From(Objects.requireNonNull(source));
    }

    /** A migration of which only the source is known. */
    public static final class From {
        private final Environment source;

        private From(Environment source) {
            this.source = source;
        }

        /**
         * Says where the data goes to.
         *
         * @param target the target, whose data is replaced
         * @return a builder in which everything else has its default
         * @throws IllegalArgumentException if both are the same project or have the same name
         */
        public Builder to(Environment target) {
            if (source.stack().name().equals(target.stack().name())
                    || source.name().equals(target.name())) {
                throw new IllegalArgumentException("cannot migrate " + source + " to " + target
                        + ": they have the same name or the same project, and must differ in both");
            }
            return new Builder(source, target);
        }
    }

    /**
     * A migration that began earlier, in this process or in another one.
     *
     * @param journalDirectory the folder {@code migration-…} in the folder for backups
     * @return the migration as its journal tells it
     * @throws InfraException if there is no journal, or it cannot be read
     */
    public static RecordedMigration recorded(Path journalDirectory) {
        return RecordedMigration.in(journalDirectory.toAbsolutePath().normalize(), RunOptions.DEFAULTS);
    }

    /**
     * Finds out what would happen. Reads only.
     *
     * @param infra where both environments run
     * @return the plan; what makes the migration impossible stands in its refusals
     * @throws InfraException if one of the environments does not run
     */
    public MigrationPlan plan(Infra infra) {
        return plan(Sides.on(infra));
    }

    MigrationPlan plan(Sides sides) {
        return plan(sides, sides.attach(source), sides.attach(target), new Events(options.progress()));
    }

    private MigrationPlan plan(
            Sides sides, RunningEnvironment runningSource, RunningEnvironment runningTarget, Events events) {
        return new Planning(runningSource, runningTarget, sides.embedded(), events)
                .plan(stores, writers, restarts, options.validation().map(Validation::name), backups, options.within());
    }

    /**
     * Does it. If an earlier run to the same target was left unfinished in the same folder for backups, that one is ended
     * first: where it can be finished, this returns its report; where it is undone, this run follows.
     *
     * @param infra where both environments run
     * @param consent to replace the data of the target
     * @return the report, whose outcome is {@link Outcome#SUCCEEDED}
     * @throws MigrationRefusedException if something speaks against it; nothing was touched
     * @throws MigrationFailedException if it failed; its report says what the target holds, and how to go on
     * @throws InfraException if the consent names something else, an environment does not run, or another process is at it
     */
    public MigrationReport run(Infra infra, Consent consent) {
        return run(Sides.on(infra), consent);
    }

    MigrationReport run(Sides sides, Consent consent) {
        consent.require(Consent.Action.REPLACE_DATA, target.name());
        Optional<MigrationReport> finished = endEarlierRuns(sides);
        if (finished.isPresent()) {
            return finished.get();
        }
        var events = new Events(options.progress());
        RunningEnvironment runningSource = sides.attach(source);
        RunningEnvironment runningTarget = sides.attach(target);
        MigrationPlan plan = plan(sides, runningSource, runningTarget, events).orThrow();

        Instant now = options.clock().instant();
        RunName name = RunName.at(now);
        Path directory = backups.resolve(name.folder());
        var facts = new RunFacts(
                name.run(),
                source.name(),
                target.name(),
                target.stack().name(),
                "the migration " + source.name() + " → " + target.name() + ", run " + name.run() + ", begun " + now
                        + " by "
                        + System.getProperty("user.name") + ", process "
                        + ProcessHandle.current().pid()
                        + ", whose journal is in " + directory,
                stores,
                writers,
                restarts,
                options.validation().map(Validation::name),
                backups.toString(),
                plan.notMoved());
        var setting = new Run.StoreSetting(
                Optional.of(runningSource),
                runningTarget,
                sides.embedded(),
                new Allowance(options.within(), options.nanoTime()),
                options.serviceDeadline());
        Journal journal = Journal.create(directory, options.listener(), options.clock());
        try (Run run = Run.begin(facts, journal, setting, options)) {
            var conclusion =
                    new Conclusion(run, options, RecordedMigration.later(directory, options, sides, target), false);
            return conclusion.performed(Pipeline.perform(run, MigrationStep.PREFLIGHT));
        }
    }

    private Optional<MigrationReport> endEarlierRuns(Sides sides) {
        for (Path directory : journals()) {
            if (Journal.read(directory).isEmpty()) {
                continue;
            }
            RecordedMigration earlier = RecordedMigration.in(directory, options);
            JournalState state = earlier.state();
            if (earlier.target().equals(target.name()) && !state.released()) {
                MigrationReport report = earlier.resume(sides, target);
                if (state.outcome().isEmpty() && report.outcome() == Outcome.SUCCEEDED) {
                    return Optional.of(report);
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> journals() {
        if (!Files.isDirectory(backups)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(file -> file.getFileName().toString().startsWith("migration-"))
                    .filter(Journal::isIn)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InfraException("cannot look for unfinished migrations in " + backups + ": " + e, e);
        }
    }

    /**
     * Both environments and the stores.
     *
     * @return for instance {@code Migration[staging → production, [database/meeshy]]}
     */
    @Override
    public String toString() {
        return "Migration[" + source.name() + " → " + target.name() + ", "
                + stores.stream().map(DataStore::name).toList() + "]";
    }

    /** Collects what a migration is to do. Not thread-safe. */
    public static final class Builder {
        private final Environment source;
        private final Environment target;
        private final List<DataStore> stores = new ArrayList<>();
        private final List<String> writers = new ArrayList<>();
        private final List<String> restarts = new ArrayList<>();
        private @Nullable Path backups;
        private RunOptions options = RunOptions.DEFAULTS;

        private Builder(Environment source, Environment target) {
            this.source = source;
            this.target = target;
        }

        /**
         * Moves one more store, or clears it if it is derived from others. At least one is needed.
         *
         * @param store the store
         * @return this builder
         */
        public Builder store(DataStore store) {
            stores.add(Objects.requireNonNull(store));
            return this;
        }

        /**
         * Says where the backup of the target's data and the journal go. Needed.
         *
         * @param folder the folder; it is made if it is not there
         * @return this builder
         */
        public Builder backupTo(Path folder) {
            backups = Objects.requireNonNull(folder);
            return this;
        }

        /**
         * Stops these services of the target before the swap and starts them after it. None by default; the swap is refused
         * if anybody else is connected to the target's stores then.
         *
         * @param services all that write to the target's stores
         * @return this builder
         */
        public Builder stopWriters(String... services) {
            writers.addAll(Arrays.asList(services));
            return this;
        }

        /**
         * Restarts these services of the target once the new data is live. None by default.
         *
         * @param services services that hold something of the old data in memory
         * @return this builder
         */
        public Builder restart(String... services) {
            restarts.addAll(Arrays.asList(services));
            return this;
        }

        /**
         * Lets a validation decide about the new data: if it fails, the old data is made live again. By default the new data
         * is kept if the services start.
         *
         * @param validation asks the target
         * @return this builder
         */
        public Builder validate(Validation validation) {
            options = options.validation(Objects.requireNonNull(validation));
            return this;
        }

        /**
         * Tells what happens.
         *
         * @param progress is told, one event at a time, perhaps by different threads; nobody by default
         * @return this builder
         */
        public Builder onProgress(Consumer<MigrationEvent> progress) {
            options = options.progress(Objects.requireNonNull(progress));
            return this;
        }

        /**
         * Limits the time of all steps together. Undoing has a limit of its own, 30 minutes.
         *
         * @param within more than zero; {@link #DEFAULT_WITHIN} by default
         * @return this builder
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder within(Duration within) {
            options = options.within(within);
            return this;
        }

        /**
         * Limits the time that a service may take to stop, or to be ready again.
         *
         * @param deadline more than zero; {@link #DEFAULT_SERVICE_DEADLINE} by default
         * @return this builder
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder serviceDeadline(Duration deadline) {
            options = options.serviceDeadline(deadline);
            return this;
        }

        /** Tells a test of each record of the journal. */
        Builder journalListener(JournalListener listener) {
            options = options.listener(listener);
            return this;
        }

        /** Lets a test's time pass. */
        Builder nanoTime(LongSupplier nanoTime) {
            options = options.nanoTime(nanoTime);
            return this;
        }

        /**
         * Checks the combination and makes the migration.
         *
         * @return the migration
         * @throws IllegalStateException if there is no store or no folder for backups, two stores have the same name, a service
         *     is not in the target's stack, or a store's own service is to be stopped
         */
        public Migration build() {
            if (stores.isEmpty()) {
                throw new IllegalStateException("a migration needs a store; add one, such as MongoStore.of(…)");
            }
            if (stores.stream().map(DataStore::name).distinct().count() < stores.size()) {
                throw new IllegalStateException("two stores have the same name in "
                        + stores.stream().map(DataStore::name).toList());
            }
            if (backups == null) {
                throw new IllegalStateException("a migration backs the target up first; say where with backupTo(…)");
            }
            for (String service :
                    Stream.concat(writers.stream(), restarts.stream()).toList()) {
                if (!target.stack().services().containsKey(service)) {
                    throw new IllegalStateException("the stack of " + target.name() + " has no service '" + service
                            + "'; it has " + target.stack().services().keySet());
                }
                if (stores.stream().anyMatch(store -> store.service().equals(service))) {
                    throw new IllegalStateException("the service '" + service
                            + "' holds data that is to be moved or cleared; it must run all the time");
                }
            }
            return new Migration(this, backups);
        }
    }
}
