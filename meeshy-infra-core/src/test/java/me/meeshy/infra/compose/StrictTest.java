package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where variables are refused that are not set: wherever one may stand. */
class StrictTest {

    private static final String SERVICE = "services: {a: {image: x, %s}}";

    @TempDir
    private Path directory;

    private static String service(String key) {
        return SERVICE.formatted(key);
    }

    private Project project() {
        return Project.in(directory)
                .with("plain.env", "A=1\n")
                .with("unset.env", "A=${GONE}\n")
                .with("included.yaml", service("command: b").replace("a:", "b:"))
                .with("unset.yaml", service("command: $GONE").replace("a:", "b:"))
                .with("apart/compose.yaml", service("command: b").replace("a:", "b:"))
                .with("apart/.env", "A=$GONE\n");
    }

    private void assertRefused(Project project) {
        var refused = catchThrowableOfType(
                ComposeFileException.class,
                () -> ComposeFile.in(project.directory())
                        .variables(project.variables())
                        .strict()
                        .load());
        assertThat(refused).hasMessageContaining("the variable GONE is not set");
        assertThat(refused.line()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x$GONE\nservices: {a: {image: x}}",
                "x-note: $GONE\nservices: {a: {image: x}}",
                "services: {a: {image: $GONE}}",
                "services: {a: {image: x, command: \"${SET:+${GONE}}\"}}",
                "services: {a: {image: x, command: \"${ABSENT:-a $GONE}\"}}",
                "services: {a: {image: x, command: [a, \"b $GONE\"]}}",
                "services: {a: {image: x, environment: [\"A=$GONE\"]}}",
                "services: {a: {image: x, environment: {A: $GONE}}}",
                "services: {a: {image: x, env_file: \"plain.env$GONE\"}}",
                "services: {a: {image: x, env_file: [{path: plain.env, format: \"$GONE\"}]}}",
                "services: {a: {image: x, env_file: unset.env}}",
                "services: {a: {image: x, env_file: {path: unset.env, required: false}}}",
                "services: {a: {image: x, label_file: \"plain.env$GONE\"}}",
                "services: {a: {image: x, label_file: unset.env}}",
                "services: {a: {image: x, volumes: [\"./$GONE:/b\"]}}",
                "services: {a: {image: x, ports: [\"${GONE}80\"]}}",
                "services: {a: {image: x}, b: {image: $GONE, profiles: [off]}}",
                "services: {a: {image: x, build: {context: ., args: {A: $GONE}}}}",
                "services: {a: {extends: {service: b$GONE}}, b: {image: x}}",
                "services: {a: {extends: {file: \"included.yaml$GONE\", service: b}}}",
                "services: {a: {extends: {file: unset.yaml, service: b}}}",
                "include: [\"included.yaml$GONE\"]",
                "include: [{path: \"included.yaml$GONE\"}]",
                "include: [{path: included.yaml, project_directory: \".$GONE\"}]",
                "include: [{path: included.yaml, env_file: \"plain.env$GONE\"}]",
                "include: [{path: included.yaml, env_file: unset.env}]",
                "include: [unset.yaml]",
                "include: [apart/compose.yaml]",
                "services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {file: \"a$GONE\"}}",
                "services: {a: {image: x, configs: [c]}}\nconfigs: {c: {content: \"a $GONE\"}}",
                "services: {a: {image: x, volumes: [\"v:/v\"]}}\nvolumes: {v: {name: $GONE}}",
            })
    void loadWhenAVariableIsNotSetIsRefusedWithItsPlace(String file) {
        assertRefused(project().variables(Map.of("SET", "x")).with("compose.yaml", file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.override.yaml", ".env"})
    void loadWhenAVariableIsNotSetInAFileBesideIsRefused(String beside) {
        assertRefused(project()
                .with("compose.yaml", service("command: a"))
                .with(beside, beside.equals(".env") ? "A=$GONE\n" : service("command: $GONE")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"command: \"${GONE:-}\"", "command: \"${GONE-}\"", "command: \"${GONE:+x}\"", "command: $$GONE"})
    void loadWhenEmptyIsMeantIsNotRefused(String key) {
        Project project = project().with("compose.yaml", service(key));
        assertThat(ComposeFile.in(project.directory())
                        .variables(Map.of())
                        .strict()
                        .load()
                        .stack()
                        .services())
                .containsKey("a");
    }
}
