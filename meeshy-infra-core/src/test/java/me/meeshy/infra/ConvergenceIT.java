package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an up creates, replaces, leaves and removes, as its options say. */
@RequiresEngine
class ConvergenceIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @Test
    void upOfASubsetBringsUpItsDependenciesAndLeavesTheRest() {
        Environment environment =
                environment(redis("database"), idle("gateway").dependsOn("database", Condition.HEALTHY), idle("other"));

        RunningEnvironment running = fixture.infra()
                .up(environment, UpOptions.builder().services("gateway").build());

        assertThat(running.services()).extracting(RunningService::name).containsExactly("database", "gateway");
        Plan rest = fixture.infra().plan(environment);
        assertThat(rest.changes(Change.Kind.SERVICE))
                .extracting(Change::action)
                .containsExactly(Change.Action.LEAVE, Change.Action.LEAVE, Change.Action.CREATE);
        assertThat(rest.orphans()).isEmpty();
        assertThatThrownBy(() -> fixture.infra()
                        .up(environment, UpOptions.builder().services("gatewy").build()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("gatewy")
                .hasMessageContaining("gateway");
    }

    @Test
    void upOfAServiceWithAProfileBringsItAndItsDependenciesUpAndLeavesTheRest() throws Exception {
        Files.writeString(directory.resolve("compose.yaml"), """
                services:
                  database: {image: redis:8-alpine, healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}}
                  web: {image: redis:8-alpine}
                  debug:
                    image: redis:8-alpine
                    profiles: [tools]
                    depends_on: {database: {condition: service_healthy}}
                """);
        ComposeFile file = ComposeFile.in(directory).projectName(fixture.project());
        Environment usual = Environment.load(file).as(Role.TEST);
        Environment withDebug = Environment.load(file.target("debug")).as(Role.TEST);
        UpOptions debug = UpOptions.builder().services("debug").build();

        assertThatThrownBy(() -> fixture.infra().up(usual, debug))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("'debug'")
                .hasMessageContaining("target(\"debug\")");
        fixture.infra().up(withDebug, debug);

        assertThat(names())
                .containsExactlyInAnyOrder(fixture.project() + "-database-1", fixture.project() + "-debug-1");
        Plan plan = fixture.infra().plan(usual);
        assertThat(plan.orphans()).as("its profile is known").isEmpty();
        DownReport report = fixture.infra().attach(usual).down();
        assertThat(report.kept())
                .anyMatch(kept -> kept.contains(fixture.project() + "-debug-1") && kept.contains("profiles"));
        assertThat(names()).containsExactly(fixture.project() + "-debug-1");
    }

    @Test
    void upWhenAnEnvFileOrAConfigChangedReplacesThoseThatSeeItAndSaysSoAsJson() throws Exception {
        Files.writeString(directory.resolve("compose.yaml"), """
                services:
                  web: {image: nginx:alpine, env_file: web.env}
                  proxy: {image: nginx:alpine, configs: [{source: routes, target: /etc/routes}]}
                  other: {image: nginx:alpine}
                configs: {routes: {file: routes.yaml}}
                """);
        Path variables = Files.writeString(directory.resolve("web.env"), "LEVEL=quiet\nSTAYS=1\n");
        Path routes = Files.writeString(directory.resolve("routes.yaml"), "to: staging\n");
        ComposeFile file = ComposeFile.in(directory).projectName(fixture.project());
        fixture.infra().up(Environment.load(file).as(Role.TEST), LIMIT);

        Files.writeString(variables, "LEVEL=talkative\nSTAYS=1\n");
        Files.writeString(routes, "to: production\n");
        Environment changed = Environment.load(file).as(Role.TEST);
        Plan plan = fixture.infra().plan(changed);
        RunningEnvironment running = fixture.infra().up(changed, LIMIT);

        assertThat(plan.service("web").orElseThrow().reasons()).contains("environment.LEVEL changed; value hidden");
        assertThat(plan.service("web").orElseThrow().differences()).hasSize(1);
        assertThat(plan.service("proxy").orElseThrow().reasons()).contains("configs./etc/routes content changed");
        assertThat(plan.service("other").orElseThrow().action()).isEqualTo(Change.Action.LEAVE);
        assertThat(plan.toJson())
                .contains(
                        "\"key\":\"environment.LEVEL\",\"how\":\"changed\"",
                        "\"key\":\"configs./etc/routes content\",\"how\":\"changed\"")
                .doesNotContain("talkative", "production", "quiet");
        assertThat(answer(running, "web", "sh", "-c", "echo $LEVEL")).isEqualTo("talkative\n");
        assertThat(answer(running, "proxy", "cat", "/etc/routes")).isEqualTo("to: production\n");
        assertThat(fixture.infra().plan(changed).changesNothing()).isTrue();
    }

    private static String answer(RunningEnvironment running, String service, String... command) {
        return running.service(service)
                .exec(List.of(command), Duration.ofSeconds(10))
                .standardOutput();
    }

    @Test
    void upWhenAServiceLeftTheStackListsItAsAnOrphanAndRemovesItOnlyWhenAsked() {
        fixture.infra().up(environment(idle("stays"), idle("former").volume("data", "/data")), LIMIT);
        Environment without = environment(idle("stays"));

        Plan plan = fixture.infra().plan(without);
        fixture.infra().up(without, LIMIT);
        assertThat(plan.orphans()).extracting(Change::name).containsExactly("former");
        assertThat(plan.changesNothing()).isTrue();
        assertThat(names()).contains(fixture.project() + "-former-1");

        UpOptions removing = UpOptions.builder().removeOrphans().build();
        assertThat(fixture.infra().plan(without, removing).changes())
                .anyMatch(change ->
                        change.action() == Change.Action.REMOVE && change.name().equals("former"));
        fixture.infra().up(without, removing);

        assertThat(names()).containsExactly(fixture.project() + "-stays-1");
        assertThat(fixture.engine().volume(fixture.project() + "_data"))
                .as("its data")
                .isPresent();
    }

    @Test
    void upWithOptionsReplacesAllOrNothing() {
        RunningEnvironment first = fixture.infra().up(environment(idle("web")), LIMIT);
        String before = first.service("web").containerId();
        Environment changed = environment(idle("web").environment("A", "1"));
        UpOptions noRecreate = UpOptions.builder().noRecreate().build();

        Plan plan = fixture.infra().plan(changed, noRecreate);
        RunningEnvironment kept = fixture.infra().up(changed, noRecreate);
        assertThat(plan.service("web").orElseThrow().reasons())
                .containsExactly("environment.A added", "not replaced, as asked for");
        assertThat(kept.service("web").containerId()).isEqualTo(before);

        RunningEnvironment forced = fixture.infra()
                .up(
                        environment(idle("web")),
                        UpOptions.builder().forceRecreate().build());
        assertThat(forced.service("web").containerId()).isNotEqualTo(before);
    }

    @Test
    void upThatKeepsOnFailureKeepsWhatItMadeAnewAndBringsBackWhatItReplaced() {
        RunningEnvironment first =
                fixture.infra().up(environment(redis("database").volume("data", "/data")), LIMIT);
        String before = first.service("database").containerId();
        Environment broken = environment(
                redis("database").volume("data", "/data").environment("A", "1"),
                ProjectFixture.shell("late", "exit 5").dependsOn("database", Condition.HEALTHY));

        UpFailedException failure = catchThrowableOfType(
                UpFailedException.class,
                () -> fixture.infra()
                        .up(broken, UpOptions.builder().keepOnFailure().build()));

        assertThat(failure.failures().get(0).service()).isEqualTo("late");
        assertThat(failure).hasMessageContaining("kept").hasMessageContaining("is back");
        assertThat(names()).containsExactlyInAnyOrder(fixture.project() + "-database-1", fixture.project() + "-late-1");
        assertThat(fixture.infra().attach(broken).service("database").containerId())
                .isEqualTo(before);
    }

    @Test
    void statusRightAfterUpShowsWhatOurOwnTestFoundUntilTheEngineKnows() {
        Environment environment = environment(redis("database")
                .healthcheck(Healthcheck.command("redis-cli", "ping").interval(Duration.ofMinutes(5))));

        RunningEnvironment running = fixture.infra().up(environment, LIMIT);

        assertThat(running.service("database").state().health()).isEqualTo(ContainerState.Health.STARTING);
        assertThat(running.status().service("database").state().orElseThrow().health())
                .as("our test passed since it was started")
                .isEqualTo(ContainerState.Health.HEALTHY);
        fixture.engine().restart(running.service("database").containerId(), Duration.ofSeconds(5));
        assertThat(running.status().service("database").state().orElseThrow().health())
                .as("nobody has tested it since it was started anew")
                .isEqualTo(ContainerState.Health.STARTING);
    }

    @Test
    void upThatMustNotPullRefusesWhatIsMissing() {
        Environment environment = environment(Service.builder("web", "localhost:1/no-such-image:1"));

        assertThatThrownBy(() -> fixture.infra()
                        .up(
                                environment,
                                UpOptions.builder().pull(UpOptions.Pull.NEVER).build()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("localhost:1/no-such-image:1")
                .hasMessageContaining("forbidden");
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenAVolumeDivergedIsRefusedAndNamesWhatDiffersAndTheWaysOut() {
        fixture.infra().up(environment(idle("web").volume("data", "/data")), LIMIT);
        Stack stack = fixture.stack()
                .volume(new Volume(
                        "data",
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Map.of("type", "tmpfs", "device", "tmpfs"),
                        Map.of()))
                .service(idle("web").volume("data", "/data").build())
                .build();

        assertThatThrownBy(() -> fixture.infra().up(Environment.of("up", stack), LIMIT))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining(fixture.project() + "_data")
                .hasMessageContaining("driver_opts.device added")
                .hasMessageContaining("would lose its data")
                .hasMessageContaining("another name");
    }

    @Test
    void labelsDoNotLetAShortSecretBeGuessed() throws Exception {
        Path file = Files.writeString(directory.resolve("pin"), "4711");
        Stack stack = fixture.stack()
                .secret(new Secret("pin", file))
                .service(idle("web")
                        .secret("pin")
                        .environment("LOG_LEVEL", "debug")
                        .build())
                .build();
        fixture.infra().up(Environment.of("up", stack), LIMIT);
        Map<String, String> first =
                fixture.engine().containers(fixture.labels()).get(0).labels();
        fixture.infra().attach(Environment.of("up", stack)).down();
        fixture.infra().up(Environment.of("up", stack), LIMIT);
        Map<String, String> second =
                fixture.engine().containers(fixture.labels()).get(0).labels();

        for (String label : List.of(
                "me.meeshy.infra.config-hash", "me.meeshy.infra.config-parts", "com.docker.compose.config-hash")) {
            assertThat(second.get(label))
                    .as(label + " is made with a key that is another one for each life of the project")
                    .isNotEqualTo(first.get(label));
        }
        String key = fixture.engine().networks(fixture.labels()).get(0).labels().get("me.meeshy.infra.key");
        assertThat(key).hasSize(64);
        assertThat(second.values())
                .as("the key is not among the container's labels")
                .doesNotContain(key);
    }

    private List<String> names() {
        return fixture.engine().containers(fixture.labels()).stream()
                .map(ContainerSummary::name)
                .toList();
    }

    private Environment environment(ServiceBuilder... services) {
        var stack = fixture.stack();
        for (ServiceBuilder service : services) {
            stack.service(service.build());
        }
        return Environment.of("up", stack.build());
    }
}
