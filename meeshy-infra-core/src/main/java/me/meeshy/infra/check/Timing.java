package me.meeshy.infra.check;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The clock and the sleep of a validation, so that its tests need neither. */
interface Timing {

    Timing SYSTEM = new Timing() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    };

    /** As {@link System#nanoTime()}. */
    long nanos();

    /** Waits. */
    void sleep(Duration pause) throws InterruptedException;
}
