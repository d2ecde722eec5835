package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.compose.LoadedStack;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;

class MeeshyEnvironmentsTest {

    private static final List<String> SERVICES = List.of(
            "traefik",
            "database",
            "redis",
            "gateway",
            "translator",
            "frontend",
            "static-files",
            "nosqlclient",
            "p3x-redis-ui");

    @Test
    void productionIsAsMeeshyHasIt() {
        LoadedStack production = load("production");

        assertThat(production.warnings()).isEmpty();
        Stack stack = production.stack();
        assertThat(stack.name()).isEqualTo("meeshy");
        assertThat(stack.services()).containsOnlyKeys(SERVICES);
        assertThat(containerNames(stack))
                .containsExactlyInAnyOrderElementsOf(
                        SERVICES.stream().map("meeshy-"::concat).toList());
        assertThat(publishedPorts(stack)).containsExactlyInAnyOrder("traefik 80:80/tcp", "traefik 443:443/tcp");
        assertThat(stack.volumes())
                .containsOnlyKeys(
                        "database_data",
                        "database_config",
                        "redis_data",
                        "gateway_uploads",
                        "frontend_uploads",
                        "models_data",
                        "traefik_certs");
        assertThat(stack.networks()).containsOnlyKeys("meeshy-network");
        assertThat(withoutHealthcheck(stack)).containsExactlyInAnyOrder("traefik", "p3x-redis-ui");
    }

    @Test
    void theTwoShareNothing() {
        var environments = MeeshyEnvironments.in(new MeeshyDirectories(Path.of("environments")));

        // the secrets may not be made yet
        assertThat(environments
                        .production()
                        .isolationFrom(environments.staging())
                        .leaks())
                .isEmpty();
    }

    @Test
    void stagingIsTheSameUnderOtherNamesAndPorts() {
        LoadedStack staging = load("staging");

        assertThat(staging.warnings()).isEmpty();
        Stack stack = staging.stack();
        assertThat(stack.name()).isEqualTo("meeshy-staging");
        assertThat(containerNames(stack))
                .containsExactlyInAnyOrderElementsOf(SERVICES.stream()
                        .map(service -> "meeshy-" + service + "-staging")
                        .toList());
        assertThat(publishedPorts(stack))
                .containsExactlyInAnyOrder(
                        "traefik 8080:80/tcp",
                        "traefik 8443:443/tcp",
                        "database 27018:27017/tcp",
                        "redis 6380:6379/tcp");
        assertThat(stack.volumes().keySet())
                .isEqualTo(load("production").stack().volumes().keySet());
    }

    private static LoadedStack load(String environment) {
        return ComposeFile.in(Path.of("environments", environment))
                .variables(Map.of())
                .load();
    }

    private static List<String> containerNames(Stack stack) {
        return stack.services().values().stream()
                .map(service -> service.containerName().orElse("none"))
                .toList();
    }

    private static List<String> publishedPorts(Stack stack) {
        return stack.services().values().stream()
                .flatMap(service -> service.ports().stream().map(port -> service.name() + " " + port))
                .toList();
    }

    private static List<String> withoutHealthcheck(Stack stack) {
        return stack.services().values().stream()
                .filter(service -> service.healthcheck().isEmpty())
                .map(Service::name)
                .toList();
    }
}
