package me.meeshy.infra.orchestration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.plan.ProjectBusyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two processes from changing one project at once, wherever they run: who wants to change it puts a claim into the
 * engine, which is an empty volume with a name of its own and labels that say whose it is. Compose does not see it.
 *
 * <p>A claim counts if no other living one is there after it was made. Of two that are made at once at least one sees the
 * other and is withdrawn, so that never both count. A claim is only ever removed by its unique name: nobody can remove another
 * than the one that he found dead. The claim of a process that has ended is void.
 */
public final class ProjectLock {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectLock.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    /** The claims of this process that count or may come to. */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();
    /** What an engine may take for an answer also at the end of the time: who holds the project is to be told. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    /** How long a hanging engine may hold up the one who gives a project back. */
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

    /** This class as loaded here: another class loader of the same process has claims of its own. */
    private static final String INSTANCE = UUID.randomUUID().toString();

    private final String claim;

    private ProjectLock(String claim) {
        this.claim = claim;
    }

    /**
     * Waits until nobody else works on a project, and works on it.
     *
     * @param engine where the project is
     * @param project its name there
     * @param allowed how long to wait
     * @param work what is to be done alone
     * @param <T> what it gives
     * @return what the work gives
     * @throws ProjectBusyException if somebody else works on the project for longer
     */
    public static <T> T holding(ContainerEngine engine, String project, Duration allowed, Supplier<T> work) {
        Deadline deadline = Deadline.in(allowed);
        ContainerEngine answering = engine.within(() -> longer(deadline.remaining(), ANSWER_LIMIT));
        ProjectLock lock = acquire(answering, project, deadline, ClaimOwner.self());
        try {
            return work.get();
        } finally {
            // the work may have taken all of the time, or have failed because the engine hangs
            withdraw(engine.within(() -> RELEASE_LIMIT), lock.claim);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    static ProjectLock acquire(ContainerEngine engine, String project, Deadline deadline, ClaimOwner self) {
        while (true) {
            Optional<VolumeDetails> other = others(engine, project, self, "");
            if (other.isEmpty()) {
                String claim = "meeshy-infra_lock_" + project + "_"
                        + UUID.randomUUID().toString().substring(0, 13);
                OWN.add(claim);
                boolean held = false;
                try {
                    engine.createVolume(new VolumeSpec(claim, Optional.empty(), Map.of(), labels(project, self)));
                    other = others(engine, project, self, claim);
                    held = other.isEmpty();
                    if (held) {
                        return new ProjectLock(claim);
                    }
                } finally {
                    if (!held) {
                        withdraw(engine, claim);
                    }
                }
            }
            if (deadline.passed()) {
                throw new ProjectBusyException(project, holder(other.get()), deadline.inWords());
            }
            pause(project, deadline);
        }
    }

    private static Map<String, String> labels(String project, ClaimOwner self) {
        var labels = new LinkedHashMap<>(self.labels());
        labels.put(Labels.PROJECT, project);
        labels.put(Labels.LOCK, project);
        labels.put(Labels.LOCK_INSTANCE, INSTANCE);
        labels.put(Labels.LOCK_SINCE, Clock.systemUTC().instant().toString());
        return labels;
    }

    /** The claim of somebody else that counts or may come to; those of the dead are removed. */
    private static Optional<VolumeDetails> others(ContainerEngine engine, String project, ClaimOwner self, String own) {
        Optional<VolumeDetails> found = Optional.empty();
        List<VolumeDetails> claims = engine.volumes(Map.of(Labels.LOCK, project));
        for (VolumeDetails claim : claims) {
            if (claim.name().equals(own)) {
                continue;
            }
            if (isVoid(claim, self)) {
                LOG.debug("Project {}: the claim {} is void, since nobody holds it any more", project, claim.name());
                engine.removeVolume(claim.name());
            } else {
                found = Optional.of(claim);
            }
        }
        return found;
    }

    private static boolean isVoid(VolumeDetails claim, ClaimOwner self) {
        ClaimOwner owner = ClaimOwner.of(claim.labels());
        boolean ours = INSTANCE.equals(claim.labels().get(Labels.LOCK_INSTANCE));
        return owner.isGone(self) || (ours && !OWN.contains(claim.name()));
    }

    private static ProjectBusyException.Holder holder(VolumeDetails claim) {
        ClaimOwner owner = ClaimOwner.of(claim.labels());
        return new ProjectBusyException.Holder(
                owner.host(), owner.pid(), instant(claim.labels().getOrDefault(Labels.LOCK_SINCE, "")), claim.name());
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Of a length by chance, so that two who withdrew because of each other do not meet again. */
    private static void pause(String project, Deadline deadline) {
        long longest = Math.min(
                LONGEST_PAUSE.toMillis(), Math.max(1, deadline.remaining().toMillis()));
        long shortest = Math.min(SHORTEST_PAUSE.toMillis(), longest);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(shortest, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED,
                    "Gave up waiting for another process that works on project '" + project
                            + "': the thread was interrupted",
                    e);
        }
    }

    private static void withdraw(ContainerEngine engine, String claim) {
        try {
            engine.removeVolume(claim);
        } catch (EngineException e) {
            LOG.warn("The claim {} could not be withdrawn; it is void once nobody holds it: {}", claim, e.getMessage());
        } finally {
            OWN.remove(claim);
        }
    }
}
