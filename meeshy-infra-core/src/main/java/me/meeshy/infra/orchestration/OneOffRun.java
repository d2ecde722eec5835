package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.plan.UpOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container of a service for one job: what it depends on is started, it is made, joined, waited for and removed. */
public final class OneOffRun {

    private static final Logger LOG = LoggerFactory.getLogger(OneOffRun.class);
    /** Compose shortens the slug to so many digits in the container's name. */
    private static final int SLUG_IN_NAME = 12;

    private final ContainerEngine engine;
    private final Project project;
    private final Order order;
    private final Consumer<PullProgress> onPull;
    private final Deadline deadline;

    private OneOffRun(
            ContainerEngine engine, Project project, Order order, Consumer<PullProgress> onPull, Duration allowed) {
        this.onPull = onPull;
        this.engine = engine;
        this.project = project;
        this.order = order;
        this.deadline = Deadline.in(allowed);
    }

    /**
     * What is to be run.
     *
     * @param service of which service
     * @param command instead of the service's
     * @param entrypoint instead of the service's
     * @param environment further variables; never printed
     * @param user instead of the service's
     * @param workingDirectory instead of the service's
     * @param ports whether its ports are published
     * @param dependencies whether what the service depends on is started
     */
    public record Order(
            String service,
            Optional<List<String>> command,
            Optional<List<String>> entrypoint,
            Map<String, String> environment,
            Optional<String> user,
            Optional<String> workingDirectory,
            boolean ports,
            boolean dependencies) {

        /**
         * As the service is, but for the command.
         *
         * @param service of which service
         * @param command instead of the service's
         * @return the order
         */
        public static Order of(String service, Optional<List<String>> command) {
            return new Order(
                    service, command, Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), false, true);
        }

        /**
         * With another entry point.
         *
         * @param words program and arguments
         * @return the changed copy
         */
        public Order withEntrypoint(List<String> words) {
            return new Order(
                    service, command, Optional.of(words), environment, user, workingDirectory, ports, dependencies);
        }

        /**
         * With other further variables.
         *
         * @param variables values by name
         * @return the changed copy
         */
        public Order withEnvironment(Map<String, String> variables) {
            return new Order(service, command, entrypoint, variables, user, workingDirectory, ports, dependencies);
        }

        /**
         * As another user.
         *
         * @param other the user
         * @return the changed copy
         */
        public Order withUser(String other) {
            return new Order(
                    service,
                    command,
                    entrypoint,
                    environment,
                    Optional.of(other),
                    workingDirectory,
                    ports,
                    dependencies);
        }

        /**
         * In another folder.
         *
         * @param other the folder
         * @return the changed copy
         */
        public Order withWorkingDirectory(String other) {
            return new Order(service, command, entrypoint, environment, user, Optional.of(other), ports, dependencies);
        }

        /**
         * With its ports published.
         *
         * @return the changed copy
         */
        public Order withPorts() {
            return new Order(service, command, entrypoint, environment, user, workingDirectory, true, dependencies);
        }

        /**
         * Without what the service depends on.
         *
         * @return the changed copy
         */
        public Order withoutDependencies() {
            return new Order(service, command, entrypoint, environment, user, workingDirectory, ports, false);
        }

        /** The service alone. */
        @Override
        public String toString() {
            return "Order[" + service + "]";
        }
    }

    /**
     * Runs it.
     *
     * @param engine where
     * @param project whose
     * @param order what
     * @param streams where its streams lead
     * @param onPull is told how the pulls of images go
     * @param allowed how long it may take
     * @return its exit code
     * @throws InfraException if the stack has no such service, or as an up of what it depends on
     */
    public static int run(
            ContainerEngine engine,
            Project project,
            Order order,
            ExecStreams streams,
            Consumer<PullProgress> onPull,
            Duration allowed) {
        if (!project.stack().services().containsKey(order.service())) {
            throw new InfraException("cannot run a container of service '" + order.service() + "' in environment '"
                    + project.environment() + "': its stack has the services "
                    + project.stack().services().keySet());
        }
        return new OneOffRun(engine, project, order, onPull, allowed).run(streams);
    }

    private int run(ExecStreams streams) {
        if (order.dependencies()) {
            startDependencies();
        }
        Prepared prepared = ProjectLock.holding(engine, project.name(), deadline.remainingOrLeast(), this::prepare);
        ContainerSpec spec = streams.input().isPresent()
                ? prepared.spec().toBuilder().withInput().build()
                : prepared.spec();
        String id = engine.create(spec);
        int exitCode;
        try {
            CopiedFile.copyAll(prepared.copies(), engine, id, deadline.remainingOrLeast());
            exitCode = new HookedJob(engine, project, project.stack().service(order.service()), id)
                    .run(spec.process().tty(), streams, deadline);
        } catch (RuntimeException e) {
            try {
                engine.remove(id, true);
            } catch (RuntimeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        engine.remove(id, true);
        return exitCode;
    }

    private void startDependencies() {
        Set<String> dependencies = new LinkedHashSet<>(
                project.stack().service(order.service()).dependencies().keySet());
        dependencies.retainAll(project.stack().services().keySet());
        if (!dependencies.isEmpty()) {
            UpOptions options = UpOptions.builder()
                    .services(dependencies.toArray(String[]::new))
                    .noRecreate()
                    .onPull(onPull)
                    .deadline(deadline.remainingOrLeast())
                    .build();
            Convergence.up(engine, project, options);
        }
    }

    /** Its image, networks and volumes, where they are not there. */
    private Prepared prepare() {
        UpOptions own = UpOptions.builder().services(order.service()).build();
        List<ImageBuilds.Due> builds = ImageBuilds.of(engine, project, own, Set.of(order.service()));
        ImageBuilds.run(engine, project, builds, own.onBuild(), deadline);
        UpPlan plan = Planner.planFetched(engine, project, own);
        UpPlan.Decision first = plan.containers().stream()
                .filter(decision -> decision.service().equals(order.service()) && decision.number() == 1)
                .findFirst()
                .orElseThrow();
        ContainerSpec spec = first.spec();
        for (String image : Specs.images(spec).toList()) {
            if (engine.image(image).isPresent()) {
                continue;
            }
            if (ImagePulls.isForbidden(project.stack().service(order.service()), own)) {
                throw new InfraException("cannot run a container of service '" + order.service() + "' in environment '"
                        + project.environment() + "': the engine does not have the image " + image
                        + ", and the service's pull policy is never; pull or load it");
            }
            engine.pull(image, deadline.remainingOrLeast(), onPull);
        }
        plan.networks().stream()
                .filter(network -> spec.networks().containsKey(network.name()))
                // one that differs stays as it is until the next up
                .filter(network -> !plan.replacedNetworks().contains(network.name()))
                .forEach(engine::createNetwork);
        Set<String> volumes = new LinkedHashSet<>();
        for (MountSpec mount : spec.mounts()) {
            if (mount instanceof MountSpec.OfVolume volume) {
                volume.name().ifPresent(volumes::add);
            }
        }
        plan.volumes().stream()
                .filter(volume -> volumes.contains(volume.name()))
                .forEach(engine::createVolume);
        return new Prepared(oneOff(spec), first.desired().copies());
    }

    /** What the container is made of, and what is copied into it. */
    private record Prepared(ContainerSpec spec, List<CopiedFile> copies) {}

    private ContainerSpec oneOff(ContainerSpec spec) {
        String slug = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        String name = project.name() + "-" + order.service() + "-run-" + slug.substring(0, SLUG_IN_NAME);
        var labels = new LinkedHashMap<>(spec.labels());
        labels.put(Labels.ONE_OFF, "True");
        labels.put(Labels.SLUG, slug);
        labels.put(Labels.RUN, "true");
        labels.putAll(ClaimOwner.self().labels());
        var networks = new LinkedHashMap<String, NetworkAttachment>();
        // others are not to find it in the service's place, and a fixed address is the service's
        spec.networks()
                .keySet()
                .forEach(key -> networks.put(key, new NetworkAttachment(List.of(name), Optional.empty())));
        var environment = new LinkedHashMap<>(spec.environment());
        environment.putAll(order.environment());
        return Specs.oneOff(spec, order, new Specs.Identity(name, labels, networks), environment);
    }

    /** Removes what processes that have ended since left behind. */
    static void sweep(ContainerEngine engine, Project project) {
        ClaimOwner self = ClaimOwner.self();
        Map<String, String> labels = Map.of(Labels.PROJECT, project.name(), Labels.RUN, "true");
        for (ContainerSummary container : engine.containers(labels)) {
            if (ClaimOwner.of(container.labels()).isGone(self)) {
                LOG.info("Removing {}, which was run once by a process that has ended", container.name());
                engine.remove(container.id(), true);
            }
        }
    }
}
