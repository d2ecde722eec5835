package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.check.Validation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is being worked on by this process: its journal is held and its stores are connected. Used by one thread.
 */
final class Run implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private record Connected(DataStore store, StoreMigration migration) {}

    private final RunFacts facts;
    private final Journal journal;
    private final Services services;
    private final Optional<Validation> validation;
    private final Events events;
    private final SideSecrets secrets;
    private final List<Connected> stores = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final StoreSetting setting;

    /** What the stores of a run have in common. */
    record StoreSetting(
            Optional<RunningEnvironment> source,
            RunningEnvironment target,
            boolean embedded,
            Allowance allowance,
            Duration serviceDeadline) {}

    private Run(RunFacts facts, Journal journal, StoreSetting setting, RunOptions options) {
        this.facts = facts;
        this.journal = journal;
        this.setting = setting;
        this.validation = options.validation();
        this.events = new Events(options.progress());
        this.services = new Services(setting.target(), facts, journal, setting.serviceDeadline());
        this.secrets = SideSecrets.of(Stream.concat(setting.source().stream(), Stream.of(setting.target()))
                .map(RunningEnvironment::environment)
                .toList());
    }

    /** Begins a run: records what it is about to do, and connects. */
    static Run begin(RunFacts facts, Journal journal, StoreSetting setting, RunOptions options) {
        return connected(facts, journal, setting, options, true);
    }

    /** Goes on with a run that an earlier process began. */
    static Run open(RunFacts facts, Journal journal, StoreSetting setting, RunOptions options) {
        return connected(facts, journal, setting, options, false);
    }

    private static Run connected(
            RunFacts facts, Journal journal, StoreSetting setting, RunOptions options, boolean begins) {
        try {
            if (begins) {
                journal.record(RunFacts.BEGUN, facts.toFacts());
            }
            var run = new Run(facts, journal, setting, options);
            try {
                facts.stores().forEach(store -> run.stores.add(new Connected(store, store.open(run.context(store)))));
                return run;
            } catch (RuntimeException | Error e) {
                run.closeStores();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    private RunContext context(DataStore store) {
        return new RunContext(
                facts.run(),
                setting.source(),
                setting.target(),
                setting.embedded(),
                Set.copyOf(facts.writers()),
                backupStem(facts, store, journal.directory()),
                journal.directory(),
                journal.of(store.name()),
                store.name(),
                events,
                setting.allowance()::remaining);
    }

    private static String backupStem(RunFacts facts, DataStore store, Path directory) {
        String folder = directory.toAbsolutePath().getFileName().toString();
        return Path.of(facts.backups())
                .resolve(folder + "-" + store.name().replaceAll("[^A-Za-z0-9._-]", "-"))
                .toString();
    }

    RunFacts facts() {
        return facts;
    }

    Journal journal() {
        return journal;
    }

    Services services() {
        return services;
    }

    Optional<Validation> validation() {
        return validation;
    }

    Events events() {
        return events;
    }

    Allowance allowance() {
        return setting.allowance();
    }

    RunningEnvironment target() {
        return setting.target();
    }

    /** Every store, in the order in which they were declared. */
    void each(Consumer<StoreMigration> action) {
        stores.forEach(store -> action.accept(store.migration()));
    }

    /** The stores whose data is moved. */
    void eachMoved(Consumer<StoreMigration> action) {
        stores.stream().filter(store -> !store.store().derived()).forEach(store -> action.accept(store.migration()));
    }

    /** The stores that are only cleared. */
    void eachDerived(Consumer<StoreMigration> action) {
        stores.stream().filter(store -> store.store().derived()).forEach(store -> action.accept(store.migration()));
    }

    List<StoreReport> storeReports() {
        return stores.stream().map(store -> store.migration().report()).toList();
    }

    /** Does something whose failure leaves a service to be looked after, and no data in danger; lists the failure. */
    void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            problem("could not " + what + ": " + words(e));
        }
    }

    void problem(String text) {
        problems.add(text);
        events.note(text);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** A failure in words, without the values of either side's secrets, should a library have put one into its message. */
    String words(Throwable failure) {
        return secrets.words(failure);
    }

    /** A text that others wrote, without secrets. */
    String masked(String text) {
        return secrets.masked(text);
    }

    /** A failure that may be handed on as a cause. */
    Throwable shown(Throwable failure) {
        return secrets.shown(failure);
    }

    /** Lets other processes work on the run. What was done is done, so that a connection that does not close fails nothing. */
    @Override
    public void close() {
        closeStores();
        journal.close();
    }

    private void closeStores() {
        // a driver that is interrupted leaves its threads and sockets behind; whoever interrupted us finds the flag set
        // afterwards
        boolean interrupted = Thread.interrupted();
        for (Connected store : stores) {
            try {
                store.migration().close();
            } catch (RuntimeException e) {
                LOG.warn(
                        "the connection to {} could not be closed",
                        store.store().name(),
                        e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
