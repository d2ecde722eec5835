package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.secret.SecretMask;

/** What services wrote last, read before their containers are removed. Secrets are masked. */
final class LastWords {

    private static final int LINES = 20;
    private static final int LONGEST_LINE_CHARACTERS = 500;
    private static final int LONGEST_WORDS_CHARACTERS = 2000;
    private static final Duration LIMIT = Duration.ofMillis(800);

    private final ContainerEngine engine;
    private final SecretMask mask;

    LastWords(ContainerEngine engine, Project project) {
        this.engine = engine;
        this.mask = project.mask();
    }

    List<ServiceFailure> of(List<ServiceFailure> failures, List<ContainerRun> runs) {
        var containers = new LinkedHashMap<String, String>();
        for (ServiceFailure failure : failures) {
            runs.stream()
                    .filter(run -> run.containerName().equals(failure.container())
                            && failure.kind() != ServiceFailure.Kind.WAITING)
                    .flatMap(run -> run.container().stream())
                    .findFirst()
                    .ifPresent(id -> containers.put(failure.container(), id));
        }
        return withLines(failures, containers);
    }

    /** With the last lines of these containers, by the container's name. */
    List<ServiceFailure> withLines(List<ServiceFailure> failures, Map<String, String> containers) {
        ExecutorService threads = Threads.named("last-words");
        try {
            var lines = new LinkedHashMap<String, CompletableFuture<List<String>>>();
            containers.forEach((name, id) -> lines.put(
                    name,
                    CompletableFuture.supplyAsync(() -> lines(id), threads)
                            .completeOnTimeout(
                                    List.of("(its log could not be read in time)"),
                                    LIMIT.toMillis(),
                                    TimeUnit.MILLISECONDS)));
            var told = new ArrayList<ServiceFailure>();
            for (ServiceFailure failure : failures) {
                CompletableFuture<List<String>> ofService = lines.get(failure.container());
                told.add(new ServiceFailure(
                        failure.service(),
                        failure.container(),
                        failure.kind(),
                        cut(mask.mask(failure.words()), LONGEST_WORDS_CHARACTERS),
                        failure.exitCode(),
                        ofService == null ? List.of() : ofService.join()));
            }
            return told;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> lines(String container) {
        try {
            return engine.logs(container, LogQuery.last(LINES), LIMIT).stream()
                    .map(LogLine::text)
                    .map(mask::mask)
                    .map(line -> cut(line, LONGEST_LINE_CHARACTERS))
                    .toList();
        } catch (EngineException e) {
            return List.of("(its log could not be read: " + e.getMessage() + ")");
        }
    }

    private static String cut(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters) + "…";
    }
}
