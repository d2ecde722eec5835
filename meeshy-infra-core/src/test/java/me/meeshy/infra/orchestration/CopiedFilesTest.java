package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Security;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;

class CopiedFilesTest {

    private static final Security API_SOCKET =
            Security.builder().apiSocket(true).build();
    private static final FileGrant GRANT = FileGrant.config("text");

    private static ServiceBuilder service() {
        return Service.builder("web", "nginx:alpine");
    }

    private static List<CopiedFile> copied(Service service) {
        Stack stack = Stack.builder("shop")
                .secret(new Secret("token", new GrantedContent.OfVariable("TOKEN")))
                .secret(new Secret("unset", new GrantedContent.OfVariable("UNSET")))
                .secret(new Secret("file", Path.of("file")))
                .config(new Config("text", new GrantedContent.OfText("words")))
                .service(service)
                .build();
        return new CopiedFiles(new Project(
                        "test",
                        Role.TEST,
                        stack,
                        Path.of("/srv"),
                        List.of(),
                        Map.of("TOKEN", "5ecret"),
                        List.of(),
                        Set.of()))
                .of(stack.service(service.name()));
    }

    @Test
    void ofWhenAVariableIsSetCopiesItsValueForAllToRead() {
        List<CopiedFile> files = copied(service().secret("token").secret("file").build());

        assertThat(files).singleElement().satisfies(file -> {
            assertThat(file.key()).isEqualTo("secrets./run/secrets/token");
            assertThat(file.description()).isEqualTo("copied, mode 444, owner 0:0");
            assertThat(file.contentDigest()).contains(Fingerprint.digest("5ecret".getBytes(StandardCharsets.UTF_8)));
            assertThat(file).asString().isEqualTo("CopiedFile[/run/secrets/token]");
        });
    }

    @Test
    void ofWhenAnOwnerIsGivenHonoursIt() {
        assertThat(copied(service()
                        .config(new FileGrant(
                                "text", "/etc/text", Optional.of("7"), Optional.of("8"), OptionalInt.of(0400)))
                        .build()))
                .extracting(CopiedFile::key, CopiedFile::description)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("configs./etc/text", "copied, mode 400, owner 7:8"));
    }

    @Test
    void ofWhenTheVariableIsNotSetNamesIt() {
        assertThatThrownBy(() -> copied(service().secret("unset").build()))
                .isInstanceOf(InfraException.class)
                .hasMessage("service web of environment 'test' uses the secret 'unset', which is the variable UNSET,"
                        + " which is not set; set it for this process or in the .env file");
    }

    @Test
    void ofWhenTheContainerWouldNotSeeItIsRefused() {
        for (ServiceBuilder blind : List.of(
                service()
                        .config(GRANT)
                        .security(Security.builder().readOnlyRoot(true).build()),
                service().config(GRANT).mount(new Mount.Bind(Path.of("/srv/x"), "/", false, true)),
                service().config(GRANT).mount(new Mount.Named("data", "/text", false, false)),
                service()
                        .config(new FileGrant("text", "/run/text"))
                        .mount(new Mount.Memory("/run", OptionalLong.empty(), OptionalInt.empty())),
                service()
                        .config(new FileGrant(
                                "text", "/text", Optional.of("nobody"), Optional.empty(), OptionalInt.empty())))) {
            assertThatThrownBy(() -> copied(blind.build()))
                    .isInstanceOf(InfraException.class)
                    .hasMessageStartingWith("service web of environment 'test' uses the config 'text', which ");
        }
        assertThat(copied(service()
                        .config(new FileGrant("text", "/running"))
                        .mount(new Mount.Memory("/run", OptionalLong.empty(), OptionalInt.empty()))
                        .build()))
                .hasSize(1);
    }

    @Test
    void ofWhenTheApiSocketIsAskedForHasTheLoginsWhoseContentDoesNotCount() {
        assertThat(copied(service().security(API_SOCKET).build()))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.key()).isEqualTo("configs./run/secrets/docker/config.json");
                    assertThat(file.contentDigest()).isEmpty();
                });
    }

    @Test
    void ofWhenTheContainerWouldNotSeeTheLoginsIsRefused() {
        for (ServiceBuilder blind : List.of(
                service().security(API_SOCKET.toBuilder().readOnlyRoot(true).build()),
                service()
                        .security(API_SOCKET)
                        .mount(new Mount.Memory("/run", OptionalLong.empty(), OptionalInt.empty())))) {
            assertThatThrownBy(() -> copied(blind.build()))
                    .isInstanceOf(InfraException.class)
                    .hasMessageStartingWith("service web of environment 'test' has use_api_socket, whose logins");
        }
    }

    @Test
    void apiSocketLeavesWhatTheServiceSaysItself() {
        Service own = service()
                .security(API_SOCKET)
                .environment("DOCKER_CONFIG", "/own")
                .mount(new Mount.Bind(Path.of("/srv/proxy.sock"), "/var/run/docker.sock", false, false))
                .build();

        assertThat(ApiSocket.environment(own)).containsExactly(Map.entry("DOCKER_CONFIG", "/own"));
        assertThat(ApiSocket.mount(own)).isEmpty();
        assertThat(ApiSocket.environment(service().build())).isEmpty();
        assertThat(ApiSocket.mount(service().build())).isEmpty();
    }
}
