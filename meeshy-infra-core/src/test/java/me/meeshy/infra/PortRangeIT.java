package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A range of the host's ports for one port of a container: the engine takes a free one of it. */
@RequiresEngine
class PortRangeIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    private static ServiceBuilder web(int first, int last, int containers) {
        return idle("web")
                .publish(new PublishedPort("", first, last, ContainerPort.tcp(80)))
                .replicas(containers);
    }

    private Environment environment(ServiceBuilder... services) {
        var stack = fixture.stack();
        for (ServiceBuilder service : services) {
            stack.service(service.build());
        }
        return Environment.of("ranges", stack.build());
    }

    /** One that nobody listens on now. */
    private static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void upWhenTheFirstPortIsTakenPublishesAnotherOneOfTheRange() throws IOException {
        int first = free();
        ServiceBuilder taker = idle("taker").publish(first, 80);
        fixture.infra().up(environment(taker), LIMIT);
        Environment environment = environment(taker, web(first, first + 5, 2));

        RunningEnvironment running = fixture.infra().up(environment, LIMIT);

        var published = new TreeSet<Integer>();
        running.status().services().forEach(row -> row.ports().forEach(port -> published.add(port.hostPort())));
        assertThat(published).hasSize(3).contains(first).allMatch(port -> port >= first && port <= first + 5);
        assertThat(running.service("web").address(80).getPort()).isIn(published).isNotEqualTo(first);
        assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
        Plan other = fixture.infra().plan(environment(taker, web(first, first + 6, 2)));
        assertThat(other.service("web").orElseThrow().reasons()).contains("ports changed");
    }

    @Test
    void upWhenTheRangeIsSmallerThanTheNumberOfContainersIsRefused() {
        assertThatThrownBy(() -> fixture.infra().up(environment(web(28000, 28001, 3)), LIMIT))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("it is to have 3 containers")
                .hasMessageContaining("28000-28001:80/tcp are not enough; 2 are all");
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void planWhenComposeStartedTheProjectChangesNothing() throws Exception {
        ComposeCli.assumeThere();
        int first = free();
        Files.writeString(directory.resolve("compose.yaml"), """
                name: %1$s
                services:
                  web:
                    image: redis:8-alpine
                    ports: ["%2$d-%3$d:80", {target: 81, published: "%2$d-%3$d"}]
                """.formatted(fixture.project(), first, first + 6));
        ComposeCli.docker(directory, "compose", "up", "-d");

        Plan plan = fixture.infra().plan(Environment.load(directory).as(Role.TEST));

        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
    }
}
