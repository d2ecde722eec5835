package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import me.meeshy.infra.engine.NetworkSpec;

/**
 * One {@code up} and what it has done that must be undone if it fails. What it made bears its id as a label, so that also
 * what the engine finished after we gave up waiting is found. Thread-safe.
 */
final class Attempt {

    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final List<Replaced> replaced = new ArrayList<>();
    private final List<ReplacedNetwork> replacedNetworks = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final List<String> unproven = new ArrayList<>();
    private final Map<String, Duration> restarted = new LinkedHashMap<>();

    /**
     * A container that gave way to a new one and is kept until all is well.
     *
     * @param container its id
     * @param name the name that it had
     * @param wasRunning whether it ran
     */
    record Replaced(String container, String name, boolean wasRunning) {}

    String id() {
        return id;
    }

    /** The labels with its id among them. */
    Map<String, String> marked(Map<String, String> labels) {
        var all = new LinkedHashMap<>(labels);
        all.put(Labels.ATTEMPT, id);
        return all;
    }

    synchronized void replaced(Replaced old) {
        replaced.add(old);
    }

    synchronized List<Replaced> replaced() {
        return List.copyOf(replaced);
    }

    /**
     * A network that gives way to a new one of its name.
     *
     * @param spec what it was made of
     * @param containers the ids of those that were in it
     */
    record ReplacedNetwork(NetworkSpec spec, List<String> containers) {}

    synchronized void replaced(ReplacedNetwork old) {
        replacedNetworks.add(old);
    }

    synchronized List<ReplacedNetwork> replacedNetworks() {
        return List.copyOf(replacedNetworks);
    }

    /** A container that was there but stopped. */
    synchronized void started(String container) {
        started.add(container);
    }

    synchronized List<String> started() {
        return List.copyOf(started);
    }

    /** A container that an interrupted attempt had made and put in the place of another: it is kept only if it works. */
    synchronized void unproven(String container) {
        unproven.add(container);
    }

    synchronized List<String> unproven() {
        return List.copyOf(unproven);
    }

    /** A container that was restarted since one that it depends on was replaced, with its grace period. */
    synchronized void restarted(String container, Duration grace) {
        restarted.put(container, grace);
    }

    synchronized Map<String, Duration> restarted() {
        return new LinkedHashMap<>(restarted);
    }
}
