package me.meeshy.infra.migration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.RestartPolicy;

/**
 * Keeps the target's writers stopped and puts them back. Their restart policy is set to {@code no} meanwhile, since the
 * engine starts a stopped container again when it is itself restarted; what it was before is in the journal.
 */
final class Services {

    private static final String WRITER = "writer";
    private static final String WRITERS_BACK = "writers-back";
    private static final String RESTART = "restart";
    private static final Set<Status> STOPPED = Set.of(Status.CREATED, Status.EXITED, Status.DEAD);

    private final RunningEnvironment target;
    private final RunFacts facts;
    private final Journal journal;
    private final Duration deadline;

    Services(RunningEnvironment target, RunFacts facts, Journal journal, Duration deadline) {
        this.target = target;
        this.facts = facts;
        this.journal = journal;
        this.deadline = deadline;
    }

    /** Stops each declared writer, those that somebody started again meanwhile too. */
    void stopWriters() {
        for (RunningService writer :
                withContainer(facts.writers(), recorded(WRITER).keySet())) {
            if (!recorded(WRITER).containsKey(writer.name())) {
                RestartPolicy policy = writer.restartPolicy();
                var was = new LinkedHashMap<String, Object>();
                was.put("service", writer.name());
                was.put("restart", policy.mode().name());
                was.put("retries", policy.maximumRetries());
                was.put("running", !stopped(writer) || ranBefore(writer.name()));
                journal.record(WRITER, was);
            }
            if (!writer.restartPolicy().equals(RestartPolicy.NO)) {
                writer.restartPolicy(RestartPolicy.NO);
            }
            if (!stopped(writer)) {
                writer.stop(deadline);
            }
        }
    }

    /** Puts each writer back as it was before {@link #stopWriters()}, and says which of them run again because of that. */
    Set<String> startWriters(Attempts attempts) {
        Map<String, JournalRecord> before = recorded(WRITER);
        var started = new LinkedHashSet<String>();
        before.keySet().stream()
                .filter(name -> withContainer(List.of(name), before.keySet()).isEmpty())
                .forEach(name -> attempts.attempt("find the container of " + name, () -> target.service(name)));
        for (RunningService writer : withContainer(List.copyOf(before.keySet()), before.keySet())) {
            JournalRecord was = Objects.requireNonNull(before.get(writer.name()));
            attempts.attempt("put the restart policy of " + writer.name() + " back", () -> restorePolicy(writer, was));
            if (Boolean.TRUE.equals(was.facts().get("running"))) {
                attempts.attempt("start " + writer.name(), () -> {
                    if (!writer.state().running()) {
                        writer.start(deadline);
                    }
                });
                started.add(writer.name());
            }
        }
        if (!before.isEmpty()) {
            journal.record(WRITERS_BACK, Map.of());
        }
        return started;
    }

    /** Restarts what was asked to be restarted, but for writers that have just been started. */
    void restart(Set<String> justStarted) {
        for (RunningService service : withContainer(facts.restarts(), Set.of())) {
            if (!justStarted.contains(service.name())) {
                journal.record(RESTART, Map.of("service", service.name()));
                service.restart(deadline);
            }
        }
    }

    /** Restarts again what was restarted on data that is not live any more. */
    void restartAgain(Attempts attempts) {
        Set<String> restarted = recorded(RESTART).keySet();
        for (RunningService service : withContainer(List.copyOf(restarted), restarted)) {
            attempts.attempt("restart " + service.name(), () -> service.restart(deadline));
        }
    }

    private static void restorePolicy(RunningService writer, JournalRecord was) {
        Object retries = was.facts().get("retries");
        RestartPolicy policy = new RestartPolicy(
                RestartPolicy.Mode.valueOf(was.text("restart")),
                retries instanceof Long number ? number.intValue() : 0);
        if (!writer.restartPolicy().equals(policy)) {
            writer.restartPolicy(policy);
        }
    }

    private static boolean stopped(RunningService service) {
        return STOPPED.contains(service.state().status());
    }

    /** A writer that died of the new data ran before, and is to run on the old data again. */
    private boolean ranBefore(String writer) {
        boolean ran = false;
        for (JournalRecord record : journal.records()) {
            if (!record.store().isEmpty()) {
                continue;
            }
            if (record.what().equals(Pipeline.FINISHED) || record.what().equals(JournalState.QUIESCE)) {
                ran = false;
            } else if (record.what().equals(WRITER) && record.text("service").equals(writer)) {
                ran = Boolean.TRUE.equals(record.facts().get("running"));
            }
        }
        return ran;
    }

    /** The latest record of each service; of writers, since they were last put back. */
    private Map<String, JournalRecord> recorded(String what) {
        var found = new LinkedHashMap<String, JournalRecord>();
        for (JournalRecord record : journal.records()) {
            if (record.store().isEmpty() && record.what().equals(what)) {
                found.put(record.text("service"), record);
            } else if (what.equals(WRITER) && record.what().equals(WRITERS_BACK)) {
                found.clear();
            }
        }
        return found;
    }

    /** In the stack's order; those that may have lost their container meanwhile, and with it ceased to write, are left out. */
    private List<RunningService> withContainer(List<String> names, Set<String> mayBeGone) {
        List<RunningService> found = target.services().stream()
                .filter(service -> names.contains(service.name()))
                .toList();
        for (String name : names) {
            if (found.stream().noneMatch(service -> service.name().equals(name)) && !mayBeGone.contains(name)) {
                throw new InfraException("environment " + target.environment().name()
                        + " has no container of the service '"
                        + name + "'; it has "
                        + target.services().stream().map(RunningService::name).toList());
            }
        }
        return found;
    }

    /** What is done about a service that cannot be started. */
    interface Attempts {

        /** Lets the failure through. */
        Attempts STRICT = (what, action) -> action.run();

        void attempt(String what, Runnable action);
    }
}
