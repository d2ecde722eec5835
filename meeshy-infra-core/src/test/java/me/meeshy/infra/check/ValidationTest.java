package me.meeshy.infra.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;

class ValidationTest {

    private final ManualTiming timing = new ManualTiming();

    @Test
    void runWhenAllHoldReportsEachAfterOneRound() {
        ValidationReport report = Validation.named("staging")
                .check("one", deadline -> CheckResult.holds("200"))
                .check("two", deadline -> CheckResult.holds("PONG"))
                .timing(timing)
                .run()
                .orThrow();

        assertThat(report.ok()).isTrue();
        assertThat(report.rounds()).isEqualTo(1);
        assertThat(report.rows()).extracting(ValidationReport.Row::check).containsExactly("one", "two");
        assertThat(report.summary()).isEqualTo("validation 'staging' holds: 2 checks, 1 round in 0.0 s");
    }

    @Test
    void runWhenEachHoldsButNeverAtOnceFails() {
        var round = new AtomicInteger();
        var evenSeen = new AtomicBoolean();
        var oddSeen = new AtomicBoolean();
        Check even = deadline -> {
            boolean holds = round.get() % 2 == 0;
            evenSeen.compareAndSet(false, holds);
            return new CheckResult(holds, "even");
        };
        Check odd = deadline -> {
            boolean holds = round.get() % 2 == 1;
            oddSeen.compareAndSet(false, holds);
            return new CheckResult(holds, "odd");
        };
        timing.onSleep = round::incrementAndGet;

        ValidationReport report = Validation.named("flapping")
                .check("even", even)
                .check("odd", odd)
                .within(Duration.ofSeconds(10))
                .timing(timing)
                .run();

        assertThat(report.ok()).isFalse();
        assertThat(evenSeen).isTrue();
        assertThat(oddSeen).isTrue();
        assertThat(report.rounds()).isGreaterThan(5);
    }

    @Test
    void runWhenACheckComesToHoldAsksTheOthersAgainToo() {
        var asked = new AtomicInteger();
        var slow = new AtomicInteger();
        ValidationReport report = Validation.named("starting")
                .check("fast", deadline -> CheckResult.holds("round " + asked.incrementAndGet()))
                .check("slow", deadline -> new CheckResult(slow.incrementAndGet() == 4, "starting"))
                .timing(timing)
                .run();

        assertThat(report.ok()).isTrue();
        assertThat(report.rounds()).isEqualTo(4);
        assertThat(report.rows().get(0).result().detail()).isEqualTo("round 4");
    }

    @Test
    void runWhenDeadlinePassesEndsWithinItAndSaysWhatEachSaid() {
        Validation validation = Validation.named("production")
                .check("web", deadline -> CheckResult.holds("200"))
                .check("api", deadline -> CheckResult.fails("expected status 200, got 503"))
                .within(Duration.ofSeconds(20))
                .timing(timing);

        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> validation.run().orThrow())
                .withMessageContaining("'production' does not hold")
                .withMessageContaining("1 of 2 checks failed: api: expected status 200, got 503")
                .withMessageContaining("allowed: 20.0 s")
                .satisfies(failure -> assertThat(failure.report().rows()).hasSize(2));
        assertThat(timing.elapsed()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(20));
    }

    @Test
    void runWhenChecksTakeTimeGivesEachRoundWhatIsLeft() {
        var given = new AtomicLong();
        Validation.named("slow")
                .check("slow", deadline -> {
                    given.set(deadline.toMillis());
                    timing.advance(Duration.ofSeconds(4));
                    return CheckResult.fails("not yet");
                })
                .within(Duration.ofSeconds(10))
                .timing(timing)
                .run();

        assertThat(given.get()).isBetween(1_000L, 2_000L);
    }

    @Test
    void runAsksTheChecksOfARoundInParallel() {
        var both = new CyclicBarrier(2);
        Check meets = deadline -> {
            try {
                both.await(10, TimeUnit.SECONDS);
                return CheckResult.holds("met");
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                return CheckResult.fails("was alone");
            }
        };

        assertThat(Validation.named("parallel")
                        .check("a", meets)
                        .check("b", meets)
                        .run()
                        .ok())
                .isTrue();
    }

    @Test
    void runWhenACheckThrowsTakesItsMessageForTheReason() {
        timing.onSleep = () -> timing.advance(Duration.ofMinutes(1));
        ValidationReport report = Validation.named("throwing")
                .check("ours", deadline -> {
                    throw new InfraException("the engine is gone");
                })
                .check("theirs", deadline -> {
                    throw new IllegalStateException("broken");
                })
                .check("asserted", deadline -> {
                    assertThat(1).isEqualTo(2);
                    return CheckResult.holds("");
                })
                .within(Duration.ofMinutes(1))
                .timing(timing)
                .run();

        assertThat(report.rows())
                .extracting(row -> row.result().detail())
                .satisfiesExactly(
                        ours -> assertThat(ours).isEqualTo("the engine is gone"),
                        theirs -> assertThat(theirs).isEqualTo("IllegalStateException: broken"),
                        asserted -> assertThat(asserted).startsWith("AssertionFailedError: "));
    }

    @Test
    void runWhenACheckIgnoresItsDeadlineIsNotHeldUpByIt() {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        ValidationReport report = Validation.named("hanging")
                .check("hangs", deadline -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return CheckResult.holds("too late");
                })
                .within(Duration.ofMillis(100))
                .run();

        assertThat(report.ok()).isFalse();
        assertThat(report.rows().get(0).result().detail()).matches("no answer within \\d+ ms");
        assertThat(interrupted)
                .satisfies(
                        latch -> assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue());
    }

    @Test
    void runWhenInterruptedStopsAndSetsTheFlagAgain() {
        Validation validation = Validation.named("interrupted").check("any", deadline -> CheckResult.fails("no"));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(validation::run)
                .isNotInstanceOf(ValidationException.class)
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void runWhenThereAreNoChecksRefuses() {
        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(Validation.named("empty")::run)
                .withMessageContaining("has no checks");
    }

    @Test
    void checkWhenNameIsTakenRefuses() {
        Validation validation = Validation.named("twice").check("a", deadline -> CheckResult.holds(""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> validation.check("a", deadline -> CheckResult.holds("")))
                .withMessageContaining("'a' already");
    }

    @Test
    void withinWhenDeadlineIsZeroRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Validation.named("none").within(Duration.ZERO));
    }

    @Test
    void checkLeavesTheValidationThatItIsAddedTo() {
        Validation empty = Validation.named("empty");
        empty.check("a", deadline -> CheckResult.holds(""));

        assertThat(empty).hasToString("Validation[empty, []]");
    }

    @Test
    void reportPrintsATableAndMarkdown() {
        timing.onSleep = () -> timing.advance(Duration.ofMinutes(1));
        ValidationReport report = Validation.named("staging")
                .check("web", deadline -> CheckResult.holds("200"))
                .check("frontend", deadline -> CheckResult.fails("a | b"))
                .within(Duration.ofMinutes(1))
                .timing(timing)
                .run();

        assertThat(report.toString()).isEqualTo("""
                        validation staging: does not hold (1 round, 0.0 s)
                          ok      web       200
                          FAILED  frontend  a | b""");
        assertThat(report.toMarkdown())
                .contains("| web | ok | 0 ms | 200 |\n")
                .contains("| frontend | failed | 0 ms | a \\| b |\n");
    }

    /** A clock that only sleeping and the test move. */
    private static final class ManualTiming implements Timing {

        private final AtomicLong nanos = new AtomicLong();
        private Runnable onSleep = () -> {};

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            nanos.addAndGet(pause.toNanos());
            onSleep.run();
        }

        void advance(Duration step) {
            nanos.addAndGet(step.toNanos());
        }

        Duration elapsed() {
            return Duration.ofNanos(nanos.get());
        }
    }
}
