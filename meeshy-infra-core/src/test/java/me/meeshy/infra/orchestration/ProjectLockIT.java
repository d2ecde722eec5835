package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.plan.ProjectBusyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims on a project, in a real engine. That another process's claim is respected is UpKilledIT's matter, too. */
@RequiresEngine
class ProjectLockIT {

    private final String project = "meeshy-lock-" + UUID.randomUUID().toString().substring(0, 8);
    private final ContainerEngine engine = DockerEngine.connect();

    @BeforeEach
    void nothingIsClaimed() {
        assertThat(claims()).isZero();
    }

    @AfterEach
    void close() {
        try (engine) {
            engine.volumes(Map.of(Labels.LOCK, project)).forEach(claim -> engine.removeVolume(claim.name()));
        }
    }

    @Test
    void holdingWhenManyWantItLetsOneInAtATime() throws Exception {
        int contenders = 6;
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(contenders);
        try {
            var all = new java.util.ArrayList<Future<?>>();
            for (int i = 0; i < contenders; i++) {
                all.add(threads.submit(() -> ProjectLock.holding(engine, project, Duration.ofMinutes(1), () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    engine.volumes(Map.of(Labels.LOCK, project));
                    inside.decrementAndGet();
                    return done.incrementAndGet();
                })));
            }
            for (Future<?> one : all) {
                one.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(most).hasValue(1);
        assertThat(done).hasValue(contenders);
        assertThat(claims()).as("nothing stays").isZero();
    }

    @Test
    void holdingWhenAnotherHoldsItIsRefusedInTimeAndSaysWho() throws Exception {
        var held = new CountDownLatch(1);
        var refused = new CountDownLatch(1);
        var threads = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> holder =
                    threads.submit(() -> ProjectLock.holding(engine, project, Duration.ofSeconds(5), () -> {
                        held.countDown();
                        return await(refused);
                    }));
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();

            assertThatThrownBy(() -> ProjectLock.holding(engine, project, Duration.ofMillis(300), () -> true))
                    .isInstanceOfSatisfying(ProjectBusyException.class, e -> {
                        assertThat(e.project()).isEqualTo(project);
                        assertThat(e.holder().pid())
                                .isEqualTo(ProcessHandle.current().pid());
                        assertThat(e.holder().since()).isPresent();
                        assertThat(e.holder().host()).isNotEmpty();
                    })
                    .hasMessageContaining("300 ms");
            refused.countDown();
            assertThat(holder.get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void holdingWhenTheHolderHasEndedTakesOver() {
        ClaimOwner self = ClaimOwner.self();
        claimed(new ClaimOwner(self.host(), self.machine(), self.boot(), self.pid(), "1"));
        claimed(new ClaimOwner(self.host(), self.machine(), "another-start-of-the-machine pid:[1]", 1, "1"));

        boolean got = ProjectLock.holding(engine, project, Duration.ofSeconds(1), () -> claims() == 1);

        assertThat(got).as("only the own claim is there").isTrue();
        assertThat(claims()).isZero();
    }

    @Test
    void holdingWhenTheHolderCannotBeSeenBelievesThatItLives() {
        ClaimOwner self = ClaimOwner.self();
        String inAnotherProcessTable = self.boot().replaceAll(" .*", " pid:[1]");
        for (ClaimOwner unseen : new ClaimOwner[] {
            new ClaimOwner("elsewhere", "another-machine", self.boot(), self.pid(), "1"),
            new ClaimOwner(self.host(), self.machine(), inAnotherProcessTable, self.pid(), "1"),
            new ClaimOwner("elsewhere", "", "", 1, "")
        }) {
            String claim = claimed(unseen);

            assertThatThrownBy(() -> ProjectLock.holding(engine, project, Duration.ofMillis(50), () -> true))
                    .as(unseen.toString())
                    .isInstanceOf(ProjectBusyException.class)
                    .hasMessageContaining(unseen.host())
                    .hasMessageContaining(claim);
            engine.removeVolume(claim);
        }
    }

    private String claimed(ClaimOwner owner) {
        String name = "meeshy-infra_lock_" + project + "_" + UUID.randomUUID();
        var labels = new LinkedHashMap<>(owner.labels());
        labels.put(Labels.LOCK, project);
        engine.createVolume(new VolumeSpec(name, Optional.empty(), Map.of(), labels));
        return name;
    }

    private int claims() {
        return engine.volumes(Map.of(Labels.LOCK, project)).size();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
