package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.check.CheckResult;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;

/**
 * Staging and production, in memory. Production's services remember which data they were started on, and its gateway fills the
 * cache from it, so that a service left running on data that is not live any more is seen. One writer, {@code worker}, was
 * stopped by its operator before.
 */
final class TwoEnvironments {

    static final Consent CONSENT = Consent.toReplaceDataOf("production");
    static final Consent DESTROY = Consent.toDestroyDataOf("production");
    static final String SECRET = "kR7vQ2mXw9";
    static final String STAGING_SECRET = "Zt4bN8cLp3";

    private static final Map<String, TwoEnvironments> ALL = new ConcurrentHashMap<>();
    private static final RestartPolicy UNLESS_STOPPED = new RestartPolicy(RestartPolicy.Mode.UNLESS_STOPPED, 0);
    private static final RestartPolicy THREE_TIMES = new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3);

    private final String name = UUID.randomUUID().toString();
    private final Timeline timeline = new Timeline();
    private final Map<String, FakeData> stores = Map.of("database/meeshy", new FakeData(), "redis", new FakeData());
    private final Map<String, String> startedOn = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private final FakeContainers engine = new FakeContainers(timeline, this::started);
    private final Infra infra = Infra.on(engine);
    private final Environment staging;
    private final Environment production;
    private final Path backups;
    private boolean valid = true;
    private Duration patience = Duration.ofSeconds(20);

    TwoEnvironments(Path directory) {
        staging = environment(directory, "staging", "meeshy-staging", STAGING_SECRET);
        production = environment(directory, "production", "meeshy", SECRET);
        backups = directory.resolve("backups");
        engine.add(staging.stack());
        engine.add(production.stack());
        engine.crash("meeshy-worker-1");
        for (String service : List.of("gateway", "frontend")) {
            startedOn.put("meeshy-" + service + "-1", FakeData.OLD);
        }
        ALL.put(name, this);
    }

    private static Environment environment(Path directory, String name, String project, String password) {
        Path secret = directory.resolve(name + "-password");
        try {
            Files.createDirectories(directory);
            Files.writeString(secret, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Environment.of(
                name,
                Stack.builder(project)
                        .secret(new Secret("password", secret))
                        .service(Service.builder("database", "mongo:8.0")
                                .volume("database_data", "/data/db")
                                .secret("password")
                                .build())
                        .service(Service.builder("redis", "redis:8-alpine").build())
                        .service(Service.builder("gateway", "gateway")
                                .restart(UNLESS_STOPPED)
                                .volume("gateway_uploads", "/uploads")
                                .build())
                        .service(Service.builder("worker", "worker")
                                .restart(THREE_TIMES)
                                .build())
                        .service(Service.builder("frontend", "frontend")
                                .restart(UNLESS_STOPPED)
                                .build())
                        .build());
    }

    static TwoEnvironments named(String name) {
        return Objects.requireNonNull(ALL.get(name), "the environments of a test are gone");
    }

    private void started(String container) {
        String live = database().live();
        startedOn.put(container, live);
        if (live.isEmpty()) {
            broken.add(container + " was started on half of the data");
        }
        if (container.equals("meeshy-gateway-1")) {
            cache().fill(live);
        }
    }

    /** Nobody may write while the data is exchanged. */
    void mindWriters(String what) {
        boolean there = engine.container("meeshy-gateway-1").isPresent();
        if (there && (runs("gateway") || !policy("gateway").equals(RestartPolicy.NO))) {
            broken.add("gateway may write during the " + what);
        }
    }

    /** The migration that most tests are about: the cache is declared first. */
    Migration.Builder migration() {
        return Migration.from(staging)
                .to(production)
                .store(new FakeStore(name, "redis", "redis", true))
                .store(new FakeStore(name, "database", "database/meeshy", false))
                .backupTo(backups)
                .stopWriters("gateway", "worker")
                .restart("frontend")
                .validate(validation())
                .journalListener(timeline);
    }

    MigrationReport run() {
        return migration().build().run(infra, CONSENT);
    }

    /** How long the validation of a migration that is built from now on goes on trying; 20 seconds otherwise. */
    void validateWithin(Duration longest) {
        patience = longest;
    }

    /** Holds if the new data is live, unless it is told to fail. */
    Validation validation() {
        return Validation.named("production")
                .check(
                        "users",
                        deadline -> valid && database().live().equals(FakeData.NEW)
                                ? CheckResult.holds("new")
                                : CheckResult.fails("wrong number of users"))
                .within(valid ? patience : Duration.ofMillis(50));
    }

    /** The journal of the last run. */
    Path journal() {
        return journals().get(journals().size() - 1);
    }

    List<Path> journals() {
        if (!Files.isDirectory(backups)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RecordedMigration recorded() {
        return Migration.recorded(journal()).validate(validation()).listener(timeline);
    }

    /** After the end of one process, another one begins. */
    void newProcess() {
        timeline.revive();
        stores.values().forEach(FakeData::lostConnections);
    }

    /** All that holds once a migration ended, whichever way. */
    void assertAtRest(Outcome outcome) {
        assertThat(broken).isEmpty();
        assertThat(database().live()).isEqualTo(outcome == Outcome.SUCCEEDED ? FakeData.NEW : FakeData.OLD);
        if (outcome == Outcome.SUCCEEDED && !database().discarded()) {
            assertThat(database().parked()).hasValue(FakeData.OLD);
        }
        assertThat(database().staged()).isEmpty();
        assertThat(cache().live())
                .as("what the cache was made of")
                .isIn("", database().live());
        assertThat(runs("gateway")).as("gateway runs again").isTrue();
        assertThat(runs("worker")).as("worker was stopped before").isFalse();
        assertThat(runs("frontend")).as("frontend runs").isTrue();
        assertThat(policy("gateway")).isEqualTo(UNLESS_STOPPED);
        assertThat(policy("worker")).isEqualTo(THREE_TIMES);
        assertThat(startedOn.values())
                .as("services on the live data")
                .containsOnly(database().live());
        stores.forEach((store, data) -> {
            assertThat(data.heldBy()).as("%s is given free", store).isEmpty();
            assertThat(data.connections()).as("connections to %s", store).isZero();
        });
    }

    /** All that holds as long as nothing was touched. */
    void assertUntouched() {
        assertThat(timeline.events())
                .allMatch(event -> event.endsWith(" open") || event.endsWith(" plan") || event.endsWith(" fails"));
        assertAtRest(Outcome.UNDONE);
    }

    boolean runs(String service) {
        return engine.status("meeshy-" + service + "-1") == Status.RUNNING;
    }

    RestartPolicy policy(String service) {
        return engine.restart("meeshy-" + service + "-1");
    }

    void failValidation() {
        valid = false;
    }

    FakeData data(String store) {
        return Objects.requireNonNull(stores.get(store));
    }

    FakeData database() {
        return data("database/meeshy");
    }

    FakeData cache() {
        return data("redis");
    }

    Timeline timeline() {
        return timeline;
    }

    FakeContainers engine() {
        return engine;
    }

    Infra infra() {
        return infra;
    }

    Environment staging() {
        return staging;
    }

    Environment production() {
        return production;
    }

    Path backups() {
        return backups;
    }
}
