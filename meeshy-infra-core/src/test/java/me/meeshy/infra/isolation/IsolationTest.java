package me.meeshy.infra.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import me.meeshy.infra.Derivation;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationTest {

    private static final String COMPOSE = """
            name: meeshy
            services:
              traefik:
                image: traefik:v3.3
                container_name: meeshy-traefik
                ports:
                  - "80:80"
                  - "127.0.0.1:443:443"
                volumes:
                  - ./config:/config:ro
                  - /var/run/docker.sock:/var/run/docker.sock
              database:
                image: mongo:8.0
                environment:
                  MONGO_PASSWORD: pa55word
                  LOG_LEVEL: info
                labels:
                  traefik.http.routers.db.rule: "Host(`meeshy.me`) || Host(`www.meeshy.me`)"
                volumes:
                  - data:/data/db
                  - ./logs:/logs
                secrets: [jwt]
                networks: [backend]
            volumes:
              data:
                name: meeshy_database_data
            networks:
              backend:
            secrets:
              jwt:
                file: ./secrets/jwt
            """;

    @TempDir
    Path folder;

    private Path productionDirectory;
    private Environment production;

    @BeforeEach
    void write() throws IOException {
        productionDirectory = Files.createDirectories(folder.resolve("production"));
        Files.writeString(productionDirectory.resolve("compose.yaml"), COMPOSE);
        write("production/secrets/jwt", "pa55w0rd");
        production = Environment.load(productionDirectory)
                .as(Role.PRODUCTION)
                .endpoint("api", URI.create("https://meeshy.me"));
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private Derivation apart() throws IOException {
        write("staging/secrets/jwt", "another");
        return production
                .derive("staging")
                .project("meeshy-staging")
                .containerSuffix("-staging")
                .directory(folder.resolve("staging"))
                .publish("traefik", 80, 8080)
                .publish("traefik", 443, 8443)
                .publish("database", 27017, 27018)
                .volume("data", "meeshy-staging_database_data")
                .variable("database", "MONGO_PASSWORD", "theirs")
                .label("database", "traefik.http.routers.db.rule", "Host(`staging.meeshy.me`)")
                .endpoint("api", URI.create("https://meeshy.me:8443"));
    }

    @Test
    void deriveGivesEverythingItsOwn() throws IOException {
        Environment staging = apart().build();

        assertThat(staging.name()).isEqualTo("staging");
        assertThat(staging.role()).isEqualTo(Role.STAGING);
        assertThat(staging.stack().name()).isEqualTo("meeshy-staging");
        assertThat(staging.stack().service("traefik").containerName()).contains("meeshy-traefik-staging");
        assertThat(staging.stack().service("traefik").ports())
                .extracting(PublishedPort::toString)
                .containsExactly("8080:80/tcp", "127.0.0.1:8443:443/tcp");
        assertThat(staging.stack().service("database").ports())
                .extracting(PublishedPort::hostPort)
                .containsExactly(27018);
        assertThat(staging.secretFile("jwt")).isEqualTo(folder.resolve("staging/secrets/jwt"));
        assertThat(staging.stack().service("database").mounts())
                .filteredOn(Mount.Bind.class::isInstance)
                .extracting(mount -> ((Mount.Bind) mount).source())
                .containsExactly(folder.resolve("staging/logs"));
        assertThat(staging.endpoint("api")).isEqualTo(URI.create("https://meeshy.me:8443"));
        assertThat(staging.stack().service("database").environment()).containsEntry("LOG_LEVEL", "info");
        assertThatCode(() -> production.isolationFrom(staging).orThrow()).doesNotThrowAnyException();
        // what is apart is so from either side
        assertThat(staging.isolationFrom(production).holds()).isTrue();
    }

    @Test
    void deriveWhenSomethingWouldBeSharedRefusesAndListsAll() {
        Derivation nothingSaid = production.derive("copy");

        assertThatThrownBy(nothingSaid::build).isInstanceOfSatisfying(NotIsolatedException.class, e -> {
            assertThat(kinds(e.leaks()))
                    .isEqualTo("BIND, CONTAINER_NAME, DOMAIN, DOMAIN, PORT, PORT, SECRET, SECRET, VOLUME");
            assertThat(e)
                    .message()
                    .contains("'production' and 'copy'", "meeshy-traefik", "80:80/tcp", "meeshy_database_data")
                    .contains("compose.yaml:5:", "MONGO_PASSWORD", "www.meeshy.me")
                    .doesNotContain("pa55w0rd", "pa55word");
        });
    }

    private static String kinds(List<Leak> leaks) {
        return leaks.stream().map(leak -> leak.kind().name()).sorted().collect(Collectors.joining(", "));
    }

    @Test
    void isolationFromItselfIsNone() {
        Isolation isolation = production.isolationFrom(production.named("again"));

        assertThat(kinds(isolation.leaks()))
                .isEqualTo(
                        "BIND, CONTAINER_NAME, CONTAINER_NAME, DOMAIN, DOMAIN, ENDPOINT, NETWORK, NETWORK, PORT, PORT,"
                                + " PROJECT_NAME, SECRET, SECRET, VOLUME");
        assertThat(isolation.leaks())
                .filteredOn(leak -> leak.kind() == Leak.Kind.PORT)
                .allSatisfy(leak -> assertThat(leak.place())
                        .hasValueSatisfying(place ->
                                assertThat(place).startsWith(productionDirectory.resolve("compose.yaml") + ":6:")));
        assertThat(isolation.toString()).contains("not apart, in 14 things:").doesNotContain("pa55w");
    }

    @Test
    void leaksOfOneKindAreFoundOneByOne() throws IOException {
        assertOnly(apart().publish("traefik", 80, 80), Leak.Kind.PORT);
        assertOnly(apart().containerSuffix(""), Leak.Kind.CONTAINER_NAME);
        assertOnly(apart().endpoint("web", URI.create("https://MEESHY.me:443/x")), Leak.Kind.ENDPOINT);
        assertOnly(apart().variable("database", "MONGO_PASSWORD", "pa55word"), Leak.Kind.SECRET);
        assertOnly(apart().secret("jwt", folder.resolve("production/secrets/jwt")), Leak.Kind.SECRET);
        assertOnly(apart().volume("data", "meeshy_database_data"), Leak.Kind.VOLUME);
        assertOnly(apart().network("backend", "meeshy_backend"), Leak.Kind.NETWORK);
        assertOnly(
                apart().label("traefik", "traefik.x", "HostSNI(\"Meeshy.ME\") && PathPrefix(`/x`)"), Leak.Kind.DOMAIN);
    }

    private static void assertOnly(Derivation derivation, Leak.Kind kind) {
        assertThatThrownBy(derivation::build)
                .isInstanceOfSatisfying(
                        NotIsolatedException.class,
                        e -> assertThat(e.leaks())
                                .singleElement()
                                .satisfies(leak -> assertThat(leak.kind()).isEqualTo(kind)));
    }

    @Test
    void rangesOfPortsThatOverlapAreALeak() {
        Environment one = publishing("one", new PublishedPort("", 8000, 8010, ContainerPort.tcp(80)));

        assertThat(one.isolationFrom(publishing("two", new PublishedPort("", 8010, 8020, ContainerPort.tcp(80))))
                        .leaks())
                .extracting(Leak::kind)
                .contains(Leak.Kind.PORT);
        assertThat(one.isolationFrom(publishing("three", new PublishedPort("", 8005, ContainerPort.tcp(80))))
                        .leaks())
                .extracting(Leak::kind)
                .contains(Leak.Kind.PORT);
        assertThat(one.isolationFrom(publishing("four", new PublishedPort("", 8011, 8020, ContainerPort.tcp(80))))
                        .leaks())
                .isEmpty();
    }

    private static Environment publishing(String name, PublishedPort port) {
        Service web = Service.builder("web", "nginx:alpine").publish(port).build();
        return Environment.of(name, Stack.builder(name).service(web).build()).as(Role.TEST);
    }

    @ParameterizedTest
    @CsvSource({
        "172.28.0.0/16, 172.28.0.0/16, true",
        "172.28.0.0/16, 172.28.5.0/24, true",
        "172.28.5.7/32, 172.28.0.0/16, true",
        "172.28.0.0/16, 172.29.0.0/16, false",
        "10.0.0.0/8, 172.28.0.0/16, false",
        "0.0.0.0/0, 172.28.0.0/16, true",
        "fd00:1::/48, fd00:1:0:7::/64, true",
        "fd00:1::/48, fd00:2::/48, false",
        "::/0, 172.28.0.0/16, false"
    })
    void networksThatWantTheSameAddressesAreALeak(String subnet, String other, boolean leak) {
        Isolation isolation = within("one", subnet).isolationFrom(within("two", other));

        assertThat(isolation.leaks()).extracting(Leak::kind).isEqualTo(leak ? List.of(Leak.Kind.NETWORK) : List.of());
        if (leak) {
            assertThat(isolation.toString()).contains("one_lan", "two_lan", subnet, other);
        }
    }

    private Environment within(String name, String subnet) {
        return loaded(name, """
                services:
                  web: {image: "nginx:alpine", networks: [lan]}
                networks:
                  lan: {ipam: {config: [{subnet: "%s"}]}}
                """.formatted(subnet));
    }

    private Environment loaded(String name, String compose) {
        try {
            write(name + "/compose.yaml", compose);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Environment.load(folder.resolve(name));
    }

    @Test
    void folderThatIsTheOthersBehindALinkIsALeak() throws IOException {
        String compose = """
                services:
                  web: {image: "nginx:alpine", volumes: ["./data:/data"]}
                """;
        Environment one = loaded("one", compose);
        Environment two = loaded("two", compose);
        Files.createDirectories(folder.resolve("one/data"));
        assertThat(one.isolationFrom(two).holds()).isTrue();

        Files.createSymbolicLink(folder.resolve("two/data"), folder.resolve("one/data"));

        assertThat(one.isolationFrom(two).leaks()).singleElement().satisfies(leak -> {
            assertThat(leak.kind()).isEqualTo(Leak.Kind.BIND);
            assertThat(leak.words()).contains("one/data", "bound by web of 'two'");
        });
        assertThat(two.isolationFrom(one).holds()).isFalse();
    }

    @Test
    void folderOfAFolderThatIsNotThereYetIsFoundBehindALink() throws IOException {
        Environment one = loaded("one", """
                services:
                  web: {image: "nginx:alpine", volumes: ["./data/web:/data"]}
                """);
        Environment two = loaded("two", """
                services:
                  web: {image: "nginx:alpine", volumes: ["./shared/web:/data"]}
                """);
        Files.createDirectories(folder.resolve("one/data"));
        Files.createSymbolicLink(folder.resolve("two/shared"), folder.resolve("one/data"));

        assertThat(one.isolationFrom(two).leaks()).extracting(Leak::kind).containsExactly(Leak.Kind.BIND);
    }

    @Test
    void volumesOnOneDeviceAreALeak() {
        assertThat(kinds(onDevice("one", "none", "bind", "/srv/data")
                        .isolationFrom(onDevice("two", "none", "bind", "/srv/data/two"))
                        .leaks()))
                .isEqualTo("VOLUME");
        assertThat(kinds(onDevice("one", "nfs", "addr=10.0.0.1,rw", ":/exports")
                        .isolationFrom(onDevice("two", "nfs", "ro,addr=10.0.0.1", ":/exports"))
                        .leaks()))
                .isEqualTo("VOLUME");
        assertThat(kinds(onDevice("one", "nfs", "addr=10.0.0.1,rw", ":/exports")
                        .isolationFrom(onDevice("two", "nfs", "addr=10.0.0.2,rw", ":/exports"))
                        .leaks()))
                .isEmpty();
        assertThat(kinds(onDevice("one", "tmpfs", "size=100m", "tmpfs")
                        .isolationFrom(onDevice("two", "tmpfs", "size=100m", "tmpfs"))
                        .leaks()))
                .as("memory is each volume's own")
                .isEmpty();
    }

    @Test
    void folderThatIsTheDeviceOfTheOthersVolumeIsALeak() {
        Environment writer = loaded("writer", """
                services:
                  web: {image: "nginx:alpine", volumes: ["/srv/data:/data"]}
                """);

        assertThat(writer.isolationFrom(onDevice("owner", "none", "bind", "/srv/data"))
                        .leaks())
                .singleElement()
                .satisfies(leak -> {
                    assertThat(leak.kind()).isEqualTo(Leak.Kind.BIND);
                    assertThat(leak.words()).contains("/srv/data", "the device of the volume 'data' of 'owner'");
                });
    }

    private Environment onDevice(String name, String type, String options, String device) {
        return loaded(name, """
                services:
                  web: {image: "nginx:alpine", volumes: ["data:/data"]}
                volumes:
                  data: {driver_opts: {type: "%s", o: "%s", device: "%s"}}
                """.formatted(type, options, device));
    }

    @Test
    void portsOnAddressesOfTheirOwnAndSecretsThatAreMissingAreNoLeaks() throws IOException {
        Derivation other = apart().publish("traefik", 443, 443).secret("jwt", folder.resolve("staging/none"));

        // both are on the loopback address
        assertOnly(other, Leak.Kind.PORT);
        Environment staging =
                apart().secret("jwt", folder.resolve("staging/none")).build();
        Isolation isolation = production.isolationFrom(staging);
        assertThat(isolation.holds()).isTrue();
        assertThat(isolation.unknown()).containsExactly(folder.resolve("staging/none"));
        assertThat(isolation.toString()).contains("not compared");
    }

    @Test
    void unknownServicesAreNamedAtOnce() {
        assertThatThrownBy(() -> production.derive("staging").publish("databas", 1, 2))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("[traefik, database]");
    }

    @Test
    void exceptionIsHonestWhenItIsSerialised() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(new NotIsolatedException(production.isolationFrom(production)));
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var copy = (NotIsolatedException) in.readObject();
            assertThat(copy.leaks()).isEmpty();
            assertThat(copy).hasMessageContaining("not apart");
        }
    }
}
