package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Replacing containers: in which order, and what remains when it fails. */
@RequiresEngine
@SuppressWarnings("try") // a subscription is only held open
class ReplacementIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @Test
    void upWhenBothCanRunKeepsTheOldContainerServingUntilTheNewOneIsReady() throws Exception {
        var running = fixture.infra().up(environment(web("one"), client()), LIMIT);
        String old = running.service("web").containerId();
        Environment next = environment(web("two"), client());
        Plan plan = fixture.infra().plan(next);
        var events = new CopyOnWriteArrayList<String>();

        ExecResult asked;
        try (Subscription watching = fixture.engine()
                        .events(
                                fixture.labels(),
                                Set.of("start", "die", "health_status"),
                                event -> events.add(event.action() + " " + event.containerId()));
                var asking = Asking.of(running.service("client"))) {
            running = fixture.infra().up(next, LIMIT);
            asked = asking.result();
        }

        String fresh = running.service("web").containerId();
        assertThat(plan.service("web").orElseThrow().reasons())
                .containsExactly(
                        "environment.ANSWER changed; value hidden", "the old one goes on until the new one is ready");
        assertThat(fresh).isNotEqualTo(old);
        assertThat(events.indexOf("die " + old))
                .as("the old one ended after the new one had started: " + events)
                .isGreaterThan(events.indexOf("start " + fresh));
        List<String> answers = asked.standardOutput().lines().toList();
        assertThat(answers)
                .as("no question stayed without an answer, and both have answered")
                .isSubsetOf("one", "two", Asking.RESET)
                .contains("one", "two");
        assertThat(Collections.frequency(answers, Asking.RESET))
                .as("at most the one connection that the old one had not taken up yet when it ended was reset")
                .isLessThanOrEqualTo(1);
        assertThat(containers()).containsExactly(fixture.project() + "-client-1", fixture.project() + "-web-1");
        assertThat(fixture.infra().plan(next).changesNothing()).isTrue();
    }

    @Test
    void upWhenTheNewOneFailsBesideTheOldOneNeverTouchesThat() {
        var before = fixture.infra().up(environment(web("one"), client()), LIMIT);
        String old = before.service("web").containerId();
        var started = before.service("web").state().startedAt();
        Service broken = web("two").toBuilder()
                .entrypoint("sh", "-c", "sleep 0.1; exit 4")
                .build();

        UpFailedException failure = failed(environment(broken, client()));

        assertThat(failure.failures().get(0).exitCode()).hasValue(4);
        assertThat(failure.failures().get(0).container()).isEqualTo(fixture.project() + "-web-1");
        RunningService web =
                fixture.infra().attach(environment(web("one"), client())).service("web");
        assertThat(web.containerId()).isEqualTo(old);
        assertThat(web.state().startedAt()).as("it went on all the time").isEqualTo(started);
        assertThat(containers()).containsExactly(fixture.project() + "-client-1", fixture.project() + "-web-1");
    }

    @Test
    void upWhenOneServiceIsReplacedAndAnotherFailsBringsTheReplacedOneBackWithItsNetworksAndAliases() {
        Service database = redis("database").volume("data", "/data").build();
        Service client = idle("client").build();
        var before = fixture.infra().up(environment(database, client), LIMIT);
        String old = before.service("database").containerId();
        Service changed = database.toBuilder().environment("SOME", "thing").build();
        Service broken = shell("late", "sleep 0.1; exit 1")
                .dependsOn("database", Condition.HEALTHY)
                .build();

        UpFailedException failure = failed(environment(changed, broken, client));

        assertThat(failure.failures().get(0).service()).isEqualTo("late");
        assertThat(failure).hasMessageContaining("what it had replaced is back");
        var after = fixture.infra().attach(environment(database, client));
        assertThat(after.service("database").containerId()).isEqualTo(old);
        assertThat(after.service("client")
                        .exec(
                                List.of(
                                        "sh",
                                        "-c",
                                        "redis-cli -h database ping; redis-cli -h " + fixture.project()
                                                + "-database-1 ping"),
                                Duration.ofSeconds(10))
                        .standardOutput())
                .as("it is found by its service's and its own name")
                .isEqualTo("PONG\nPONG\n");
    }

    @Test
    void upWhenAnotherFailsBringsBackThoseThatFollowedAReplacedOne() {
        Service database = redis("database").volume("data", "/data").build();
        Service inside = shell("inside", "redis-cli ping > /tmp/answer; sleep 1000 & wait")
                .namespaces(Namespaces.builder().network("service:database").build())
                .dependsOn("database", Condition.HEALTHY)
                .build();
        Service follower = idle("follower")
                .dependsOn("database", new Dependency(Condition.HEALTHY, true, true))
                .build();
        var before = fixture.infra().up(environment(database, inside, follower), LIMIT);
        Service changed = database.toBuilder().environment("SOME", "thing").build();
        Service broken = shell("late", "sleep 0.1; exit 1")
                .dependsOn("follower", Condition.STARTED)
                .dependsOn("inside", Condition.STARTED)
                .build();
        Environment next = environment(changed, inside, follower, broken);
        Plan plan = fixture.infra().plan(next);

        UpFailedException failure = failed(next);

        assertThat(plan.service("inside").orElseThrow().action()).isEqualTo(Change.Action.RECREATE);
        assertThat(plan.service("follower").orElseThrow().action()).isEqualTo(Change.Action.RESTART);
        assertThat(failure.failures().get(0).service()).isEqualTo("late");
        var after = fixture.infra().attach(environment(database, inside, follower));
        assertThat(containers())
                .containsExactly(
                        fixture.project() + "-database-1",
                        fixture.project() + "-follower-1",
                        fixture.project() + "-inside-1");
        for (String service : List.of("database", "inside", "follower")) {
            assertThat(after.service(service).containerId())
                    .isEqualTo(before.service(service).containerId());
        }
        assertThat(after.service("follower").state().startedAt().orElseThrow())
                .as("what it was connected to is gone")
                .isAfter(after.service("database").state().startedAt().orElseThrow());
        assertThat(after.service("inside")
                        .exec(List.of("redis-cli", "ping"), Duration.ofSeconds(10))
                        .standardOutput())
                .as("it is at home in the old one's network again")
                .isEqualTo("PONG\n");
    }

    @Test
    void planSaysWhyTheOldOneIsStoppedFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("page"), "x");
        Service writes = web("one").toBuilder().volume("data", "/srv").build();
        Service publishes = web("one").toBuilder().publish(18973, 80).build();
        Service reads = web("one").toBuilder()
                .mount(new Mount.Bind(file, "/srv/page", true, false))
                .build();

        assertThat(reasonsToReplace(writes)).anyMatch(reason -> reason.contains("both would write"));
        assertThat(reasonsToReplace(publishes)).anyMatch(reason -> reason.contains("port 18973"));
        assertThat(reasonsToReplace(reads)).anyMatch(reason -> reason.contains("goes on until"));
    }

    @Test
    void upWhenABoundFileChangedShowsTheNewContent() throws IOException {
        Path file = Files.writeString(directory.resolve("page"), "before");
        Service reads = web("one").toBuilder()
                .mount(new Mount.Bind(file, "/srv/page", true, false))
                .build();
        fixture.infra().up(environment(reads), LIMIT);
        Files.delete(file);
        Files.writeString(file, "after");

        Plan plan = fixture.infra().plan(environment(reads));
        var running = fixture.infra().up(environment(reads), LIMIT);

        assertThat(plan.service("web").orElseThrow().reasons()).contains("volumes./srv/page content changed");
        assertThat(plan.toJson()).contains("\"key\":\"volumes./srv/page content\",\"how\":\"changed\"");
        assertThat(running.service("web")
                        .exec(List.of("cat", "/srv/page"), Duration.ofSeconds(10))
                        .standardOutput())
                .isEqualTo("after");
    }

    @Test
    void upWithReplicasMakesAndRemovesContainersOfOneService() {
        Environment environment = environment(web("one"));

        fixture.infra().up(environment, UpOptions.builder().replicas("web", 3).build());
        List<String> three = containers();
        fixture.infra().up(environment, UpOptions.builder().replicas("web", 2).build());
        List<String> two = containers();

        assertThat(three)
                .containsExactly(
                        fixture.project() + "-web-1", fixture.project() + "-web-2", fixture.project() + "-web-3");
        assertThat(two).isEqualTo(three.subList(0, 2));
    }

    private List<String> reasonsToReplace(Service service) {
        fixture.infra().up(environment(service), LIMIT);
        Change change = fixture.infra()
                .plan(environment(service), UpOptions.builder().forceRecreate().build())
                .service("web")
                .orElseThrow();
        assertThat(change.action()).isEqualTo(Change.Action.RECREATE);
        return change.reasons();
    }

    private UpFailedException failed(Environment environment) {
        UpFailedException failure = catchThrowableOfType(
                UpFailedException.class, () -> fixture.infra().up(environment, LIMIT));
        assertThat(failure).isNotNull();
        assertThat(failure.leftBehind()).isEmpty();
        return failure;
    }

    private Environment environment(Service... services) {
        var stack = fixture.stack();
        for (Service service : services) {
            stack.service(service);
        }
        return Environment.of("up", stack.build());
    }

    private List<String> containers() {
        var names = new ArrayList<String>();
        for (ContainerSummary container : fixture.engine().containers(fixture.labels())) {
            assertThat(container.status()).as(container.name()).isEqualTo(ContainerState.Status.RUNNING);
            names.add(container.name());
        }
        names.sort(null);
        return names;
    }

    /** Answers a request with a word, on port 80; writes nothing that another one would. */
    private static Service web(String answer) {
        return Service.builder("web", "nginx:alpine")
                .environment("ANSWER", answer)
                .entrypoint(
                        "sh",
                        "-c",
                        "sleep 0.5; echo $ANSWER > /usr/share/nginx/html/index.html; exec nginx -g 'daemon off;'")
                .healthcheck(
                        Healthcheck.command("curl", "-fs", "http://localhost/").interval(Duration.ofSeconds(1)))
                .build();
    }

    private static Service client() {
        return Service.builder("client", "nginx:alpine")
                .entrypoint("sh", "-c", "trap 'exit 0' QUIT TERM; sleep 1000 & wait")
                .build();
    }

    /**
     * A client inside the network that asks again and again by the service's name, one question after the other. What a server
     * has not taken up when it closes its socket, the kernel resets, however gracefully the server ends: then it asks once more.
     */
    private record Asking(CompletableFuture<ExecResult> asked, RunningService client) implements AutoCloseable {

        static final String RESET = "reset";

        private static final String QUESTIONS = """
                ask() { curl -fs --max-time 5 http://web/; }
                until [ -e /tmp/enough ]; do
                  ask || { code=$?; [ $code = 56 ] && echo reset && ask; } || echo "failed with $code"
                  touch /tmp/asked; sleep 0.02
                done
                """;

        static Asking of(RunningService client) {
            var asked = CompletableFuture.supplyAsync(
                    () -> client.exec(List.of("sh", "-c", QUESTIONS), Duration.ofSeconds(60)));
            // the old one has been asked before anything is replaced, however busy the machine is
            client.exec(List.of("sh", "-c", "until [ -e /tmp/asked ]; do sleep 0.02; done"), Duration.ofSeconds(30));
            return new Asking(asked, client);
        }

        ExecResult result() {
            client.exec(List.of("sh", "-c", "sleep 0.3; touch /tmp/enough"), Duration.ofSeconds(10));
            return asked.join();
        }

        @Override
        public void close() {
            asked.cancel(true);
        }
    }
}
