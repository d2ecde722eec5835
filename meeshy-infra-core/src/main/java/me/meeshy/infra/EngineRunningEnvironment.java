package me.meeshy.infra;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.Guard;
import me.meeshy.infra.orchestration.Project;
import me.meeshy.infra.orchestration.ProvenHealth;
import me.meeshy.infra.orchestration.ServiceControl;
import me.meeshy.infra.orchestration.ServiceVerbs;
import me.meeshy.infra.orchestration.Teardown;

/** An environment whose containers are an engine's. */
final class EngineRunningEnvironment implements RunningEnvironment {

    private static final Duration DEFAULT_SCALE_DEADLINE = Duration.ofMinutes(5);

    private final ContainerEngine engine;
    private final Environment environment;
    private final Project project;
    private final ServiceControl control;
    private final ProvenHealth proven;

    EngineRunningEnvironment(ContainerEngine engine, Environment environment, ProvenHealth proven) {
        this.proven = proven;
        this.engine = engine;
        this.environment = environment;
        this.project = environment.project();
        this.control = new ServiceControl(engine, project);
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public List<RunningService> services() {
        var services = new ArrayList<RunningService>();
        control.containers()
                .forEach((name, container) -> services.add(new EngineRunningService(
                        engine, environment, environment.stack().service(name), container)));
        return List.copyOf(services);
    }

    @Override
    public RunningService service(String service) {
        List<RunningService> services = services();
        return services.stream()
                .filter(running -> running.name().equals(service))
                .findFirst()
                .orElseThrow(() ->
                        new InfraException("environment '" + environment.name() + "' has no container of a service '"
                                + service + "'; it has those of "
                                + services.stream().map(RunningService::name).toList()
                                + ", and its stack the services "
                                + environment.stack().services().keySet()));
    }

    @Override
    public EnvironmentStatus status() {
        var rows = new ArrayList<ServiceStatus>();
        Map<String, List<ContainerDetails>> there = control.details();
        for (Service service : environment.stack().services().values()) {
            List<ContainerDetails> containers = there.getOrDefault(service.name(), List.of());
            if (containers.isEmpty()) {
                rows.add(new ServiceStatus(
                        service.name(),
                        project.containerName(service),
                        Optional.empty(),
                        service.imageIn(project.name()),
                        List.of(),
                        false));
            }
            containers.forEach(details -> rows.add(row(service.name(), details, false)));
        }
        there.forEach((service, containers) -> {
            if (!environment.stack().services().containsKey(service)) {
                containers.forEach(details -> rows.add(row(service, details, true)));
            }
        });
        return new EnvironmentStatus(environment.name(), environment.role(), project.name(), rows);
    }

    private ServiceStatus row(String service, ContainerDetails details, boolean orphan) {
        return new ServiceStatus(
                service,
                details.name(),
                Optional.of(proven.with(details.id(), details.state())),
                details.image(),
                details.ports(),
                orphan);
    }

    @Override
    public OneOff run(String service, String... command) {
        return OneOff.of(engine, project, service, List.of(command));
    }

    @Override
    public void scale(String service, int containers) {
        scale(service, containers, DEFAULT_SCALE_DEADLINE);
    }

    @Override
    public void scale(String service, int containers, Duration deadline) {
        ServiceVerbs.scale(engine, project, service, containers, deadline);
    }

    @Override
    public EventView events() {
        return EventView.of(engine, project.name());
    }

    @Override
    public ServiceLogs logs() {
        return ServiceLogs.of(engine, project);
    }

    @Override
    public DownReport down() {
        return down(DownOptions.builder().build());
    }

    @Override
    public DownReport down(Volumes volumes) {
        DownOptions.Builder options = DownOptions.builder();
        return down((volumes == Volumes.DELETE ? options.deleteVolumes() : options).build());
    }

    @Override
    public DownReport down(Volumes volumes, Consent consent) {
        return down(volumes, consent, DownOptions.builder().build().deadline());
    }

    @Override
    public DownReport down(Volumes volumes, Consent consent, Duration deadline) {
        DownOptions.Builder options = DownOptions.builder().deadline(deadline);
        return down((volumes == Volumes.DELETE ? options.deleteVolumes(consent) : options).build());
    }

    @Override
    public DownReport down(DownOptions options) {
        boolean delete = options.volumes() == Volumes.DELETE;
        if (delete) {
            Optional<Guard.Need> needed = Guard.ofVolumes(engine, project);
            options.consent()
                    .ifPresentOrElse(
                            consent -> consent.require(
                                    Consent.Action.DESTROY_DATA,
                                    needed.map(Guard.Need::environment).orElse(environment.name())),
                            () -> needed.ifPresent(this::refuse));
        }
        Teardown.Result result =
                new Teardown(engine, project, delete, options.removeOrphans(), options.deadline()).run();
        return new DownReport(result.removed(), result.kept());
    }

    private void refuse(Guard.Need need) {
        throw new InfraException("refused to delete the volumes of environment '" + environment.name() + "': "
                + need.why() + "; pass Consent.toDestroyDataOf(\"" + need.environment() + "\") if you mean it");
    }

    @Override
    public String toString() {
        return "RunningEnvironment[" + environment.name() + ", " + project.name() + "]";
    }
}
