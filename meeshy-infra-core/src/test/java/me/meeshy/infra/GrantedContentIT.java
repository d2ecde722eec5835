package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secrets and configs that are variables, texts and files, as the container sees them, beside docker compose's. */
@RequiresEngine
class GrantedContentIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String VALUE = "5ecret-0f-the-variable";
    private static final String TEXT = "w0rds-of-the-config";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @BeforeEach
    void write() throws Exception {
        ComposeCli.assumeThere();
        Path file = Files.writeString(directory.resolve("file"), "of the file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        variable(VALUE);
        // neither /run/secrets nor /opt/deep is there in the image
        Files.writeString(directory.resolve("compose.yaml"), """
                services:
                  web:
                    image: redis:8-alpine
                    entrypoint: [sleep, "1000"]
                    stop_grace_period: 0s
                    user: "999"
                    secrets:
                      - variable
                      - {source: variable, target: deep/below/the/usual, mode: 0400}
                      - file
                    configs:
                      - {source: text, target: /opt/deep/text, mode: 0440}
                      - {source: variable, target: /tmp/variable}
                  owned:
                    image: redis:8-alpine
                    entrypoint: [sleep, "1000"]
                    stop_grace_period: 0s
                    secrets:
                      - {source: variable, uid: "1001", gid: "1002", mode: 0640}
                secrets:
                  variable: {environment: APP_SECRET}
                  file: {file: ./file}
                configs:
                  text: {content: "w0rds-of-the-config"}
                  variable: {environment: APP_SECRET}
                """);
    }

    private void variable(String value) throws Exception {
        Files.writeString(directory.resolve(".env"), "APP_SECRET=" + value + "\n");
    }

    @AfterEach
    void removeWhatComposeMade() throws Exception {
        ComposeCli.docker(directory, "compose", "-p", theirs(), "down", "--volumes", "--timeout", "0");
    }

    private String theirs() {
        return fixture.project() + "c";
    }

    private Environment environment() {
        return Environment.load(ComposeFile.in(directory).projectName(fixture.project()))
                .as(Role.TEST);
    }

    @Test
    void containersSeeWhatTheySeeWithComposeAndTheEngineShowsNoneOfIt() throws Exception {
        ComposeCli.docker(directory, "compose", "-p", theirs(), "up", "-d");

        fixture.infra().up(environment(), LIMIT);

        for (String service : List.of("web", "owned")) {
            String ours = seen(fixture.project(), service);
            assertThat(ours).contains(VALUE);
            assertThat(ours).isEqualTo(seen(theirs(), service));
        }
        assertThat(seen(fixture.project(), "web"))
                .contains("444 0:0 /run/secrets/variable", "400 0:0 /run/secrets/deep/below/the/usual", TEXT);
        assertThat(seen(fixture.project(), "owned")).contains("640 1001:1002 /run/secrets/variable");
        for (String service : List.of("web", "owned")) {
            String inspected = ComposeCli.docker(directory, "inspect", fixture.project() + "-" + service + "-1");
            assertThat(inspected).doesNotContain(VALUE).doesNotContain(TEXT);
        }
        // also the folders that were made on the way to it are open to all
        assertThat(run("web", "redis", "cat /run/secrets/variable /opt/deep/text 2>&1 || id"))
                .startsWith(VALUE)
                .contains("denied");
    }

    /** Permissions, owner, path and content of all of them. */
    private String seen(String project, String service) throws Exception {
        return ComposeCli.docker(
                directory,
                "exec",
                "--user",
                "0",
                project + "-" + service + "-1",
                "sh",
                "-c",
                "for f in $(find /run/secrets /opt/deep /tmp/variable -type f 2>/dev/null | sort);"
                        + " do stat -c '%a %u:%g %n' $f; cat $f; echo; done");
    }

    private String run(String service, String user, String line) throws Exception {
        return ComposeCli.docker(
                directory,
                "exec",
                "--user",
                user,
                fixture.project() + "-" + service + "-1",
                "sh",
                "-c",
                line + "; echo");
    }

    @Test
    void upWhenAValueChangedReplacesAndElseLeavesAsItIs() throws Exception {
        fixture.infra().up(environment(), LIMIT);
        assertThat(fixture.infra().plan(environment()).changesNothing()).isTrue();
        String before = id("web");
        variable("an0ther-value");

        Plan plan = fixture.infra().plan(environment());
        fixture.infra().up(environment(), LIMIT);

        assertThat(plan.service("web").orElseThrow().reasons())
                .contains("secrets./run/secrets/variable content changed", "configs./tmp/variable content changed");
        assertThat(plan + plan.toJson()).doesNotContain("an0ther-value").doesNotContain(VALUE);
        assertThat(id("web")).isNotEqualTo(before);
        assertThat(run("web", "0", "cat /run/secrets/variable")).isEqualTo("an0ther-value\n");
        assertThat(run("web", "0", "cat /run/secrets/file")).isEqualTo("of the file\n");
    }

    @Test
    void upWhenAContainerWasMadeAndNotFilledFillsItBeforeItStarts() throws Exception {
        fixture.infra().up(environment(), LIMIT);
        String id = id("owned");
        run("owned", "0", "rm /run/secrets/variable");
        fixture.engine().stop(id, Duration.ZERO);

        fixture.infra().up(environment(), LIMIT);

        assertThat(id("owned")).isEqualTo(id);
        assertThat(run("owned", "0", "cat /run/secrets/variable")).isEqualTo(VALUE + "\n");
    }

    @Test
    void aJobSeesThemToo() {
        RunningEnvironment running = fixture.infra().up(environment(), LIMIT);

        ExecResult result =
                running.run("owned").entrypoint("cat", "/run/secrets/variable").run(Duration.ofMinutes(1));

        assertThat(result.exitCode()).isZero();
        assertThat(result.standardOutput()).isEqualTo(VALUE);
    }

    private String id(String service) {
        var ids = new ArrayList<String>();
        fixture.engine()
                .containers(
                        Map.of("com.docker.compose.project", fixture.project(), "com.docker.compose.service", service))
                .forEach(container -> ids.add(container.id()));
        assertThat(ids).hasSize(1);
        return ids.get(0);
    }
}
