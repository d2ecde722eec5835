package me.meeshy.infra.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTest {

    @Test
    void buildDeclaresWhatItsServicesName() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("database", "mongo")
                        .volume("data", "/data/db")
                        .build())
                .service(Service.builder("api", "chat-api")
                        .network("front", "backend-api")
                        .secret("jwt")
                        .build())
                .build();

        assertThat(stack.volumes()).containsOnly(Map.entry("data", Volume.of("data")));
        assertThat(stack.networks()).containsOnlyKeys("default", "front");
        assertThat(stack.secrets().get("jwt")).isEqualTo(new Secret("jwt", Path.of("secrets", "jwt")));
    }

    @Test
    void buildKeepsWhatIsDeclared() {
        Secret elsewhere = new Secret("jwt", Path.of("/run/keys/jwt"));
        Stack stack = Stack.builder("chat")
                .service(Service.builder("api", "chat-api").secret("jwt").build())
                .secret(elsewhere)
                .build();

        assertThat(stack.secrets().get("jwt")).isEqualTo(elsewhere);
    }

    @Test
    void buildWhenEveryServiceHasNetworksDeclaresNoDefaultOne() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("api", "chat-api").network("front").build())
                .build();

        assertThat(stack.networks()).containsOnlyKeys("front");
    }

    @Test
    void buildWhenADependencyIsNoServiceNamesIt() {
        var builder = Stack.builder("chat")
                .service(Service.builder("database", "mongo").build())
                .service(Service.builder("api", "chat-api")
                        .dependsOn("databse", Condition.HEALTHY)
                        .build());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InfraException.class)
                .hasMessage("stack chat, service api depends on 'databse', which is not a service of the stack;"
                        + " there are [database, api]");
    }

    @Test
    void buildWhenAnOptionalDependencyIsMissingGoesOn() {
        var builder = Stack.builder("chat")
                .service(Service.builder("api", "chat-api")
                        .dependsOn("cache", new Dependency(Condition.STARTED, false, false))
                        .build());

        assertThatCode(builder::build).doesNotThrowAnyException();
    }

    @Test
    void buildWhenServicesDependInACircleShowsTheCircle() {
        var builder = Stack.builder("chat")
                .service(depending("entry", "a"))
                .service(depending("a", "b"))
                .service(depending("b", "c"))
                .service(depending("c", "a"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InfraException.class)
                .hasMessage("stack chat: services depend on each other in a circle, a → b → c → a;"
                        + " take one of these dependencies away");
    }

    @Test
    void buildWhenServicesMeetInOneDependencyIsNoCircle() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("top", "i")
                        .dependsOn("left", Condition.STARTED)
                        .dependsOn("right", Condition.STARTED)
                        .build())
                .service(depending("left", "bottom"))
                .service(depending("right", "bottom"))
                .service(Service.builder("bottom", "i").build())
                .build();

        assertThat(stack.services()).containsOnlyKeys("top", "left", "right", "bottom");
    }

    @Test
    void buildWhenTwoServicesFixOneContainerNameNamesBoth() {
        var builder = Stack.builder("chat")
                .service(Service.builder("a", "i").containerName("chat-db").build())
                .service(Service.builder("b", "i").containerName("chat-db").build());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("the services a and b both fix the container name 'chat-db'");
    }

    @Test
    void buildWhenAConfigIsNotDeclaredNamesIt() {
        var builder = Stack.builder("chat")
                .service(Service.builder("proxy", "traefik")
                        .config(FileGrant.config("dynamic"))
                        .build())
                .config(new Config("static", Path.of("static.yaml")));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InfraException.class)
                .hasMessage("stack chat, service proxy uses the config 'dynamic', which the stack does not declare;"
                        + " it declares [static]");
    }

    @Test
    void serviceWhenThereIsNoneNamesThoseThatThereAre() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("api", "i").build())
                .build();

        assertThat(stack.service("api").image()).isEqualTo("i");
        assertThatThrownBy(() -> stack.service("gateway"))
                .isInstanceOf(InfraException.class)
                .hasMessage("stack chat has no service 'gateway'; it has [api]");
    }

    @Test
    void serviceOfTheSameNameReplacesTheOtherInItsPlace() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("a", "old").build())
                .service(Service.builder("b", "i").build())
                .service(Service.builder("a", "new").build())
                .build();

        assertThat(stack.services().keySet()).containsExactly("a", "b");
        assertThat(stack.service("a").image()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chat", "-chat", "ch at", "chat.dev", "chat/dev", "chät"})
    void builderRefusesWhatIsNoProjectName(String name) {
        assertThatThrownBy(() -> Stack.builder(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("lower-case");
    }

    @Test
    void toBuilderMakesAChangedCopyAndLeavesTheOriginal() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("api", "i").secret("jwt").build())
                .volume(Volume.of("data"))
                .config(new Config("c", Path.of("c.yaml")))
                .network(Network.of("front"))
                .build();

        Stack copy = stack.toBuilder("chat-staging")
                .service(Service.builder("extra", "i").build())
                .build();

        assertThat(copy.name()).isEqualTo("chat-staging");
        assertThat(copy.services()).containsOnlyKeys("api", "extra");
        assertThat(copy.volumes()).isEqualTo(stack.volumes());
        assertThat(copy.networks()).isEqualTo(stack.networks());
        assertThat(copy.secrets()).isEqualTo(stack.secrets());
        assertThat(copy.configs()).isEqualTo(stack.configs());
        assertThat(stack.services()).containsOnlyKeys("api");
        assertThat(stack.toBuilder().build()).isEqualTo(stack).hasSameHashCodeAs(stack);
        assertThat(copy).isNotEqualTo(stack);
    }

    @Test
    void stackDoesNotChangeWithItsBuilderOrThroughItsMaps() {
        var builder = Stack.builder("chat").service(Service.builder("api", "i").build());
        Stack stack = builder.build();

        builder.service(Service.builder("later", "i").build());

        assertThat(stack.services()).containsOnlyKeys("api");
        assertThatThrownBy(() -> stack.services().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stack.secrets().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stack.volumes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void toStringShowsNoValues() {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("api", "i")
                        .environment("PASSWORD", "hunter2-hunter2")
                        .build())
                .build();

        assertThat(stack).hasToString("Stack[chat, [api]]");
        assertThat(stack.service("api")).hasToString("Service[api, i]");
        assertThat(stack.services().toString()).doesNotContain("hunter2");
    }

    private static Service depending(String name, String on) {
        return Service.builder(name, "i").dependsOn(on, Condition.STARTED).build();
    }
}
