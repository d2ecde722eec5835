package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A secret's value is searched for in everything that we print or tell the engine: raw, URL-encoded, base64. */
@RequiresEngine
class SecretLeakIT {

    private static final String FILE_SECRET = "pa55/w+rd of?the=file";
    private static final String VARIABLE_SECRET = "t0ken&of the/variable";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    private Path secretFile = Path.of("");

    @BeforeEach
    void writeSecret() throws Exception {
        secretFile = Files.writeString(directory.resolve("root-password"), FILE_SECRET + "\n");
    }

    @Test
    void nothingThatIsPrintedOrInspectedHoldsASecret() throws Exception {
        Stack stack = stack(shell(
                        "blabber",
                        "cat /run/secrets/root-password; base64 /run/secrets/root-password; echo $API_TOKEN; sleep 1000 & wait")
                .secret("root-password")
                .environment("API_TOKEN", VARIABLE_SECRET)
                .build());
        Environment environment = Environment.of("leak", stack);

        RunningEnvironment running = fixture.infra().up(environment, Duration.ofMinutes(1));
        var texts = new ArrayList<String>();
        texts.add(fixture.infra().plan(environment).toString());
        texts.add(fixture.infra().plan(environment).toJson());
        Environment changed = Environment.of(
                "leak",
                stack(idle("blabber")
                        .secret("root-password")
                        .environment("API_TOKEN", VARIABLE_SECRET + "2")
                        .build()));
        texts.add(fixture.infra().plan(changed).toString());
        texts.add(running.status().toString());
        texts.add(running.status().toJson());
        texts.add(running.toString() + environment + stack + running.service("blabber"));
        texts.addAll(running.service("blabber").logs().lines());
        ContainerDetails details = fixture.engine()
                .container(running.service("blabber").containerId())
                .orElseThrow();
        texts.add(details.labels().toString());

        assertThat(running.service("blabber").logs().lines()).contains("<hidden>");
        assertNoSecretIn(texts);
        // the variable is the user's own choice and stands in an inspection; a secret file does not
        ComposeCli.assumeThere();
        String inspected = ComposeCli.docker(
                directory, "inspect", running.service("blabber").containerId());
        assertThat(inspected).contains("/run/secrets/root-password");
        for (String form : forms(FILE_SECRET)) {
            assertThat(inspected).doesNotContain(form);
        }
    }

    @Test
    void aFailureShowsLastWordsWithoutSecrets() {
        Stack stack = stack(shell(
                        "blabber",
                        "cat /run/secrets/root-password; base64 /run/secrets/root-password; echo $API_TOKEN; sleep 1000 & wait")
                .secret("root-password")
                .environment("API_TOKEN", VARIABLE_SECRET)
                .healthcheck(Healthcheck.shell("cat /run/secrets/root-password; echo \"$API_TOKEN\"; exit 1"))
                .build());

        Throwable failure =
                catchThrowable(() -> fixture.infra().up(Environment.of("leak", stack), Duration.ofSeconds(3)));

        assertThat(failure).isInstanceOf(UpFailedException.class).hasMessageContaining("<hidden>");
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertNoSecretIn(List.of(
                trace.toString(), ((UpFailedException) failure).failures().toString()));
    }

    private Stack stack(me.meeshy.infra.model.Service service) {
        return fixture.stack()
                .secret(new Secret("root-password", secretFile))
                .service(service)
                .build();
    }

    private static void assertNoSecretIn(List<String> texts) {
        for (String secret : List.of(FILE_SECRET, VARIABLE_SECRET)) {
            for (String form : forms(secret)) {
                assertThat(texts).noneMatch(text -> text.contains(form));
            }
        }
    }

    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(bytes);
        return List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
                // as far as what follows it does not change it
                encoded.substring(0, bytes.length / 3 * 4));
    }
}
