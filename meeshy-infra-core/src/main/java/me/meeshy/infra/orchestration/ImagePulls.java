package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;

/**
 * Which images are fetched although the engine has them, since a tag may name another image by now. That happens before it is
 * decided what is to be replaced. What the options of an up say goes before what its services say.
 */
final class ImagePulls {

    private ImagePulls() {}

    /**
     * Asks the engine where the age of an image counts.
     *
     * @return the reason by image
     */
    static Map<String, String> due(ContainerEngine engine, Project project, UpOptions options) {
        var due = new LinkedHashMap<String, String>();
        for (String name : Selection.of(project, options).selected()) {
            Service service = project.stack().service(name);
            if (ImageBuilds.isBuilt(service, options)) {
                continue;
            }
            if (options.pull() == UpOptions.Pull.ALWAYS) {
                due.putIfAbsent(service.image(), "asked for");
            } else if (options.pull() == UpOptions.Pull.MISSING) {
                why(engine, service).ifPresent(reason -> due.putIfAbsent(service.image(), reason));
            }
        }
        return due;
    }

    private static Optional<String> why(ContainerEngine engine, Service service) {
        PullPolicy policy = service.pullPolicy();
        if (policy.mode() == PullPolicy.Mode.ALWAYS) {
            return Optional.of("the pull policy of " + service.name() + " is always");
        }
        if (policy.every().isEmpty() || engine.image(service.image()).isEmpty()) {
            // what is missing is fetched anyway
            return Optional.empty();
        }
        Duration age = policy.every().get();
        return engine.imageTagged(service.image())
                        .filter(Instant.now().minus(age)::isBefore)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("the pull policy of " + service.name() + " is every " + age.toSeconds()
                        + " s, and it was fetched longer ago");
    }

    /** Whether what the engine does not have may be fetched for a service. */
    static boolean isForbidden(Service service, UpOptions options) {
        return options.pull() == UpOptions.Pull.NEVER
                || (options.pull() == UpOptions.Pull.MISSING
                        && service.pullPolicy().mode() == PullPolicy.Mode.NEVER);
    }

    /**
     * Fetches these at once.
     *
     * @throws UpFailedException if one cannot be fetched
     */
    static void fetch(
            ContainerEngine engine, Project project, Set<String> images, UpOptions options, Deadline deadline) {
        var pulls = new ArrayList<Runnable>();
        images.forEach(image -> pulls.add(() -> {
            try {
                engine.pull(image, deadline.remainingOrLeast(), options.onPull());
            } catch (EngineException e) {
                throw failed(project, image, e);
            }
        }));
        try (var threads = new Concurrently("pull")) {
            threads.run(pulls);
        }
    }

    private static UpFailedException failed(Project project, String image, EngineException cause) {
        List<ServiceFailure> failures = project.stack().services().values().stream()
                .filter(service -> service.imageIn(project.name()).equals(image))
                .map(service -> new ServiceFailure(
                        service.name(),
                        project.containerName(service),
                        ServiceFailure.Kind.REFUSED_BY_ENGINE,
                        String.valueOf(cause.getMessage()),
                        OptionalInt.empty(),
                        List.of()))
                .toList();
        boolean interrupted = cause.reason() == EngineException.Reason.INTERRUPTED;
        return new UpFailedException(
                project.environment(),
                interrupted ? "bring up, since the thread was interrupted," : "bring up",
                failures,
                "It had made nothing that had to be undone.",
                List.of(),
                Instant.now(),
                cause);
    }
}
