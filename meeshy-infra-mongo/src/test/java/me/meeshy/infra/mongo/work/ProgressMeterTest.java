package me.meeshy.infra.mongo.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<TransferProgress> told = new ArrayList<>();

    @Test
    void progressTellsRateAndRemainingTime() {
        ProgressMeter meter = new ProgressMeter(told::add, 100, 4_000, now::get);

        pass(Duration.ofSeconds(2));
        meter.add("d.a", 25, 1_000);
        pass(Duration.ofSeconds(2));
        meter.add("d.b", 50, 2_000);

        assertThat(told).extracting(TransferProgress::bytesPerSecond).containsExactly(500.0, 750.0);
        assertThat(told)
                .extracting(each -> each.remaining().orElseThrow())
                .containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(4).dividedBy(3));
        assertThat(told.get(1).elapsed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void remainingTimeIsNotToldWhereNobodyKnowsHowMuchThereIs() {
        ProgressMeter meter = new ProgressMeter(told::add, 0, 0, now::get);

        meter.add("d.a", 0, 0);
        pass(Duration.ofSeconds(1));
        meter.add("d.a", 1, 10);

        assertThat(told).allSatisfy(each -> assertThat(each.remaining()).isEmpty());
        assertThat(told).extracting(TransferProgress::bytesPerSecond).containsExactly(0.0, 10.0);
    }

    @Test
    void remainingTimeIsZeroWhereThereIsMoreThanWasExpected() {
        ProgressMeter meter = new ProgressMeter(told::add, 1, 10, now::get);

        pass(Duration.ofSeconds(1));
        meter.add("d.a", 3, 30);

        assertThat(told.get(0).remaining()).contains(Duration.ZERO);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
