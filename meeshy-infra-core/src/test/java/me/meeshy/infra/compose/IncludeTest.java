package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that include others. */
class IncludeTest {

    @TempDir
    private Path root;

    private Project project() {
        return Project.in(root.resolve("chat"));
    }

    @Test
    void loadWhenFileIsIncludedTakesItsOwnDirectoryAndVariables() {
        LoadedStack loaded = project()
                .with(".env", "BOTH=outer\n")
                .with("db/.env", "BOTH=inner\nTAG=8\nTAGGED=${BOTH}\n")
                .with("db/db.yaml", """
                        name: ignored
                        services:
                          db:
                            image: mongo:$TAG-$BOTH-$TAGGED
                            volumes: ["./init:/init", "data:/data"]
                            environment: [TAG, NOT_SET]
                            env_file: db.env
                            networks: [back]
                            secrets: [pw]
                        volumes: {data: }
                        networks: {back: }
                        secrets: {pw: {file: pw.txt}}
                        """)
                .with("db/db.env", "X=y\n")
                .load("include: [db/db.yaml]\nservices: {api: {image: 'api:$TAG', depends_on: [db]}}\n");
        Service db = loaded.stack().service("db");
        assertThat(db.image()).isEqualTo("mongo:8-outer-outer");
        assertThat(db.environment()).isEqualTo(Map.of("TAG", "8", "X", "y"));
        Path directory = loaded.directory().resolve("db");
        assertThat(db.mounts()).contains(new Mount.Bind(directory.resolve("init"), "/init", false, true));
        assertThat(loaded.stack().name()).isEqualTo("chat");
        assertThat(loaded.stack().volumes()).containsKey("data");
        // the included file's variables are its own
        assertThat(loaded.stack().service("api").image()).isEqualTo("api:");
        assertThat(loaded.variables()).doesNotContainKey("TAG");
    }

    @Test
    void loadWhenIncludeSaysDirectoryFilesAndVariablesTakesThem() {
        LoadedStack loaded = project()
                .with("work/x", "")
                .with("one.env", "A=one\nB=one\n")
                .with("two.env", "B=two\n")
                .with("sub/base.yaml", "services: {a: {image: 'x:$A-$B', volumes: ['./v:/v']}}")
                .with("sub/over.yaml", "services: {a: {command: over}}")
                .load("""
                        include:
                          - path: [sub/base.yaml, sub/over.yaml]
                            project_directory: work
                            env_file: [one.env, two.env]
                        """);
        Service a = loaded.stack().service("a");
        assertThat(a.image()).isEqualTo("x:one-two");
        assertThat(a.command()).contains(List.of("over"));
        assertThat(a.mounts()).containsExactly(new Mount.Bind(loaded.directory().resolve("work/v"), "/v", false, true));
    }

    @Test
    void loadWhenIncludedFileIncludesTakesItsPathsFromItsDirectory() {
        assertThat(project()
                        .with("a/a.yaml", "include: [b/b.yaml]")
                        .with("a/b/b.yaml", "services: {deep: {image: deep}}")
                        .load("include: [a/a.yaml]")
                        .stack()
                        .services())
                .containsOnlyKeys("deep");
    }

    @Test
    void loadWhenOverrideFileChangesWhatIsIncludedMerges() {
        assertThat(project()
                        .with("sub.yaml", "services: {a: {image: x, command: sub}}")
                        .with("compose.override.yaml", "services: {a: {command: over}}")
                        .load("include: [sub.yaml]")
                        .stack()
                        .service("a")
                        .command())
                .contains(List.of("over"));
    }

    @Test
    void loadWhenSameThingIsIncludedTwiceCountsOnce() {
        assertThat(project()
                        .with("common.yaml", "services: {c: {image: c, volumes: ['./v:/v']}}\nnetworks: {n: {}}")
                        .with("one.yaml", "include: [common.yaml]\nservices: {one: {image: o}}")
                        .with("two.yaml", "include: [common.yaml]\nservices: {two: {image: t}}")
                        .load("include: [one.yaml, two.yaml]")
                        .stack()
                        .services())
                .containsOnlyKeys("c", "one", "two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "include: [one.yaml]\\nservices: {a: {image: other}}|services.a|2:12",
                "include: [one.yaml, sub/two.yaml]|services.a|1:12",
                "include: [one.yaml, sub/one.yaml]|services.b|1:27",
            })
    void loadWhenIncludedThingDiffersNamesBothPlaces(String text, String key, String place) {
        String one = "services: {a: {image: x}, b: {image: y, volumes: ['./v:/v']}}";
        Project project = project()
                .with("one.yaml", one)
                .with("sub/one.yaml", one)
                .with("sub/two.yaml", "services: {a: {image: z}}")
                .with("compose.yaml", text.replace("\\n", "\n"));
        assertThatThrownBy(project::load)
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.keyPath()).isEqualTo(key);
                    assertThat(e.line() + ":" + e.column()).isEqualTo(place);
                })
                .hasMessageContaining("one.yaml:1:");
    }

    @Test
    void loadWhenFilesIncludeEachOtherInACircleShowsTheWay() {
        Project project = project()
                .with("a.yaml", "include: [sub/b.yaml]")
                .with("sub/b.yaml", "include: [../a.yaml]")
                .with("compose.yaml", "include: [a.yaml]");
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageStartingWith(project.directory().resolve("sub/b.yaml") + ":1:11: include[0]: ")
                .hasMessageContaining("a.yaml → ")
                .hasMessageContaining("b.yaml → ");
    }

    @Test
    void loadWhenIncludesMultiplyWithoutEndIsBounded() {
        Project project = project();
        for (int i = 0; i < 30; i++) {
            project.with("f%d.yaml".formatted(i), "include: [f%1$d.yaml, f%1$d.yaml]".formatted(i + 1));
        }
        project.with("f30.yaml", "services: {a: {image: x}}");
        assertThatThrownBy(() -> project.load("include: [f0.yaml]"))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("at most 500 files");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "include: a.yaml|1:10|include|takes a list, and this is text",
                "include: [gone.yaml]|1:11|include[0]|there is no file 'gone.yaml' in",
                "include: ['https://host/x.yaml']|1:11|include[0]|lies on another host",
                "include: [{project_directory: .}]|1:11|include[0]|the key path is missing",
                "include: [{path: []}]|1:18|include[0].path|names no file",
                "include: [{paths: x}]|1:12|include[0].paths|did you mean path?",
                "include: [{path: a.yaml, env_file: gone.env}]|1:36|include[0].env_file|there is no file 'gone.env'",
                "include: [empty.yaml]|0:0|``|the file is empty",
                "include: [wrong.yaml]|1:1|service|did you mean services?",
            })
    void loadWhenIncludeIsWrongSaysWhere(String text, String place, String key, String problem) {
        Project project = project()
                .with("a.yaml", "services: {a: {image: x}}")
                .with("empty.yaml", "")
                .with("wrong.yaml", "service: {}")
                .with("compose.yaml", text);
        assertThatThrownBy(project::load)
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.line() + ":" + e.column()).isEqualTo(place);
                    assertThat(e.keyPath()).isEqualTo(key);
                })
                .hasMessageContaining(problem);
    }
}
