package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An override over a base, key by key. */
class MergedTreeTest {

    private static final String BASE = """
            x-ext: {a: 1}
            services:
              a:
                image: x
                command: a b
                environment: {A: 1, B: 2}
                ports: ["80:80", "81:81"]
                volumes: ["data:/d", "./x:/x"]
                expose: [1]
                depends_on: [b]
                env_file: a.env
                networks: [n]
                labels: [l=1]
                healthcheck: {test: [CMD, a], interval: 1s}
                tmpfs: /a
                secrets: [s]
                restart: always
              b: {image: y}
            volumes: {data: {labels: {a: 1}}, other: }
            networks: {n: , m: }
            secrets: {s: {file: s}, t: {file: t}}
            """;

    @TempDir
    private Path directory;

    private Stack merged(String... overrides) {
        Project project = Project.in(directory)
                .with("compose.yaml", BASE)
                .with("a.env", "FROM=a\nONLY=a\n")
                .with("b.env", "FROM=b\n");
        ComposeFile file =
                ComposeFile.in(project.directory()).variables(Map.of()).file(Path.of("compose.yaml"));
        for (int i = 0; i < overrides.length; i++) {
            project.with(i + ".yaml", overrides[i]);
            file = file.file(Path.of(i + ".yaml"));
        }
        return file.load().stack();
    }

    private Service service(String keys) {
        return merged("services:\n  a:\n    " + keys.strip().replace("\n", "\n    "))
                .service("a");
    }

    @Test
    void singleValuesAndCommandsAreReplaced() {
        Service service = service("image: z\ncommand: [c]\nrestart: no");
        assertThat(service.image()).isEqualTo("z");
        assertThat(service.command()).contains(List.of("c"));
        assertThat(service.restart().mode().engineName()).isEqualTo("no");
    }

    @Test
    void mapsAreMergedByKeyWhateverTheirForm() {
        Service service = service("""
                environment: [B=3, C=4]
                labels: {l: 2, m: 3}
                networks: {m: {aliases: [q]}, n: {aliases: [p]}}
                depends_on: {b: {condition: service_healthy}}
                healthcheck: {test: z}
                """);
        assertThat(service.environment())
                .containsEntry("A", "1")
                .containsEntry("B", "3")
                .containsEntry("C", "4");
        assertThat(service.labels()).isEqualTo(Map.of("l", "2", "m", "3"));
        assertThat(service.networks()).containsOnlyKeys("n", "m");
        assertThat(service.networks().toString()).contains("[p]").contains("[q]");
        assertThat(service.dependencies()).isEqualTo(Map.of("b", Dependency.on(Condition.HEALTHY)));
        assertThat(service.healthcheck()).contains(Healthcheck.shell("z").interval(Duration.ofSeconds(1)));
    }

    @Test
    void listsAreJoinedAndWhatIsUniqueIsReplaced() {
        Service service = service("""
                ports: ["8080:80", "81:81"]
                expose: [1, 2]
                volumes: ["other:/d:ro"]
                tmpfs: [/b]
                secrets: [{source: t, target: s}]
                env_file: [b.env]
                """);
        assertThat(service.ports().toString()).isEqualTo("[80:80/tcp, 81:81/tcp, 8080:80/tcp]");
        assertThat(service.exposed()).hasSize(2);
        assertThat(service.mounts())
                .extracting(Mount::target, Mount::readOnly)
                .containsExactly(tuple("/d", true), tuple("/x", false), tuple("/a", false), tuple("/b", false));
        assertThat(service.secrets()).containsExactly(new FileGrant("t", "/run/secrets/s"));
        assertThat(service.environment()).containsEntry("FROM", "b").containsEntry("ONLY", "a");
    }

    @Test
    void overrideOfListsIsNoWarningWhenFilesDiffer() {
        Project project = Project.in(directory)
                .with("a.env", "")
                .with("compose.override.yaml", "services: {a: {volumes: ['other:/d']}}");
        assertThat(project.load(BASE).warnings()).isEmpty();
    }

    @Test
    void nothingLeavesWhatWasThereExceptCommands() {
        Service plain = merged().service("a");
        Service service = service("""
                image:
                environment:
                ports:
                volumes:
                depends_on:
                networks:
                labels:
                healthcheck:
                env_file:
                """);
        assertThat(service).isEqualTo(plain);
        assertThat(service("command:").command()).isEmpty();
        assertThat(service("environment: {A: }").environment()).doesNotContainKey("A");
    }

    @Test
    void resetTakesAwayAndOverrideReplaces() {
        Service service = service("""
                command: !reset null
                environment: !reset {}
                ports: !override ["1:1"]
                volumes: !reset []
                healthcheck: !override {test: q}
                depends_on: !reset
                networks: {n: !reset , m: }
                labels: !override {only: this}
                """);
        assertThat(service.command()).isEmpty();
        assertThat(service.environment()).containsOnlyKeys("FROM", "ONLY");
        assertThat(service.ports().toString()).isEqualTo("[1:1/tcp]");
        assertThat(service.mounts()).extracting(Mount::target).containsExactly("/a");
        assertThat(service.healthcheck()).contains(Healthcheck.shell("q"));
        assertThat(service.dependencies()).isEmpty();
        assertThat(service.networks()).containsOnlyKeys("m");
        assertThat(service.labels()).isEqualTo(Map.of("only", "this"));
    }

    @Test
    void laterFilesWinAndMayAddServicesAndResources() {
        Stack stack = merged(
                "services: {a: {image: one}, c: {image: c, volumes: ['new:/n']}}\nvolumes: {new: , data: {labels: [b=2]}}",
                "services: {a: {image: two}, b: !reset null}\nx-ext: [now, a, list]\n",
                "services: {a: {depends_on: !override [c]}}");
        assertThat(stack.service("a").image()).isEqualTo("two");
        assertThat(stack.services()).containsOnlyKeys("a", "c");
        assertThat(stack.volumes().get("data"))
                .satisfies(
                        volume -> assertThat(volume.toString()).contains("a=1").contains("b=2"));
    }

    @Test
    void extensionsAreReplacedButServicesOfSuchNamesAreMerged() {
        Stack stack = merged("services: {x-s: {image: s, user: u}}", "services: {x-s: {command: c}}");
        assertThat(stack.service("x-s").user()).contains("u");
        assertThat(stack.service("x-s").command()).contains(List.of("c"));
        assertThat(service("x-own: {a: 1}").image()).isEqualTo("x");
    }

    @Test
    void resetInTheFirstFileTakesTheKeyAway() {
        Stack stack = Project.in(directory)
                .load("services: {a: {image: x, user: !reset u, healthcheck: {test: !reset x, interval: 1s}}}")
                .stack();
        assertThat(stack.service("a").user()).isEmpty();
        assertThat(stack.service("a").healthcheck())
                .contains(Healthcheck.inherited().interval(Duration.ofSeconds(1)));
    }
}
