package me.meeshy.infra.mongo.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final AtomicLong now = new AtomicLong();
    private final Patience patience = new Patience(
            Duration.ofSeconds(1), Duration.ofMillis(300), now::get, duration -> now.addAndGet(duration.toNanos()));

    private static int attempts(Patience.Waiting waiting) {
        int attempts = 0;
        while (waiting.again()) {
            attempts++;
        }
        return attempts;
    }

    @Test
    void againHoldsUntilTimeIsUp() {
        assertThat(attempts(patience.begin())).isEqualTo(4);
    }

    @Test
    void renewGrantsTheWholeTimeAgain() {
        Patience.Waiting waiting = patience.begin();
        attempts(waiting);
        waiting.renew();

        assertThat(attempts(waiting)).isEqualTo(4);
    }

    @Test
    void againWhenTheThreadIsInterruptedEndsAtOnceAndLeavesTheFlag() {
        Patience.Waiting waiting = patience.begin();
        Thread.currentThread().interrupt();

        assertThat(waiting.again()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(now).hasValue(0);
    }

    @Test
    void againWhenInterruptedWhileItPausesLeavesTheFlag() {
        Patience.Waiting waiting = new Patience(Duration.ofSeconds(1), Duration.ofMillis(300), now::get, duration -> {
                    throw new InterruptedException();
                })
                .begin();

        assertThat(waiting.again()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
