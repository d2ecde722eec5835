package me.meeshy.infra.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {

    @Test
    void buildWhenNothingIsSetTakesTheDocumentedDefaults() {
        Service service = Service.builder("api", "chat-api:1").build();

        assertThat(service.name()).isEqualTo("api");
        assertThat(service.image()).isEqualTo("chat-api:1");
        assertThat(service.command()).isEmpty();
        assertThat(service.entrypoint()).isEmpty();
        assertThat(service.environment()).isEmpty();
        assertThat(service.ports()).isEmpty();
        assertThat(service.exposed()).isEmpty();
        assertThat(service.mounts()).isEmpty();
        assertThat(service.networks()).isEmpty();
        assertThat(service.dependencies()).isEmpty();
        assertThat(service.healthcheck()).isEmpty();
        assertThat(service.restart()).isEqualTo(RestartPolicy.NO);
        assertThat(service.labels()).isEmpty();
        assertThat(service.containerName()).isEmpty();
        assertThat(service.secrets()).isEmpty();
        assertThat(service.configs()).isEmpty();
        assertThat(service.user()).isEmpty();
        assertThat(service.workingDirectory()).isEmpty();
        assertThat(service.stopGracePeriod()).isEmpty();
    }

    @Test
    void buildTakesWhatIsSet() {
        Service service = full().build();

        assertThat(service.command()).contains(List.of("serve", "--port", "3000"));
        assertThat(service.entrypoint()).contains(List.of("/init"));
        assertThat(service.environment()).containsEntry("MODE", "test").containsEntry("EMPTY", "");
        assertThat(service.ports())
                .extracting(PublishedPort::toString)
                .containsExactly("3000/tcp", "8080:80/tcp", "127.0.0.1:53:53/udp");
        assertThat(service.exposed()).containsExactly(ContainerPort.tcp(27017));
        assertThat(service.mounts())
                .containsExactly(new Mount.Named("data", "/data", false, false), new Mount.Anonymous("/cache", false));
        assertThat(service.networks())
                .containsEntry("front", new NetworkAttachment(List.of("backend"), Optional.empty()));
        assertThat(service.dependencies()).containsEntry("database", Dependency.on(Condition.HEALTHY));
        assertThat(service.healthcheck()).contains(Healthcheck.shell("true"));
        assertThat(service.restart()).isEqualTo(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0));
        assertThat(service.labels()).containsEntry("team", "chat");
        assertThat(service.containerName()).contains("chat-api");
        assertThat(service.secrets()).containsExactly(new FileGrant("jwt", "/run/secrets/jwt"));
        assertThat(service.configs()).containsExactly(new FileGrant("dynamic", "/dynamic"));
        assertThat(service.user()).contains("1000");
        assertThat(service.workingDirectory()).contains("/srv");
        assertThat(service.stopGracePeriod()).contains(Duration.ofSeconds(20));
    }

    @Test
    void toBuilderKeepsEverythingAndChangesOnlyTheCopy() {
        Service service = full().build();

        Service same = service.toBuilder().build();
        Service changed = service.toBuilder()
                .image("chat-api:2")
                .publishNothing()
                .environment("MODE", "other")
                .build();

        assertThat(same).isEqualTo(service).hasSameHashCodeAs(service);
        assertThat(changed).isNotEqualTo(service);
        assertThat(changed.image()).isEqualTo("chat-api:2");
        assertThat(changed.ports()).isEmpty();
        assertThat(service.image()).isEqualTo("chat-api:1");
        assertThat(service.ports()).hasSize(3);
        assertThat(service.environment()).containsEntry("MODE", "test");
    }

    @Test
    void serviceDoesNotChangeWithItsBuilderOrThroughItsCollections() {
        var builder = full();
        Service service = builder.build();

        builder.publish(9000).environment("LATER", "x").secret("later");

        assertThat(service.ports()).hasSize(3);
        assertThat(service.environment()).doesNotContainKey("LATER");
        assertThat(service.secrets()).hasSize(1);
        assertThatThrownBy(() -> service.environment().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> service.ports().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> service.mounts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatStandsAtOneTargetIsTheLastOneSet() {
        Service service = Service.builder("api", "i")
                .volume("old", "/data")
                .volume("new", "/data")
                .secret(new FileGrant("old", "/run/secrets/jwt"))
                .secret("jwt")
                .config(new FileGrant("old", "/dynamic"))
                .config(FileGrant.config("dynamic"))
                .build();

        assertThat(service.mounts()).containsExactly(new Mount.Named("new", "/data", false, false));
        assertThat(service.secrets()).containsExactly(FileGrant.secret("jwt"));
        assertThat(service.configs()).containsExactly(FileGrant.config("dynamic"));
    }

    @Test
    void publishWhenSaidTwicePublishesOnce() {
        assertThat(Service.builder("api", "i")
                        .publish(80, 80)
                        .publish(80, 80)
                        .build()
                        .ports())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-api", "api service", "api/1", "äpi"})
    void builderRefusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> Service.builder(name, "i"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "' cannot be the name of a service");
    }

    @Test
    void settersRefuseWhatCannotBe() {
        var builder = Service.builder("api", "i");

        assertRefused(() -> builder.image(" "), "service api: the image's reference is blank");
        assertRefused(() -> builder.environment("A=B", "c"), "service api: 'A=B' cannot be the name of a variable");
        assertRefused(() -> builder.environment("", "c"), "service api: '' cannot be the name of a variable");
        assertRefused(() -> builder.volume("data", "data"), "service api: the mount's target 'data' must be");
        assertRefused(() -> builder.dependsOn("api", Condition.STARTED), "service api cannot depend on itself");
        assertRefused(() -> builder.containerName("a b"), "'a b' cannot be the name of a container");
        assertRefused(() -> builder.stopGracePeriod(Duration.ofSeconds(-1)), "stop grace period PT-1S is negative");
        assertRefused(() -> builder.publish(0), "port 0 is outside 1 to 65535");
        assertRefused(() -> builder.publish(65536, 80), "port 65536 is outside 0 to 65535");
        assertThat(builder.build()).isEqualTo(Service.builder("api", "i").build());
    }

    @Test
    void refusedVariableDoesNotShowItsValue() {
        assertThatThrownBy(() -> Service.builder("api", "i").environment("A=B", "hunter2-hunter2"))
                .message()
                .doesNotContain("hunter2");
    }

    private static void assertRefused(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }

    private static ServiceBuilder full() {
        return Service.builder("api", "chat-api:1")
                .command("serve", "--port", "3000")
                .entrypoint("/init")
                .environment("MODE", "test")
                .environment("EMPTY", "")
                .publish(3000)
                .publish(8080, 80)
                .publish(new PublishedPort("127.0.0.1", 53, new ContainerPort(53, Protocol.UDP)))
                .expose(27017)
                .volume("data", "/data")
                .mount(new Mount.Anonymous("/cache", false))
                .network("front", "backend")
                .dependsOn("database", Condition.HEALTHY)
                .healthcheck(Healthcheck.shell("true"))
                .restart(new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0))
                .label("team", "chat")
                .containerName("chat-api")
                .secret("jwt")
                .config(FileGrant.config("dynamic"))
                .user("1000")
                .workingDirectory("/srv")
                .stopGracePeriod(Duration.ofSeconds(20));
    }
}
