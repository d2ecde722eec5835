package me.meeshy.infra.orchestration;

import java.time.Duration;

/**
 * How long to pause between two probes. The first pauses are short, since most services are up within a second; then they
 * grow. A probe that takes long costs the machine much, so that the pause is never shorter than twice what the last one took.
 */
final class ProbePacing {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_GROWN_PAUSE = Duration.ofSeconds(1);
    private static final int GROWTH_PERCENT = 130;
    private static final int LAST_PROBE_TIMES = 2;

    private Duration grown = FIRST_PAUSE;

    /** The pause after a probe that failed. */
    Duration after(Duration lastProbe) {
        Duration pause = grown;
        Duration next = grown.multipliedBy(GROWTH_PERCENT).dividedBy(100);
        grown = next.compareTo(LONGEST_GROWN_PAUSE) < 0 ? next : LONGEST_GROWN_PAUSE;
        Duration proportional = lastProbe.multipliedBy(LAST_PROBE_TIMES);
        return pause.compareTo(proportional) > 0 ? pause : proportional;
    }
}
