package me.meeshy.infra.orchestration;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ImageBuild;
import me.meeshy.infra.image.BuildContext;
import me.meeshy.infra.image.ImageName;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.BuildLine;
import me.meeshy.infra.plan.UpOptions;
import org.jspecify.annotations.Nullable;

/**
 * Which images are built, and their builds, one after the other: an image may be what the next builds upon. That happens before it is
 * decided what is to be replaced.
 */
final class ImageBuilds {

    /**
     * An image that is to be built.
     *
     * @param service whose it is
     * @param build what and how
     * @param context what the engine is sent
     * @param why why it is built
     */
    record Due(Service service, ImageBuild build, BuildContext context, String why) {

        String image() {
            return build.reference();
        }
    }

    private ImageBuilds() {}

    /**
     * Reads the Dockerfiles; asks the engine what it has.
     *
     * @return in the order in which they are built
     * @throws InfraException if one cannot be built with what its service says
     */
    static List<Due> of(ContainerEngine engine, Project project, UpOptions options) {
        Selection selection = Selection.of(project, options);
        Set<String> touched = new LinkedHashSet<>(selection.selected());
        touched.addAll(selection.followers());
        return of(engine, project, options, touched);
    }

    /** The same, of some services only, and of those upon whose images they are built. */
    static List<Due> of(ContainerEngine engine, Project project, UpOptions options, Set<String> services) {
        var due = new LinkedHashMap<String, Due>();
        for (Service service : inOrder(project)) {
            String image = service.imageIn(project.name());
            if (services.contains(service.name()) && isBuilt(service, options) && !due.containsKey(image)) {
                why(engine, service, image, options)
                        .ifPresent(reason -> due.put(image, due(project, service, image, reason)));
            }
        }
        addBases(engine, project, due);
        return BuildOrder.of(due.values());
    }

    /** What another service's image is built upon is built as well, where the engine does not have it. */
    private static void addBases(ContainerEngine engine, Project project, Map<String, Due> due) {
        var open = new ArrayDeque<>(due.values());
        for (@Nullable Due next = open.poll(); next != null; next = open.poll()) {
            for (String base : next.build().bases()) {
                for (Service service : project.stack().services().values()) {
                    String image = service.imageIn(project.name());
                    if (service.build().isPresent()
                            && !due.containsKey(image)
                            && ImageName.canonical(image).equals(ImageName.canonical(base))
                            && engine.image(image).isEmpty()) {
                        String why = "the image of " + next.service().name()
                                + " is built upon it, and the engine does not have it";
                        Due added = due(project, service, image, why);
                        due.put(image, added);
                        open.add(added);
                    }
                }
            }
        }
    }

    /** Whether a service's image is built rather than fetched. */
    static boolean isBuilt(Service service, UpOptions options) {
        PullPolicy.Mode mode = service.pullPolicy().mode();
        boolean fetched = mode == PullPolicy.Mode.ALWAYS || mode == PullPolicy.Mode.EVERY;
        return service.build().isPresent()
                && (options.rebuild() || service.image().isEmpty() || !fetched);
    }

    private static Optional<String> why(ContainerEngine engine, Service service, String image, UpOptions options) {
        if (options.rebuild()) {
            return Optional.of("asked for");
        }
        if (service.pullPolicy().mode() == PullPolicy.Mode.BUILD) {
            return Optional.of("the pull policy of " + service.name() + " is build");
        }
        // what has a stand-in for every image is to refuse this one
        return engine.buildsImages() && engine.image(image).isPresent()
                ? Optional.empty()
                : Optional.of("the engine does not have it");
    }

    private static Due due(Project project, Service service, String image, String why) {
        Build build = service.build().orElseThrow();
        Path folder = project.resolve(build.context());
        BuildContext context;
        try {
            context = BuildContext.of(build, folder);
        } catch (InfraException e) {
            throw new InfraException(
                    "cannot build the image of service '" + service.name() + "' in environment '"
                            + project.environment() + "': " + e.getMessage(),
                    e);
        }
        var job = new ImageBuild(
                image,
                build,
                context.dockerfile(),
                context.bases(),
                Labels.ofImage(project, service, build.labels()),
                build.platform().or(service::platform));
        return new Due(service, job, context, why);
    }

    /** Builds them. */
    static void run(
            ContainerEngine engine,
            Project project,
            List<Due> builds,
            Consumer<BuildLine> listener,
            Deadline deadline) {
        for (Due due : builds) {
            new ImageBuildRun(project, due, listener).run(engine, deadline);
        }
    }

    /** What a service depends on comes before it. */
    private static List<Service> inOrder(Project project) {
        var ordered = new LinkedHashSet<String>();
        project.stack().services().keySet().forEach(service -> add(project, service, ordered, new LinkedHashSet<>()));
        List<Service> services = new ArrayList<>();
        ordered.forEach(service -> services.add(project.stack().service(service)));
        return services;
    }

    private static void add(Project project, String service, Set<String> ordered, Set<String> path) {
        Map<String, Service> all = project.stack().services();
        if (!all.containsKey(service) || ordered.contains(service) || !path.add(service)) {
            return;
        }
        project.stack().service(service).dependencies().keySet().forEach(other -> add(project, other, ordered, path));
        ordered.add(service);
    }
}
