package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.model.InfraException;

/**
 * Takes back what an attempt did: removes what it made, found by its label, and brings back what it had put aside. Runs on
 * threads of its own, so that it is not cut short where the calling thread was interrupted.
 */
final class Undo {

    /** Within which everything that the attempt made is to be gone. */
    static final Duration LIMIT = Duration.ofSeconds(5);
    /** The same where the engine itself is away: one that is restarted takes that long to be back. */
    static final Duration LIMIT_FOR_AN_ABSENT_ENGINE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(50);
    /** What was stopped before the attempt may take that long to stop again. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ContainerEngine engine;
    private final Attempt attempt;
    private final boolean keepNew;
    private final Deadline usual = Deadline.in(LIMIT);
    private final Deadline whereAbsent = Deadline.in(LIMIT_FOR_AN_ABSENT_ENGINE);
    private volatile Deadline deadline = usual;
    private volatile Optional<EngineException> engineFailure = Optional.empty();
    private volatile boolean wasAway;
    private final List<String> problems = new ArrayList<>();
    private int removed;

    /** Keeps what was made anew if asked to; never what was to replace something. */
    Undo(ContainerEngine engine, Attempt attempt, boolean keepNew) {
        this.engine = engine.within(() -> deadline.remainingOrLeast());
        this.attempt = attempt;
        this.keepNew = keepNew;
    }

    /**
     * What became of it.
     *
     * @param words what was undone, in words
     * @param leftBehind what could not be undone
     * @param engineFailure why the engine did not let itself be asked, at the last
     */
    record Report(String words, List<String> leftBehind, Optional<EngineException> engineFailure) {}

    /**
     * Undoes.
     *
     * @param quiet whether nothing can be made any more
     */
    Report run(BooleanSupplier quiet) {
        ExecutorService threads = Threads.named("undo");
        try {
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> undo(threads, quiet), threads);
            Optional<String> unfinished = awaitUninterruptibly(work);
            synchronized (problems) {
                var left = new ArrayList<>(problems);
                unfinished.ifPresent(left::add);
                String words = removed == 0 && attempt.replaced().isEmpty()
                        ? (keepNew ? "What it had made was kept." : "It had made nothing that had to be undone.")
                        : (keepNew
                                        ? "What it had made anew was kept, what was to replace something was removed"
                                        : "What it had made was removed again")
                                + (attempt.replaced().isEmpty() ? "" : ", and what it had replaced is back")
                                + (left.isEmpty() ? "." : ", as far as was possible.");
                return new Report(words, left, engineFailure);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void undo(ExecutorService threads, BooleanSupplier quiet) {
        List<Future<?>> stops = keepNew
                ? List.of()
                : attempt.started().stream()
                        .<Future<?>>map(id -> threads.submit(() -> engine.stop(id, GRACE)))
                        .toList();
        attempt.unproven().stream()
                .<Future<?>>map(id -> threads.submit(() -> removeGently(id)))
                .toList()
                .forEach(work -> note("a container that an interrupted attempt had made", work));
        Map<String, String> ours = keepNew
                ? Map.of(Labels.ATTEMPT, attempt.id(), Labels.REPLACES, "")
                : Map.of(Labels.ATTEMPT, attempt.id());
        do {
            wasAway = false;
            remove(
                    threads,
                    quiet,
                    () -> engine.containers(ours),
                    this::remove,
                    (ContainerSummary container) -> "container " + container.name());
            if (!keepNew) {
                removeResources(threads, quiet, ours);
            }
            // An engine that is being shut down still answers, and may have forgotten when it is back what it removed
            // then.
        } while (wasAway && !deadline.passed());
        attempt.replacedNetworks()
                .forEach(old -> note(
                        "network " + old.spec().name() + ", which had been replaced",
                        threads.submit(() -> NetworkReplacement.undo(engine, old))));
        bringBack(threads);
        stops.forEach(stop -> note("a container that had been started", stop));
    }

    private void removeResources(ExecutorService threads, BooleanSupplier quiet, Map<String, String> ours) {
        remove(
                threads,
                quiet,
                () -> engine.networks(ours),
                network -> engine.removeNetwork(network.id()),
                (NetworkDetails network) -> "network " + network.name());
        remove(
                threads,
                quiet,
                () -> engine.volumes(ours),
                volume -> engine.removeVolume(volume.name()),
                (VolumeDetails volume) -> "volume " + volume.name());
    }

    private void remove(ContainerSummary container) {
        if (container.labels().containsKey(Labels.REPLACES)) {
            removeGently(container.id());
        } else {
            engine.remove(container.id(), true);
        }
    }

    /** What has written to another one's volumes is not cut off in the middle. */
    private void removeGently(String container) {
        if (engine.container(container).filter(found -> found.state().running()).isPresent()) {
            engine.stop(container, GRACE);
        }
        engine.remove(container, true);
    }

    /** Again and again, until there is none left: the engine may still be finishing what we no longer wait for. */
    private <T> void remove(
            ExecutorService threads,
            BooleanSupplier quiet,
            Supplier<List<T>> list,
            Consumer<T> remove,
            Function<T, String> name) {
        while (true) {
            boolean wasQuiet = quiet.getAsBoolean();
            Optional<List<T>> answer = ask(list);
            if (answer.isEmpty()) {
                continue;
            }
            List<T> left = answer.get();
            if (left.isEmpty() && wasQuiet) {
                return;
            }
            var removals = left.stream()
                    .collect(java.util.stream.Collectors.toMap(
                            name, one -> threads.submit(() -> remove.accept(one)), (one, other) -> one));
            boolean last = deadline.passed();
            boolean allRemoved = true;
            for (Map.Entry<String, ? extends Future<?>> removal : removals.entrySet()) {
                Optional<String> problem = problem(removal.getValue());
                allRemoved &= problem.isEmpty();
                if (problem.isEmpty()) {
                    synchronized (problems) {
                        removed++;
                    }
                } else if (last) {
                    add(removal.getKey() + ": " + problem.get());
                }
            }
            if (last) {
                return;
            }
            if (left.isEmpty() || !allRemoved) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** At once; what cannot start before another one has started, whose namespaces it lives in, is tried once more. */
    private void bringBack(ExecutorService threads) {
        var under = new LinkedHashMap<Attempt.Replaced, Future<?>>();
        attempt.replaced().forEach(old -> under.put(old, threads.submit(() -> bringBack(old))));
        var again = new ArrayList<Attempt.Replaced>();
        under.forEach((old, work) -> {
            if (problem(work).isPresent()) {
                again.add(old);
            }
        });
        again.forEach(old ->
                note("container " + old.name() + ", which had been put aside", threads.submit(() -> bringBack(old))));
        if (!attempt.replaced().isEmpty()) {
            attempt.restarted().entrySet().stream()
                    .<Future<?>>map(one -> threads.submit(() -> restart(one.getKey(), one.getValue())))
                    .toList()
                    .forEach(work -> note("a container that is to be restarted with what is back", work));
        }
    }

    /** It holds on to the new one, which is gone: once more, for the old one that is back. */
    private void restart(String container, Duration grace) {
        Duration left = deadline.remainingOrLeast();
        engine.restart(container, grace.compareTo(left) < 0 ? grace : left);
    }

    /** Empty if the engine did not answer, and may do so yet. */
    private <T> Optional<T> ask(Supplier<T> question) {
        try {
            T answer = question.get();
            engineFailure = Optional.empty();
            return Optional.of(answer);
        } catch (EngineException e) {
            // What the last moment left no time for says less than what was told before.
            EngineException told = deadline.passed() ? engineFailure.orElse(e) : e;
            engineFailure = Optional.of(told);
            if (e.reason() == EngineException.Reason.UNREACHABLE) {
                deadline = whereAbsent;
                wasAway = true;
            }
            if (deadline.passed()) {
                throw told;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            return Optional.empty();
        }
    }

    private void bringBack(Attempt.Replaced old) {
        ContainerDetails details = engine.container(old.container())
                .orElseThrow(() -> new InfraException("container " + old.name() + " is gone"));
        if (!details.name().equals(old.name())) {
            engine.rename(old.container(), old.name());
        }
        if (old.wasRunning() && !details.state().running()) {
            engine.start(old.container());
        }
    }

    private void note(String what, Future<?> work) {
        problem(work).ifPresent(words -> add(what + ": " + words));
    }

    private void add(String problem) {
        synchronized (problems) {
            problems.add(problem);
        }
    }

    private Optional<String> problem(Future<?> work) {
        try {
            work.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(causeInWords(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the engine did not answer within " + deadline.inWords());
        }
    }

    /** Empty if it was finished. */
    private Optional<String> awaitUninterruptibly(CompletableFuture<Void> work) {
        boolean interrupted = false;
        try {
            while (true) {
                Deadline current = deadline;
                try {
                    work.get(current.remaining().plus(PAUSE).toMillis(), TimeUnit.MILLISECONDS);
                    return Optional.empty();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return Optional.of("the engine failed (" + causeInWords(e) + ")" + whatToLookFor());
                } catch (TimeoutException e) {
                    // it may have turned out meanwhile that the engine is away
                    if (deadline.passed()) {
                        return Optional.of("the engine was not done within " + deadline.inWords() + whatToLookFor());
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String causeInWords(ExecutionException e) {
        return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
    }

    private String whatToLookFor() {
        return "; once it answers, bring the environment up or down again, or look for containers, networks and volumes"
                + " labelled " + Labels.ATTEMPT + "=" + attempt.id();
    }
}
