package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A connection for each test, names that nobody else has, and everything that bears the test's label removed afterwards. */
final class EngineFixture implements BeforeEachCallback, AfterEachCallback {

    private static final String LABEL = "me.meeshy.test.run";

    private final AtomicInteger names = new AtomicInteger();
    private String run = "";
    private @Nullable DockerEngine engine;

    @Override
    public void beforeEach(ExtensionContext context) {
        run = "meeshy-it-" + UUID.randomUUID().toString().substring(0, 8);
        engine = DockerEngine.connect();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (DockerEngine engine = engine()) {
            engine.containers(labels()).forEach(container -> engine.remove(container.id(), true));
            engine.networks(labels()).forEach(network -> engine.removeNetwork(network.id()));
            engine.volumes(labels()).forEach(volume -> engine.removeVolume(volume.name()));
        }
    }

    DockerEngine engine() {
        return Objects.requireNonNull(engine, "connected before each test");
    }

    Map<String, String> labels() {
        return Map.of(LABEL, run);
    }

    String name() {
        return run + "-" + names.incrementAndGet();
    }

    Specs container(String image) {
        return new Specs(name(), image).label(LABEL, run);
    }

    /** A container that does nothing until it is told to end, at once. */
    Specs idle(String image) {
        return container(image).entrypoint("sh", "-c", "trap 'exit 0' TERM QUIT; sleep 1000 & wait");
    }

    /** A container that has to be killed. */
    Specs stubborn(String image) {
        return container(image).entrypoint("sh", "-c", "trap '' TERM QUIT; while true; do sleep 1; done");
    }

    String started(Specs specs) {
        String id = engine().create(specs.spec());
        engine().start(id);
        return id;
    }

    String network() {
        String name = name();
        engine().createNetwork(new NetworkSpec(name, Optional.empty(), Map.of(), false, labels()));
        return name;
    }

    String volume() {
        String name = name();
        engine().createVolume(new VolumeSpec(name, Optional.empty(), Map.of(), labels()));
        return name;
    }

    Map<String, String> labelsAnd(String key, String value) {
        Map<String, String> labels = new HashMap<>(labels());
        labels.put(key, value);
        return labels;
    }

    ExecResult exec(String container, String... command) {
        return engine().exec(container, List.of(command), Map.of(), 10_000, Duration.ofSeconds(20));
    }

    /** Runs a command that must succeed, and gives what it wrote. */
    String run(String container, String... command) {
        ExecResult result = exec(container, command);
        assertThat(result.exitCode()).as(result.standardError()).isZero();
        return result.standardOutput();
    }

    List<String> log(String container) {
        return engine().logs(container, LogQuery.ALL, Duration.ofSeconds(10)).stream()
                .map(LogLine::text)
                .toList();
    }
}
