package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Hook;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Change.Kind;
import me.meeshy.infra.plan.Difference;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

    private static final String STOPPED_FIRST =
            "the old one is stopped first: both would write what is mounted at /data";
    private static final FingerprintKey KEY = new FingerprintKey("key", false);

    @TempDir
    Path directory;

    private UpOptions options = UpOptions.USUAL;
    private String value = "value-of-the-variable";

    private final Map<String, List<ContainerSummary>> containers = new HashMap<>();
    private final Map<String, ContainerState> stopped = new HashMap<>();
    private final Map<String, ContainerDetails> holders = new HashMap<>();
    private final Map<String, NetworkDetails> networks = new HashMap<>();
    private final Map<String, VolumeDetails> volumes = new HashMap<>();
    private final Map<String, ImageDetails> images = new HashMap<>();
    private final Map<String, List<String>> inNetworks = new HashMap<>();
    private final Map<String, List<String>> foreign = new HashMap<>();

    @Test
    void planWhenNothingIsThereMakesEverythingAndPullsWhatIsMissing() {
        Plan plan = plan(project(stack(service("web"))));

        assertThat(plan.changes())
                .extracting(Change::action, Change::kind, Change::engineName)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Action.PULL, Kind.IMAGE, "image:1"),
                        org.assertj.core.groups.Tuple.tuple(Action.CREATE, Kind.NETWORK, "shop_default"),
                        org.assertj.core.groups.Tuple.tuple(Action.CREATE, Kind.VOLUME, "shop_data"),
                        org.assertj.core.groups.Tuple.tuple(Action.CREATE, Kind.SERVICE, "shop-web-1"));
        assertThat(plan.toString())
                .contains("Plan for test (project shop): 1 to pull, 3 to create")
                .contains("create  service  web (shop-web-1)");
        assertThat(plan.toJson()).contains("\"action\":\"pull\"", "\"engineName\":\"shop-web-1\"");
        assertThat(plan.changesNothing()).isFalse();
    }

    @Test
    void planWhenAllIsAsItShouldBeChangesNothing() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);

        Plan plan = plan(project);

        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
        assertThat(plan.toString()).contains("nothing to change");
        assertThat(plan).isEqualTo(plan(project)).hasSameHashCodeAs(plan(project));
    }

    @Test
    void planWhenPartsDifferNamesThemWithoutValues() {
        isThere(
                project(stack(service("web").environment("TOKEN", "old-value").environment("GONE", "x"))),
                "web",
                ContainerState.Status.RUNNING);

        Change change = service(project(stack(service("web")
                .environment("TOKEN", "new-value")
                .command("serve", "--fast")
                .restart(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0)))));

        assertThat(change.action()).isEqualTo(Action.RECREATE);
        assertThat(change.reasons())
                .containsExactly(
                        "command added",
                        "environment.GONE removed",
                        "environment.TOKEN changed; value hidden",
                        "restart changed",
                        STOPPED_FIRST);
        assertThat(change.differences())
                .contains(new Difference("environment.TOKEN", Difference.How.CHANGED))
                .hasSize(4);
        assertThat(change.toString())
                .doesNotContain("value\"")
                .doesNotContain("old-value")
                .doesNotContain("new-value");
    }

    @Test
    void planWhenTheContentOfASecretChangedRecreates() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "one");
        Project project = project(Stack.builder("shop")
                .secret(new Secret("key", file))
                .service(service("web").secret("key").build())
                .build());
        isThere(project, "web", ContainerState.Status.RUNNING);
        assertThat(plan(project).changesNothing()).isTrue();

        Files.writeString(file, "two");

        assertThat(service(project).reasons())
                .containsExactly(
                        "secrets./run/secrets/key content changed", "the old one goes on until the new one is ready");
    }

    @Test
    void planWhenWhatRunsAfterTheStartChangedRecreatesWithoutSayingVariables() {
        isThere(project(stack(service("web").postStart(hook("one")))), "web", ContainerState.Status.RUNNING);
        assertThat(plan(project(stack(service("web").postStart(hook("one"))))).changesNothing())
                .isTrue();

        Change change = service(project(stack(service("web").postStart(hook("other")))));

        assertThat(change.reasons()).containsExactly("post_start changed", STOPPED_FIRST);
        assertThat(change.toString()).doesNotContain("other");
    }

    private static Hook hook(String token) {
        return new Hook(List.of("login"), Optional.empty(), false, Optional.empty(), Map.of("TOKEN", token));
    }

    @Test
    void planWhenTheValueOfASecretsVariableChangedRecreatesWithoutSayingIt() {
        Project project = project(Stack.builder("shop")
                .secret(new Secret("key", new GrantedContent.OfVariable("VARIABLE")))
                .service(service("web").secret("key").build())
                .build());
        isThere(project, "web", ContainerState.Status.RUNNING);
        assertThat(plan(project).changesNothing()).isTrue();
        value = "another-value";
        Project changed = project(project.stack());

        Change change = service(changed);

        assertThat(change.reasons())
                .containsExactly(
                        "secrets./run/secrets/key content changed", "the old one goes on until the new one is ready");
        assertThat(plan(changed).toJson() + changed + desired(changed)).doesNotContain("another-value");
        assertThat(changed.mask().mask("it is another-value")).isEqualTo("it is <hidden>");
    }

    @Test
    void planWhenASecretFileIsMissingNamesItAndTheService() {
        Project project = project(Stack.builder("shop")
                .secret(new Secret("key", directory.resolve("absent")))
                .service(service("web").secret("key").build())
                .build());

        assertThatThrownBy(() -> plan(project))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("service web")
                .hasMessageContaining("'key'")
                .hasMessageContaining("absent");
    }

    @Test
    void planWhenTheImageIsAnotherOneNowRecreates() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        images.put("image:1", image("sha256:newer"));

        assertThat(service(project).reasons()).containsExactly("the image image:1 is another one now", STOPPED_FIRST);
    }

    @Test
    void planWhenAContainerEndedStartsItUnlessItRanToCompletion() {
        Project project = project(Stack.builder("shop")
                .service(service("seed").build())
                .service(service("web").dependsOn("seed", Condition.COMPLETED).build())
                .build());
        isThere(project, "seed", ContainerState.Status.EXITED);
        isThere(project, "web", ContainerState.Status.EXITED);
        stopped.put("seed-id", exited(0));
        stopped.put("web-id", exited(0));

        Plan plan = plan(project);

        assertThat(plan.service("seed").orElseThrow().action()).isEqualTo(Action.LEAVE);
        assertThat(plan.service("web").orElseThrow().action()).isEqualTo(Action.START);
        stopped.put("seed-id", exited(1));
        assertThat(plan(project).service("seed").orElseThrow().action()).isEqualTo(Action.START);
    }

    @Test
    void planWhenAContainerIsPausedOrItsNameTakenIsRefused() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.PAUSED);
        assertThat(service(project).action()).isEqualTo(Action.REFUSE);

        containers.clear();
        holders.put(
                "shop-web-1",
                new ContainerDetails(
                        "other",
                        "shop-web-1",
                        "image",
                        "sha",
                        Map.of(),
                        exited(0),
                        Healthcheck.none(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        RestartPolicy.NO,
                        Map.of()));
        Plan plan = plan(project);
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.reasons()).singleElement().asString().contains("nobody's project"));
    }

    @Test
    void planWhenAReplacementWasInterruptedRemovesWhatItLeft() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        ContainerSummary current = only("web");
        containers.put(
                "web",
                List.of(
                        renamed(current, "0123456789ab_shop-web-1", "old-id"),
                        current,
                        renamed(current, "shop-web-2", "second-id")));

        UpPlan plan = Planner.plan(desired(project), observed(), options);

        assertThat(plan.removals())
                .singleElement()
                .satisfies(left -> assertThat(left.id()).isEqualTo("old-id"));
        assertThat(plan.plan().service("web").orElseThrow().action()).isEqualTo(Action.LEAVE);
        assertThat(plan.plan().warnings()).singleElement().asString().contains("shop-web-2");
    }

    @Test
    void planWhenOnlyTheOldContainerSurvivedAnInterruptedReplacementRestoresIt() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.EXITED);
        containers.put("web", List.of(renamed(only("web"), "0123456789ab_shop-web-1", "old-id")));

        assertThat(service(project).action()).isEqualTo(Action.RESTORE);
    }

    @Test
    void planWhenANetworkIsGoneReplacesTheContainersThatWereInIt() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.EXITED);
        stopped.put("web-id", exited(0));
        networks.clear();

        Change change = service(project);

        assertThat(change.action()).as("it could not be started").isEqualTo(Action.RECREATE);
        assertThat(change.reasons()).contains("its network shop_default is gone and made anew");
    }

    @Test
    void planWhenAnotherToolMadeAContainerComparesWhatTheEngineShows() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        ContainerSummary ours = only("web");
        containers.put(
                "web",
                List.of(new ContainerSummary(
                        ours.id(), ours.name(), ours.image(), ours.imageId(), Map.of(), ours.status())));

        assertThat(service(project).action()).isEqualTo(Action.LEAVE);
        foreign.put("web-id", List.of("environment.A"));
        assertThat(service(project).reasons()).contains("environment.A changed; value hidden");
    }

    @Test
    void planWhenSomethingDiffersSaysInWhichOrderItIsReplaced() {
        ServiceBuilder bare = service("web");
        isThere(project(Stack.builder("shop").service(bare.build()).build()), "web", ContainerState.Status.RUNNING);

        for (Map.Entry<ServiceBuilder, String> one : Map.of(
                        service("web").environment("A", "1"), "the old one goes on until the new one is ready",
                        service("web").environment("A", "1").publish(8080, 80), "8080",
                        service("web").environment("A", "1").label(Labels.REPLACEMENT, "stop-first"), "asks for it")
                .entrySet()) {
            Project project =
                    project(Stack.builder("shop").service(one.getKey().build()).build());
            assertThat(service(project).reasons()).last().asString().contains(one.getValue());
        }
    }

    @Test
    void planNamesOrphans() {
        Project project = project(stack(service("web")));
        isThere(project(stack(service("former"))), "former", ContainerState.Status.RUNNING);

        assertThat(plan(project).orphans())
                .singleElement()
                .satisfies(orphan -> assertThat(orphan.engineName()).isEqualTo("shop-former-1"));
    }

    @Test
    void planWhenAServicesProfileIsOffLeavesItsContainerAlone() {
        Project project = project(stack(service("web")));
        isThere(project(stack(service("switched-off"))), "switched-off", ContainerState.Status.RUNNING);
        options = UpOptions.builder().removeOrphans().build();

        UpPlan plan = Planner.plan(desired(project), observed(), options);

        assertThat(plan.plan().orphans()).isEmpty();
        assertThat(plan.removals()).isEmpty();
    }

    @Test
    void planWhenANetworkDivergedReplacesItWithItsContainers() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        networks.put("shop_default", new NetworkDetails("n", "shop_default", diverged(project)));
        inNetworks.put("shop_default", List.of("web-id"));

        UpPlan plan = Planner.plan(desired(project), observed(), options);

        assertThat(plan.replacedNetworks()).containsExactly("shop_default");
        assertThat(plan.networks()).extracting(NetworkSpec::name).containsExactly("shop_default");
        Change network = plan.plan().changes(Kind.NETWORK).get(0);
        assertThat(network.action()).isEqualTo(Action.RECREATE);
        assertThat(network.reasons()).hasSizeGreaterThan(1).last().asString().contains("stopped first");
        assertThat(service(project).reasons())
                .contains("its network shop_default is made anew")
                .last()
                .asString()
                .startsWith("the old one is stopped first: two networks cannot be named shop_default");
    }

    @Test
    void planWhenOthersRunInADivergedNetworkRefusesToReplaceIt() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        networks.put("shop_default", new NetworkDetails("n", "shop_default", diverged(project)));
        inNetworks.put("shop_default", List.of("web-id", "0123456789abcdef"));

        assertThat(plan(project).refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reasons())
                        .last()
                        .asString()
                        .contains("there run in it container 0123456789ab"));
    }

    @Test
    void planWhenANetworkDivergedAndNothingIsToBeReplacedLeavesIt() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        networks.put("shop_default", new NetworkDetails("n", "shop_default", diverged(project)));
        options = UpOptions.builder().noRecreate().build();

        assertThat(plan(project).changesNothing()).isTrue();
    }

    @Test
    void planWhenAVolumeDivergedIsRefused() {
        Project project = project(stack(service("web")));
        isThere(project, "web", ContainerState.Status.RUNNING);
        volumes.put("shop_data", new VolumeDetails("shop_data", "local", diverged(project)));

        assertThat(plan(project).refusals()).extracting(Change::engineName).containsExactly("shop_data");
        assertThatThrownBy(() ->
                        Planner.plan(desired(project), observed(), options).orRefuse())
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("would lose its data");
    }

    @Test
    void guardNeedsAConsentAfterWhatTheCallerOrTheLabelsSay() {
        Map<String, String> live = Map.of(Labels.ROLE, "PRODUCTION", Labels.ENVIRONMENT, "live");
        Map<String, String> test = Map.of(Labels.ROLE, "TEST", Labels.ENVIRONMENT, "t");

        assertThat(Guard.of("dev", Role.DEVELOPMENT, List.of(test, live))
                        .orElseThrow()
                        .environment())
                .isEqualTo("live");
        assertThat(Guard.of("live", Role.PRODUCTION, List.of(test))).isPresent();
        assertThat(Guard.of("x", Role.UNKNOWN, List.of(Map.of()))).isPresent();
        assertThat(Guard.of("x", Role.UNKNOWN, List.of())).isPresent();
        assertThat(Guard.of("x", Role.UNKNOWN, List.of(test))).isEmpty();
        assertThat(Guard.of("x", Role.DEVELOPMENT, List.of(Map.of(Labels.ROLE, "UNKNOWN"))))
                .isEmpty();
        assertThat(Guard.of("x", Role.STAGING, List.of())).isEmpty();
    }

    @Test
    void maskHidesSecretLookingVariablesAndPasswordsInUris() {
        Project project = project(stack(service("web")
                .environment("DB_PASSWORD", "hunter2-hunter2")
                .environment("DATABASE_URL", "mongodb://root:s3cr3t-pass@database:27017")
                .environment("TOKEN_FILE", "/run/secrets/token")
                .environment("LOG_LEVEL", "debugging")));

        String masked = project.mask().mask("hunter2-hunter2 s3cr3t-pass /run/secrets/token debugging");

        assertThat(masked).isEqualTo("<hidden> <hidden> /run/secrets/token debugging");
    }

    private Project project(Stack stack) {
        return new Project(
                "test",
                Role.TEST,
                stack,
                directory,
                List.of(),
                Map.of("VARIABLE", value),
                List.of(),
                Set.of("switched-off"));
    }

    private static Stack stack(ServiceBuilder service) {
        return Stack.builder("shop")
                .service(service.volume("data", "/data").build())
                .build();
    }

    private static ServiceBuilder service(String name) {
        return Service.builder(name, "image:1");
    }

    private Plan plan(Project project) {
        return Planner.plan(desired(project), observed(), options).plan();
    }

    private Change service(Project project) {
        return plan(project).service("web").orElseThrow();
    }

    private DesiredState desired(Project project) {
        return DesiredState.of(project, options, KEY);
    }

    private ObservedState observed() {
        return new ObservedState(containers, stopped, holders, networks, volumes, images, inNetworks, foreign);
    }

    /** As this project's own up would have left it. */
    private void isThere(Project project, String name, ContainerState.Status status) {
        DesiredState desired = desired(project);
        DesiredState.DesiredService service =
                Objects.requireNonNull(desired.services().get(name));
        containers.put(
                name,
                new ArrayList<>(List.of(new ContainerSummary(
                        name + "-id",
                        service.spec().name(),
                        "image:1",
                        "sha256:one",
                        service.spec().labels(),
                        status))));
        images.put("image:1", image("sha256:one"));
        desired.networks()
                .values()
                .forEach(network -> networks.put(
                        network.engineName(),
                        new NetworkDetails(
                                "n",
                                network.engineName(),
                                network.spec().orElseThrow().labels())));
        desired.volumes()
                .values()
                .forEach(volume -> volumes.put(
                        volume.engineName(),
                        new VolumeDetails(
                                volume.engineName(),
                                "local",
                                volume.spec().orElseThrow().labels())));
    }

    private ContainerSummary only(String service) {
        return Objects.requireNonNull(containers.get(service)).get(0);
    }

    private static Map<String, String> diverged(Project project) {
        return Map.of(Labels.PROJECT, project.name(), Labels.HASH, "another");
    }

    private static ContainerSummary renamed(ContainerSummary container, String name, String id) {
        return new ContainerSummary(
                id, name, container.image(), container.imageId(), container.labels(), container.status());
    }

    private static ImageDetails image(String id) {
        return new ImageDetails(id, List.of("image:1"), Set.of(), List.of(), Optional.empty(), Map.of());
    }

    private static ContainerState exited(int code) {
        return new ContainerState(
                ContainerState.Status.EXITED,
                ContainerState.Health.NONE,
                OptionalInt.of(code),
                false,
                Optional.empty(),
                "",
                OptionalLong.empty());
    }
}
