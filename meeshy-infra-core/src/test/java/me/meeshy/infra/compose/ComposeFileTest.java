package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files and variables count, and what the project is called. */
class ComposeFileTest {

    @TempDir
    private Path root;

    private static String file(String image) {
        return "services:\n  a:\n    image: " + image + "\n";
    }

    private static String image(LoadedStack loaded) {
        return loaded.stack().service("a").image();
    }

    private Project project() {
        return Project.in(root.resolve("chat"));
    }

    @Test
    void loadWhenSeveralNamesAreThereTakesComposesFirstAndWarns() {
        Project project = project().with("docker-compose.yaml", file("four"));
        assertThat(image(project.load())).isEqualTo("four");
        assertThat(image(project.with("docker-compose.yml", file("three")).load()))
                .isEqualTo("three");
        assertThat(image(project.with("compose.yml", file("two")).load())).isEqualTo("two");
        LoadedStack loaded = project.with("compose.yaml", file("one")).load();
        assertThat(image(loaded)).isEqualTo("one");
        assertThat(loaded.files()).containsExactly(project.directory().resolve("compose.yaml"));
        assertThat(loaded.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.line()).isZero();
            assertThat(warning.toString()).startsWith(project.directory().resolve("compose.yaml") + ": is read");
        });
    }

    @Test
    void loadWhenOverrideIsThereMergesIt() {
        Project project =
                project().with("compose.yaml", file("base")).with("docker-compose.override.yml", file("over"));
        LoadedStack loaded = project.load();
        assertThat(image(loaded)).isEqualTo("over");
        assertThat(loaded.files())
                .containsExactly(
                        project.directory().resolve("compose.yaml"),
                        project.directory().resolve("docker-compose.override.yml"));
    }

    @Test
    void loadWhenFilesAreGivenTakesOnlyThem() {
        Project project = project()
                .with("compose.yaml", file("usual"))
                .with("compose.override.yaml", file("override"))
                .with("one.yml", file("one"))
                .with("sub/two.yml", "services: {a: {command: two, volumes: [./x:/x]}}")
                .variables(Map.of("COMPOSE_FILE", "compose.yaml"));
        LoadedStack loaded = ComposeFile.in(project.directory())
                .variables(project.variables())
                .file(Path.of("one.yml"))
                .file(project.directory().resolve("sub/two.yml"))
                .load();
        assertThat(image(loaded)).isEqualTo("one");
        assertThat(loaded.stack().service("a").command()).contains(List.of("two"));
        // the project's directory is the one that was given, whatever file says it
        assertThat(loaded.stack().service("a").mounts().toString())
                .contains(project.directory().resolve("x").toString());
        assertThat(loaded.directory()).isEqualTo(project.directory());
    }

    @Test
    void loadWhenComposeFileVariableNamesFilesTakesTheFirstOnesDirectory() {
        Project project = project()
                .with("compose.yaml", file("usual"))
                .with(".env", "COMPOSE_FILE=sub/one.yml:two.yml\nTAG=outer\nONLY=outer\n")
                .with("sub/.env", "TAG=inner\nINNER=inner\n")
                .with("sub/one.yml", file("one:$TAG-$INNER-$ONLY"))
                .with("two.yml", "services: {a: {command: two}}");
        LoadedStack loaded = project.load();
        assertThat(image(loaded)).isEqualTo("one:outer-inner-outer");
        assertThat(loaded.directory()).isEqualTo(project.directory().resolve("sub"));
        assertThat(loaded.environmentFiles())
                .containsExactly(
                        project.directory().resolve(".env"), project.directory().resolve("sub/.env"));
        assertThat(loaded.stack().name()).isEqualTo("sub");
    }

    @Test
    void loadWhenAPathSeparatorIsGivenTakesTheComposeFileVariableApartWithIt() {
        Project project = project()
                .with(".env", "COMPOSE_FILE=one.yml|two.yml\n")
                .with("one.yml", file("one"))
                .with("two.yml", "services: {a: {command: two}}");
        LoadedStack loaded =
                project.variables(Map.of("COMPOSE_PATH_SEPARATOR", "|")).load();
        assertThat(image(loaded)).isEqualTo("one");
        assertThat(loaded.stack().service("a").command()).contains(List.of("two"));
        project.with(".env", "COMPOSE_FILE=one.yml|two.yml\nCOMPOSE_PATH_SEPARATOR=|\n");
        assertThat(project.variables(Map.of()).load().files()).hasSize(2);
    }

    @Test
    void loadTakesVariablesFromOutsideBeforeEnvironmentFile() {
        Project project = project()
                .with(".env", "TAG=file\nOTHER=file\nDERIVED=${TAG}\n")
                .with("compose.yaml", file("x:$TAG-$OTHER-$DERIVED"))
                .variables(Map.of("TAG", "outside"));
        LoadedStack loaded = project.load();
        assertThat(image(loaded)).isEqualTo("x:outside-file-outside");
        assertThat(loaded.variables())
                .containsEntry("TAG", "outside")
                .containsEntry("OTHER", "file")
                .containsKey("COMPOSE_PROJECT_NAME");
    }

    @Test
    void loadWhenEnvironmentFilesAreGivenTakesThemInsteadOfTheUsualOne() {
        Project project = project()
                .with(".env", "A=usual")
                .with("one.env", "A=one\nB=one")
                .with("two.env", "B=two-$A")
                .with("compose.yaml", file("x:$A-$B"));
        ComposeFile file = ComposeFile.in(project.directory())
                .variables(Map.of())
                .environmentFile(Path.of("one.env"))
                .environmentFile(Path.of("two.env"));
        assertThat(image(file.load())).isEqualTo("x:one-two-one");
        assertThat(image(project.variables(Map.of("COMPOSE_ENV_FILES", "two.env,one.env"))
                        .load()))
                .isEqualTo("x:one-one");
        assertThatThrownBy(() -> file.environmentFile(Path.of("gone.env")).load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("gone.env: there is no such file");
    }

    @Test
    void loadWhenEnvironmentFileIsDisabledDoesNotReadIt() {
        Project project = project().with(".env", "A=usual").with("compose.yaml", file("x:${A-none}"));
        assertThat(image(project.load())).isEqualTo("x:usual");
        assertThat(image(project.variables(Map.of("COMPOSE_DISABLE_ENV_FILE", "1"))
                        .load()))
                .isEqualTo("x:none");
    }

    @Test
    void loadWhenNothingIsSaidTakesTheProcesssEnvironment() {
        Project project = project().with("compose.yaml", file("x:${PATH:+set}"));
        assertThat(image(ComposeFile.in(project.directory()).load())).isEqualTo("x:set");
    }

    @Test
    void projectNameIsTheGivenOneThenTheVariablesThenTheFilesThenTheDirectorys() {
        Project named = project().with("compose.yaml", "name: My ${N}ame\n" + file("x:${COMPOSE_PROJECT_NAME}"));
        Project variable = named.variables(Map.of("COMPOSE_PROJECT_NAME", "by-variable", "N", "n"));
        assertThat(image(ComposeFile.in(named.directory())
                        .variables(variable.variables())
                        .projectName("given")
                        .load()))
                .isEqualTo("x:given");
        assertThat(image(variable.load())).isEqualTo("x:by-variable");
        assertThat(named.variables(Map.of("N", "n")).load().stack().name()).isEqualTo("myname");
        assertThat(named.with("compose.override.yaml", "name: over")
                        .load()
                        .stack()
                        .name())
                .isEqualTo("over");
        assertThat(project()
                        .with("compose.yaml", file("x"))
                        .with("compose.override.yaml", "{}")
                        .load()
                        .stack()
                        .name())
                .isEqualTo("chat");
    }

    @ParameterizedTest
    @CsvSource({"_My Dir.x,mydirx", "UPPER,upper", "a.b-c_d,ab-c_d", "--9lives,9lives"})
    void projectNameOfDirectoryIsNormalised(String directory, String expected) {
        assertThat(Project.in(root.resolve(directory)).load(file("x")).stack().name())
                .isEqualTo(expected);
    }

    @Test
    void loadWhenDirectoryMakesNoNameSaysWhatToDo() {
        Project project = Project.in(root.resolve("...")).with("compose.yaml", file("x"));
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("write name: in the compose file");
        assertThatThrownBy(() ->
                        project.with("compose.yaml", "name: '..'\n" + file("x")).load())
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.keyPath()).isEqualTo("name");
                    assertThat(e.line()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a b", "_a", "-a", "ä"})
    void projectNameWhenItCannotBeOneIsRefused(String name) {
        ComposeFile file = ComposeFile.in(root);
        assertThatThrownBy(() -> file.projectName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loadWhenProjectNameVariableCannotBeOneShowsNoValue() {
        Project project =
                project().with("compose.yaml", file("x")).variables(Map.of("COMPOSE_PROJECT_NAME", "Not One"));
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("COMPOSE_PROJECT_NAME")
                .hasMessageNotContaining("Not One");
    }

    @Test
    void loadWhenNoFileIsThereNamesWhatWasLookedFor() {
        Project project = project().with("sub/x", "");
        assertThatThrownBy(project::load)
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.file()).isEqualTo(project.directory());
                    assertThat(e.line()).isZero();
                    assertThat(e.column()).isZero();
                    assertThat(e.keyPath()).isEmpty();
                })
                .hasMessageContaining("compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml");
        // not searched upwards: what lies above may be another environment's
        project.with("compose.yaml", file("x"));
        assertThatThrownBy(() -> Project.in(project.directory().resolve("sub")).load())
                .isInstanceOf(ComposeFileException.class);
        assertThatThrownBy(() -> Project.in(root.resolve("nowhere")).load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("no such directory");
        assertThatThrownBy(() -> ComposeFile.in(project.directory())
                        .file(Path.of("gone.yml"))
                        .load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("gone.yml: there is no such file");
    }

    @Test
    void loadWhenFileHasSeveralDocumentsMergesThem() {
        assertThat(image(project().load(file("one") + "---\n" + file("two")))).isEqualTo("two");
    }

    @Test
    void loadWhenVariableIsUnsetWarnsOnceALineWithoutStopping() {
        LoadedStack loaded = project().load("services:\n  a:\n    image: x:$TAG$TAG\n    user: a${TAG}\n");
        assertThat(image(loaded)).isEqualTo("x:");
        assertThat(loaded.warnings()).extracting(ComposeWarning::line).containsExactly(3, 4);
        assertThat(loaded.warnings().get(0).message()).contains("TAG").contains("not set");
    }

    @Test
    void loadWhenStrictRefusesVariableThatIsNotSet() {
        Project project = project().with("compose.yaml", file("x:$TAG"));
        ComposeFile strict =
                ComposeFile.in(project.directory()).variables(Map.of()).strict();
        assertThatThrownBy(strict::load)
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.line()).isEqualTo(3);
                    assertThat(e.keyPath()).isEqualTo("services.a.image");
                })
                .hasMessageContaining("the variable TAG is not set; set it, or write ${TAG:-} where empty is meant");
        assertThat(image(strict.variables(Map.of("TAG", "")).load())).isEqualTo("x:");
        project.with("compose.yaml", file("x:${TAG:-}${TAG+y}"));
        assertThat(image(strict.load())).isEqualTo("x:");
        project.with(".env", "A=1\nTAG=$NOT\n");
        assertThatThrownBy(strict::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining(".env:2: the variable NOT is not set");
    }

    @Test
    void nearestTakesTheClosestDirectoryWithAComposeFile() {
        Project project = project()
                .with("compose.yml", file("above"))
                .with("a/b/x", "")
                .with("a/compose.override.yaml", file("alone"));
        ComposeFile nearest = ComposeFile.nearest(project.directory().resolve("a/b"));
        assertThat(image(nearest.load())).isEqualTo("above");
        assertThat(nearest.load().directory()).isEqualTo(project.directory());
    }

    @Test
    void ofTakesTheFirstFilesDirectory() {
        Project project =
                project().with("one/one.yaml", file("one")).with("two/two.yaml", "services: {a: {volumes: [./v:/v]}}");
        LoadedStack loaded = ComposeFile.of(
                        project.directory().resolve("one/one.yaml"),
                        project.directory().resolve("two/two.yaml"))
                .load();
        assertThat(loaded.directory()).isEqualTo(project.directory().resolve("one"));
        assertThat(loaded.stack().service("a").mounts().toString()).contains("one/v");
    }

    @Test
    void loadedStackHidesItsVariables() {
        LoadedStack loaded = project().with(".env", "PASS=hunter2").load(file("x"));
        assertThat(loaded.toString()).contains("chat").doesNotContain("hunter2");
        assertThat(loaded.variables().toString()).isEqualTo("<hidden>");
        assertThat(loaded.variables()).containsEntry("PASS", "hunter2");
        assertThatThrownBy(() -> loaded.variables().put("A", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void settersLeaveTheOriginalAsItWas() {
        Project project = project().with("compose.yaml", file("x")).with("other.yaml", file("other"));
        ComposeFile original = ComposeFile.in(project.directory()).variables(Map.of());
        original.file(Path.of("other.yaml"));
        original.projectName("other");
        LoadedStack loaded = original.load();
        assertThat(image(loaded)).isEqualTo("x");
        assertThat(loaded.stack().name()).isEqualTo("chat");
        assertThat(original.toString()).contains(project.directory().toString());
    }
}
