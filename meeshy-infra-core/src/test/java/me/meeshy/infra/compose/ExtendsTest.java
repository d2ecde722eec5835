package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service has from the one that it extends. */
class ExtendsTest {

    @TempDir
    private Path root;

    private Project project() {
        return Project.in(root.resolve("chat"));
    }

    @Test
    void loadWhenServiceExtendsAnotherInheritsEverythingAndMergesItsOwn() {
        Service child = project().load("""
                services:
                  base:
                    image: x
                    command: base
                    environment: {A: 1, B: 2}
                    ports: ["80:80"]
                    depends_on: [dep]
                    labels: [l=base]
                  child:
                    extends: base
                    command: child
                    environment: [B=3]
                    labels: {l: child}
                  dep: {image: d}
                """).stack().service("child");
        assertThat(child.image()).isEqualTo("x");
        assertThat(child.command()).contains(List.of("child"));
        assertThat(child.environment()).isEqualTo(Map.of("A", "1", "B", "3"));
        assertThat(child.ports()).hasSize(1);
        assertThat(child.dependencies()).containsOnlyKeys("dep");
        assertThat(child.labels()).isEqualTo(Map.of("l", "child"));
    }

    @Test
    void loadWhenServiceOfAnotherFileIsExtendedTakesPathsFromThatFilesDirectory() {
        Service a = project()
                .with("sub/one.yaml", """
                        services:
                          one: {extends: {file: deeper/two.yaml, service: two}, env_file: one.env, volumes: ["./one:/one"]}
                          unknown: {whatever: 1}
                        """)
                .with("sub/one.env", "FROM=one\n")
                .with("sub/deeper/two.yaml", "services: {two: {image: 'two:$TAG', volumes: ['./two:/two']}}")
                .with(".env", "TAG=main\n")
                .with("sub/.env", "TAG=never read\n")
                .load("services: {a: {extends: {file: sub/one.yaml, service: one}, volumes: ['./a:/a']}}")
                .stack()
                .service("a");
        assertThat(a.image()).isEqualTo("two:main");
        assertThat(a.environment()).isEqualTo(Map.of("FROM", "one"));
        assertThat(a.mounts())
                .extracting(mount -> ((Mount.Bind) mount).source())
                .containsExactly(
                        project().directory().resolve("sub/deeper/two"),
                        project().directory().resolve("sub/one"),
                        project().directory().resolve("a"));
    }

    @Test
    void loadWhenServiceResetsWhatItInheritsItIsGone() {
        Service a = project()
                .with("compose.override.yaml", """
                        services:
                          a: {extends: b, environment: !reset {}, ports: !override ["81:81"]}
                          b: {labels: {from: b}}
                        """)
                .load("services: {a: {image: x, environment: {A: 1}, ports: ['80:80']}, b: {image: y}}")
                .stack()
                .service("a");
        // of the earlier file, too
        assertThat(a.environment()).isEmpty();
        assertThat(a.ports())
                .singleElement()
                .satisfies(port -> assertThat(port.hostPort()).isEqualTo(81));
        assertThat(a.labels()).isEqualTo(Map.of("from", "b"));
        assertThat(a.image()).isEqualTo("x");
    }

    @Test
    void loadWhenServicesExtendEachOtherInACircleShowsTheWay() {
        Project project = project()
                .with("other.yaml", "services: {c: {extends: {file: compose.yaml, service: a}}}")
                .with(
                        "compose.yaml",
                        "services:\n  a: {image: x, extends: b}\n  b: {extends: {file: other.yaml, service: c}}\n");
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("services.a.extends: services extend each other in a circle: a in ")
                .hasMessageContaining("compose.yaml → b in ")
                .hasMessageContaining("other.yaml → a in ");
    }

    @Test
    void loadWhenSameNameIsExtendedInAnotherFileIsNoCircle() {
        assertThat(project()
                        .with("base.yaml", "services: {a: {image: base}}")
                        .load("services: {a: {extends: {file: base.yaml, service: a}}}")
                        .stack()
                        .service("a")
                        .image())
                .isEqualTo("base");
    }

    @Test
    void loadWhenChainOfExtendsIsTooLongOrTooHeavyRefuses() {
        String chain = IntStream.range(0, 500)
                        .mapToObj(i -> "  s%d: {image: x, extends: s%d}%n".formatted(i, i + 1))
                        .reduce("services:\n", String::concat)
                + "  s500: {image: x}\n";
        assertThatThrownBy(() -> project().load(chain))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("more than 100 deep");
        String heavy = "services:\n  base: {image: x, labels: ["
                + "a,".repeat(100_000) + "b]}\n"
                + IntStream.range(0, 300)
                        .mapToObj(i -> "  s" + i + ": {extends: base}\n")
                        .reduce("", String::concat);
        assertThatThrownBy(() -> project().load(heavy))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("what services inherit");
    }
}
