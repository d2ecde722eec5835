package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which services are part of the stack. */
class ProfilesTest {

    @TempDir
    private Path root;

    private static final String FILE = """
            services:
              api: {image: x, depends_on: {mail: {condition: service_started, required: false}}}
              mail: {image: x, profiles: [debug, mail], env_file: gone.env, networks: [gone]}
              tool: {image: x, profiles: [debug, tools]}
              probe: {image: x, profiles: [tools], depends_on: [api]}
            """;

    private Project project() {
        return Project.in(root.resolve("chat")).with("compose.yaml", FILE);
    }

    private ComposeFile file() {
        return ComposeFile.in(project().directory()).variables(Map.of());
    }

    @Test
    void loadWhenNoProfileIsEnabledTakesServicesWithoutProfiles() {
        LoadedStack loaded = file().load();
        assertThat(loaded.stack().services()).containsOnlyKeys("api");
        assertThat(loaded.inactiveServices())
                .isEqualTo(Map.of(
                        "mail",
                        List.of("debug", "mail"),
                        "tool",
                        List.of("debug", "tools"),
                        "probe",
                        List.of("tools")));
    }

    @Test
    void loadWhenProfileIsEnabledTakesItsServices() {
        assertThat(file().profile("tools").load().stack().services()).containsOnlyKeys("api", "tool", "probe");
        assertThat(file().profile("other").load().stack().services()).containsOnlyKeys("api");
        assertThat(file().variables(Map.of("COMPOSE_PROFILES", "other, tools"))
                        .load()
                        .stack()
                        .services())
                .containsOnlyKeys("api", "tool", "probe");
        assertThat(project()
                        .with(".env", "COMPOSE_PROFILES=tools\n")
                        .load()
                        .stack()
                        .services())
                .containsOnlyKeys("api", "tool", "probe");
    }

    @Test
    void loadWhenProfileIsNamedHereTheVariableDoesNotCount() {
        assertThat(file().variables(Map.of("COMPOSE_PROFILES", "tools"))
                        .profile("other")
                        .load()
                        .stack()
                        .services())
                .containsOnlyKeys("api");
    }

    @Test
    void loadWhenServiceIsTargetedEnablesItsProfiles() {
        assertThat(file().target("probe").load().stack().services()).containsOnlyKeys("api", "tool", "probe");
        assertThatThrownBy(() -> file().target("prob").load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("there is no service 'prob', which was asked for; did you mean probe?");
    }

    @Test
    void loadWhenEveryProfileIsEnabledReadsEachService() {
        assertThatThrownBy(() -> file().profile("*").load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void loadWhenActiveServiceNeedsInactiveOneSaysWhichProfiles() {
        Project project = project()
                .with(
                        "compose.yaml",
                        "services:\n  a: {image: x, depends_on: [t]}\n  t: {image: x, profiles: [p, q]}\n");
        assertThatThrownBy(project::load)
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e.keyPath()).isEqualTo("services.a.depends_on[0]");
                    assertThat(e.line()).isEqualTo(2);
                })
                .hasMessageContaining("'t' is inactive")
                .hasMessageContaining("[p, q]")
                .hasMessageContaining("required: false");
    }

    @Test
    void loadWhenInactiveServiceHasUnknownKeyRefuses() {
        Project project = project().with("compose.yaml", "services: {t: {image: x, profiles: [p], imag: y}}");
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("did you mean image?");
    }
}
