package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import me.meeshy.infra.model.InfraException;

/** What a store's part of a migration is bound to do, on {@link FakeData}; says on the timeline what it does. */
final class FakeStoreMigration implements StoreMigration {

    private final FakeStore store;
    private final TwoEnvironments environments;
    private final FakeData data;
    private final StoreContext context;

    FakeStoreMigration(FakeStore store, TwoEnvironments environments, FakeData data, StoreContext context) {
        this.store = store;
        this.environments = environments;
        this.data = data;
        this.context = context;
        happens("open", data::opened);
    }

    private void happens(String what, Runnable effect) {
        environments.timeline().happens(store.name() + " " + what, () -> {
            // as a driver does
            if (Thread.currentThread().isInterrupted()) {
                throw new InfraException(store.name() + " " + what + " was interrupted");
            }
            effect.run();
        });
    }

    @Override
    public StorePlan plan() {
        var plan = new ArrayList<StorePlan>();
        happens(
                "plan",
                () -> plan.add(new StorePlan(
                        store.name(),
                        "fake 1 → fake 2",
                        List.of(new StorePlan.Item(
                                "users",
                                store.derived() ? StorePlan.Action.CLEAR : StorePlan.Action.REPLACE,
                                "from users",
                                1207,
                                207,
                                1_500)),
                        data.refusals(),
                        data.warnings(),
                        data.backupBytes() < 0 ? OptionalLong.empty() : OptionalLong.of(data.backupBytes()),
                        data.disk())));
        return plan.get(0);
    }

    @Override
    public void acquire(String holder) {
        happens("acquire", () -> data.acquire(context.run()));
    }

    @Override
    public void backup() {
        happens("backup", data::backup);
    }

    @Override
    public void stage() {
        happens("stage", () -> {
            if (context.source().isEmpty()) {
                throw new InfraException("no source to stage");
            }
            context.progress("users", 1, 2);
            data.stage();
        });
    }

    @Override
    public void verify() {
        happens("verify", data::verify);
    }

    @Override
    public void proveQuiet() {
        happens("prove quiet", () -> {
            if (environments.runs("gateway")) {
                throw new InfraException("gateway writes");
            }
        });
    }

    @Override
    public void swap() {
        environments.mindWriters("swap");
        if (store.derived()) {
            happens("clear", data::clear);
            return;
        }
        context.journal().record("swap", Map.of("names", List.of("users")));
        happens("park", data::park);
        happens("swap", data::promote);
    }

    @Override
    public void compare() {
        happens("compare", () -> {});
    }

    @Override
    public void requireRollBack() {
        happens("require roll back", () -> {});
    }

    @Override
    public void rollBack() {
        environments.mindWriters("roll back");
        if (store.derived()) {
            happens("clear again", data::clear);
            return;
        }
        if (context.journal().last("swap").isPresent()) {
            happens("park new", data::parkNew);
            happens("roll back", data::bringBack);
        }
    }

    @Override
    public void discardStaged() {
        happens("discard staged", data::discardStaged);
    }

    @Override
    public void discardParked() {
        happens("discard parked", data::discardParked);
    }

    @Override
    public void release() {
        happens("release", () -> data.release(context.run()));
    }

    @Override
    public StoreReport report() {
        return new StoreReport(
                store.name(),
                List.of(new StoreReport.Item("users", StorePlan.Action.REPLACE, 1207, 1_500, "hash-of-users")),
                Optional.of(context.backupFile("tar.gz"))
                        .filter(file -> data.backedUp())
                        .map(Path::getFileName),
                List.of(new StoreReport.LateWrites("users", 1, 2, 3, true, List.of("late-key"))),
                List.of(),
                data.parked().map(parked -> "__mi." + context.run() + ".users holds " + parked),
                List.of());
    }

    @Override
    public void close() {
        // as a driver does
        if (Thread.currentThread().isInterrupted()) {
            throw new InfraException(store.name() + " could not be closed, since it was interrupted");
        }
        data.closed();
    }
}
