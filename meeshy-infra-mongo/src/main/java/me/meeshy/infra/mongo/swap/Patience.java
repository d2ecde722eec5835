package me.meeshy.infra.mongo.swap;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long something is tried again, and how often. Immutable. */
public final class Patience {

    private final Duration within;
    private final Duration pause;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    /** Lets time pass; a test's does so at once. */
    @FunctionalInterface
    interface Sleeper {

        void sleep(Duration duration) throws InterruptedException;
    }

    Patience(Duration within, Duration pause, LongSupplier nanoTime, Sleeper sleeper) {
        this.within = within;
        this.pause = pause;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    public static Patience of(Duration within, Duration pause) {
        return new Patience(within, pause, System::nanoTime, duration -> Thread.sleep(duration.toMillis()));
    }

    /** Begins to wait. */
    public Waiting begin() {
        return new Waiting();
    }

    /** One time of waiting, by one thread. */
    public final class Waiting {

        private long end;

        private Waiting() {
            renew();
        }

        /** Something came of it: from now on the whole time is granted again. */
        public void renew() {
            end = nanoTime.getAsLong() + within.toNanos();
        }

        /** Pauses, and says whether to try again: not if time is up, nor if the thread is interrupted, whose flag stays set. */
        public boolean again() {
            if (nanoTime.getAsLong() - end > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            try {
                sleeper.sleep(pause);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
