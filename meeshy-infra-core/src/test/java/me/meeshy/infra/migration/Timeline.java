package me.meeshy.infra.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that happens to a target, in its order. It can let something fail, and it can end the process at any moment: from then
 * on nothing happens any more, nor does anything reach the journal.
 */
final class Timeline implements JournalListener {

    /** The end of the process: no code of ours may do anything about it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final int NEVER = Integer.MAX_VALUE;

    private final List<String> events = new ArrayList<>();
    private final Map<String, RuntimeException> failures = new HashMap<>();
    private final Map<String, Runnable> hooks = new HashMap<>();
    private int moments;
    private int killAt = NEVER;
    private boolean dead;

    /** Does something, unless it is to fail, with a moment before it and one after it. */
    void happens(String event, Runnable effect) {
        moment();
        Runnable hook = hooks.remove(event);
        if (hook != null) {
            hook.run();
        }
        RuntimeException failure = failures.get(event);
        if (failure != null) {
            events.add(event + " fails");
            throw failure;
        }
        effect.run();
        events.add(event);
        moment();
    }

    private void moment() {
        moments++;
        if (dead || moments >= killAt) {
            dead = true;
            throw new Killed();
        }
    }

    @Override
    public void before(JournalRecord record) {
        moment();
    }

    @Override
    public void after(JournalRecord record) {
        moment();
    }

    void failAt(String event, RuntimeException failure) {
        failures.put(event, failure);
    }

    void failNoMore() {
        failures.clear();
        hooks.clear();
    }

    /** Does something else right before the first time that something happens. */
    void doBefore(String event, Runnable hook) {
        hooks.put(event, hook);
    }

    /** Ends the process at the nth moment from now. */
    void killAt(int moment) {
        moments = 0;
        killAt = moment;
    }

    /** A new process begins. */
    void revive() {
        moments = 0;
        killAt = NEVER;
        dead = false;
    }

    int moments() {
        return moments;
    }

    List<String> events() {
        return List.copyOf(events);
    }

    void forget() {
        events.clear();
    }
}
