package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.model.Healthcheck;

/** A service's own health test, run by us inside its container as the engine would. */
final class Probe {

    private static final int OUTPUT_LIMIT_BYTES = 4096;
    /** The engine's default. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final ContainerEngine engine;
    private final String container;
    private final List<String> command;
    private final Duration timeout;

    private Probe(ContainerEngine engine, String container, List<String> command, Duration timeout) {
        this.engine = engine;
        this.container = container;
        this.command = command;
        this.timeout = timeout;
    }

    /**
     * What a probe found.
     *
     * @param passed whether the test passed
     * @param words what it said
     */
    record Result(boolean passed, String words) {}

    /** Empty where there is no health check. */
    static Optional<Probe> of(ContainerEngine engine, String container, Healthcheck check) {
        if (check.test().isEmpty() || check.disabled()) {
            return Optional.empty();
        }
        Duration timeout = check.timeout()
                .filter(limit -> limit.compareTo(Duration.ZERO) > 0)
                .orElse(DEFAULT_TIMEOUT);
        return Optional.of(new Probe(engine, container, command(check.test()), timeout));
    }

    private static List<String> command(List<String> test) {
        List<String> words = test.subList(1, test.size());
        if (!test.get(0).equals("CMD-SHELL")) {
            return words;
        }
        var command = new ArrayList<>(List.of("/bin/sh", "-c"));
        command.addAll(words);
        return command;
    }

    Result run() {
        try {
            ExecResult result = engine.exec(container, command, Map.of(), OUTPUT_LIMIT_BYTES, timeout);
            return new Result(
                    result.exitCode() == 0,
                    "exit code " + result.exitCode() + ": "
                            + (result.standardOutput() + result.standardError()).strip());
        } catch (EngineException e) {
            // the container may have just ended: the engine's verdict will say so
            return new Result(false, String.valueOf(e.getMessage()));
        }
    }
}
