package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each key becomes in the model. */
class ServiceReaderTest {

    @TempDir
    private Path directory;

    private Service service(String keys) {
        return Project.in(directory).service(keys);
    }

    private static PublishedPort port(String address, int host, int container, Protocol protocol) {
        return new PublishedPort(address, host, new ContainerPort(container, protocol));
    }

    @Test
    void commandWhenAbsentNullOrEmptyIsToldApart() {
        assertThat(service("command:").command()).isEmpty();
        assertThat(service("command: []").command()).contains(List.of());
        assertThat(service("entrypoint: ''").entrypoint()).contains(List.of());
        assertThat(service("command: a 'b c'\nentrypoint: [d e, 5]").command()).contains(List.of("a", "b c"));
        assertThat(service("command: a 'b c'\nentrypoint: [d e, 5]").entrypoint())
                .contains(List.of("d e", "5"));
    }

    @Test
    void environmentTakesMapListAndWhatComesFromOutside() {
        Project project = Project.in(directory).variables(Map.of("OUT", "side"));
        String expected = "{A=1, B=, OUT=side, C=1=2}";
        assertThat(project.service("environment: {A: 1, B: '', OUT: , NO: , C: 1=2}")
                        .environment())
                .hasToString(expected);
        assertThat(project.service("environment: [A=1, B=, OUT, NO, C=1=2]").environment())
                .hasToString(expected);
    }

    @Test
    void environmentWinsOverFilesAndLaterFilesOverEarlier() {
        Project project = Project.in(directory)
                .variables(Map.of("OUT", "side"))
                .with("one.env", "A=one\nB=one\nC=one\nD=one\nE=${OWN}-${OUT}\n")
                .with("two.env", "B=two\nC=two\nF='${OUT}'\n")
                .with("raw.env", "R='${OUT}'\n");
        assertThat(project.service("""
                                env_file: [one.env, {path: ./two.env}, {path: raw.env, format: raw}, {path: gone.env, required: false}]
                                environment: {C: own, D: , OWN: own}
                                """).environment())
                .isEqualTo(Map.of(
                        "A",
                        "one",
                        "B",
                        "two",
                        "C",
                        "own",
                        "E",
                        "own-side",
                        "F",
                        "${OUT}",
                        "R",
                        "'${OUT}'",
                        "OWN",
                        "own"));
        assertThat(project.service("env_file: one.env").environment()).containsEntry("D", "one");
    }

    @Test
    void rangeOfHostPortsForOneContainerPortIsKeptAsOne() {
        assertThat(service("""
                                ports: ["8000-8010:80", "127.0.0.1:9000-9001:81/udp", {target: 82, published: "8100-8105"}]
                                """).ports())
                .containsExactly(
                        new PublishedPort("", 8000, 8010, ContainerPort.tcp(80)),
                        new PublishedPort("127.0.0.1", 9000, 9001, new ContainerPort(81, Protocol.UDP)),
                        new PublishedPort("", 8100, 8105, ContainerPort.tcp(82)));
    }

    @Test
    void portsTakeEveryForm() {
        assertThat(service("""
                                ports: [80, "81:82", "127.0.0.1:83:84/udp", "127.0.0.1::85", "[::1]:86:87/SCTP", "1-2:11-12", "13-14", 22:22,
                                  {target: 80, published: "90", host_ip: 127.0.0.1, protocol: udp, mode: host, name: n, app_protocol: http},
                                  {target: 91}, "81:82/tcp"]
                                """).ports())
                .containsExactly(
                        port("", 0, 80, Protocol.TCP),
                        port("", 81, 82, Protocol.TCP),
                        port("127.0.0.1", 83, 84, Protocol.UDP),
                        port("127.0.0.1", 0, 85, Protocol.TCP),
                        port("::1", 86, 87, Protocol.SCTP),
                        port("", 1, 11, Protocol.TCP),
                        port("", 2, 12, Protocol.TCP),
                        port("", 0, 13, Protocol.TCP),
                        port("", 0, 14, Protocol.TCP),
                        port("", 22, 22, Protocol.TCP),
                        port("127.0.0.1", 90, 80, Protocol.UDP),
                        port("", 0, 91, Protocol.TCP));
        assertThat(service("expose: [1, '3-4/udp']").exposed())
                .containsExactly(
                        ContainerPort.tcp(1), new ContainerPort(3, Protocol.UDP), new ContainerPort(4, Protocol.UDP));
    }

    @Test
    void volumesTakeEveryForm() {
        assertThat(service("""
                                volumes:
                                  - data:/data:ro
                                  - other:/other:rw,nocopy
                                  - ./x/../y:/y//z/
                                  - ~/h:/h
                                  - ~:/home
                                  - /abs:/abs:ro
                                  - /anon
                                  - {type: volume, target: /anon2, read_only: true}
                                  - {type: volume, source: data, target: /data2, volume: {nocopy: true}}
                                  - {type: bind, source: q, target: /q}
                                  - {type: bind, source: /q, target: /q2, read_only: "true", bind: {create_host_path: false}}
                                  - {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 0700}}
                                tmpfs: ["/run", "/tmp:rw,size=64m,mode=1777"]
                                """).mounts())
                .containsExactly(
                        new Mount.Named("data", "/data", true, false),
                        new Mount.Named("other", "/other", false, true),
                        new Mount.Bind(directory.resolve("y"), "/y/z", false, true),
                        new Mount.Bind(Path.of("/home/somebody/h"), "/h", false, true),
                        new Mount.Bind(Path.of("/home/somebody"), "/home", false, true),
                        new Mount.Bind(Path.of("/abs"), "/abs", true, true),
                        new Mount.Anonymous("/anon", false),
                        new Mount.Anonymous("/anon2", true),
                        new Mount.Named("data", "/data2", false, true),
                        new Mount.Bind(directory.resolve("q"), "/q", false, true),
                        new Mount.Bind(Path.of("/q"), "/q2", true, false),
                        new Mount.Memory("/t", OptionalLong.of(1_048_576), OptionalInt.of(0700)),
                        new Mount.Memory("/run", OptionalLong.empty(), OptionalInt.empty()),
                        new Mount.Memory("/tmp", OptionalLong.of(67_108_864), OptionalInt.of(01777)));
    }

    @Test
    void volumesWhenTwoStandAtOneTargetTakeTheLaterAndWarn() {
        LoadedStack loaded = Project.in(directory).stackWith("volumes: ['data:/d', 'other:/d/']");
        assertThat(loaded.stack().service("a").mounts()).containsExactly(new Mount.Named("other", "/d", false, false));
        assertThat(loaded.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("services.a.volumes[0]"));
    }

    @Test
    void networksTakeListAndMap() {
        assertThat(service("networks: [front, default]").networks())
                .isEqualTo(Map.of("front", NetworkAttachment.PLAIN, Network.DEFAULT, NetworkAttachment.PLAIN));
        assertThat(service("networks: {front: {aliases: [x, y], ipv4_address: 10.0.0.2, x-a: 1}, back: }")
                        .networks())
                .isEqualTo(Map.of(
                        "front",
                        new NetworkAttachment(List.of("x", "y"), Optional.of("10.0.0.2")),
                        "back",
                        NetworkAttachment.PLAIN));
        assertThat(service("user: x").networks()).isEmpty();
    }

    @Test
    void dependenciesTakeListAndMap() {
        assertThat(service("depends_on: [b]").dependencies()).isEqualTo(Map.of("b", Dependency.on(Condition.STARTED)));
        for (Condition condition : Condition.values()) {
            assertThat(service("depends_on: {b: {condition: " + condition.composeName()
                                    + ", restart: true, required: false}}")
                            .dependencies())
                    .isEqualTo(Map.of("b", new Dependency(condition, true, false)));
        }
    }

    @Test
    void healthcheckTakesEveryForm() {
        assertThat(service("healthcheck: {test: exit 0, interval: 1m30s, timeout: 1.5s, retries: '4', start_period: 2s,"
                                + " start_interval: 1s}")
                        .healthcheck())
                .contains(Healthcheck.shell("exit 0")
                        .interval(Duration.ofSeconds(90))
                        .timeout(Duration.ofMillis(1500))
                        .retries(4)
                        .startPeriod(Duration.ofSeconds(2))
                        .startInterval(Duration.ofSeconds(1)));
        assertThat(service("healthcheck: {test: [CMD, a, b c]}").healthcheck())
                .contains(Healthcheck.command("a", "b c"));
        assertThat(service("healthcheck: {test: [CMD-SHELL, a b]}").healthcheck())
                .contains(Healthcheck.shell("a b"));
        assertThat(service("healthcheck: {test: [NONE]}").healthcheck()).contains(Healthcheck.none());
        assertThat(service("healthcheck: {test: x, disable: true}").healthcheck())
                .contains(Healthcheck.none());
        assertThat(service("healthcheck: {test: x, disable: false}").healthcheck())
                .contains(Healthcheck.shell("x"));
        assertThat(service("healthcheck: {interval: 5s}").healthcheck())
                .contains(Healthcheck.inherited().interval(Duration.ofSeconds(5)));
        assertThat(service("healthcheck:").healthcheck()).isEmpty();
    }

    @Test
    void restartTakesEveryPolicy() {
        assertThat(service("user: x").restart()).isEqualTo(RestartPolicy.NO);
        assertThat(service("restart: no").restart()).isEqualTo(RestartPolicy.NO);
        assertThat(service("restart: \"no\"").restart()).isEqualTo(RestartPolicy.NO);
        assertThat(service("restart: unless-stopped").restart().mode()).isEqualTo(RestartPolicy.Mode.UNLESS_STOPPED);
        assertThat(service("restart: always").restart().mode()).isEqualTo(RestartPolicy.Mode.ALWAYS);
        assertThat(service("restart: on-failure:3").restart())
                .isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3));
    }

    @Test
    void secretsAndConfigsStandAtTheirPlacesAndWarnOfWhatHasNoEffect() {
        LoadedStack loaded = Project.in(directory).stackWith("""
                        secrets: [s, {source: t, target: other, mode: 0400, uid: "1"}, {source: s, target: /abs/s}]
                        configs: [c, {source: c, target: /etc/c}]
                        """);
        assertThat(loaded.stack().service("a").secrets())
                .containsExactly(
                        new FileGrant("s", "/run/secrets/s"),
                        new FileGrant("t", "/run/secrets/other"),
                        new FileGrant("s", "/abs/s"));
        assertThat(loaded.stack().service("a").configs())
                .containsExactly(new FileGrant("c", "/c"), new FileGrant("c", "/etc/c"));
        assertThat(loaded.stack().secrets())
                .isEqualTo(
                        Map.of("s", new Secret("s", directory.resolve("s.txt")), "t", new Secret("t", Path.of("/t"))));
        assertThat(loaded.stack().configs().get("c"))
                .satisfies(config -> assertThat(config.file()).contains(directory.resolve("c.txt")));
        assertThat(loaded.warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning.message()).contains("has no effect on a file"));
    }

    @Test
    void plainKeysAreTaken() {
        Service service = service("""
                labels: [a=b, c, d=e=f]
                container_name: fixed-${HOME:+x}
                user: "1000:1000"
                working_dir: /srv
                stop_grace_period: 45s
                x-anything: {goes: [here]}
                """);
        assertThat(service.labels()).isEqualTo(Map.of("a", "b", "c", "", "d", "e=f"));
        assertThat(service.containerName()).contains("fixed-x");
        assertThat(service.user()).contains("1000:1000");
        assertThat(service.workingDirectory()).contains("/srv");
        assertThat(service.stopGracePeriod()).contains(Duration.ofSeconds(45));
        assertThat(service("labels: {a: 1.50, b: , c: true}").labels())
                .isEqualTo(Map.of("a", "1.5", "b", "", "c", "true"));
    }

    @Test
    void resourcesAreTakenWhereAServiceUsesThem() {
        Stack stack = Project.in(directory).load("""
                        version: "3.8"
                        x-top: anything
                        services:
                          a: {image: x, volumes: ["v:/v", "w:/w", "e:/e"], networks: [n, ext]}
                          x-service: {image: x}
                        volumes:
                          v: {driver: local, driver_opts: {o: 1}, labels: {l: m}, name: fixed, x-a: 1}
                          w:
                          e: {external: true, name: real}
                          unused: {external: {name: old}}
                        networks:
                          n: {internal: true, driver: bridge, labels: [l]}
                          ext: {external: yes}
                        secrets: {unused: {file: u}}
                        """).stack();
        assertThat(stack.services()).containsOnlyKeys("a", "x-service");
        assertThat(stack.volumes().values())
                .containsExactlyInAnyOrder(
                        new Volume(
                                "v",
                                Optional.of("fixed"),
                                false,
                                Optional.of("local"),
                                Map.of("o", "1"),
                                Map.of("l", "m")),
                        Volume.of("w"),
                        new Volume("e", Optional.of("real"), true, Optional.empty(), Map.of(), Map.of()));
        assertThat(stack.networks().values())
                .containsExactlyInAnyOrder(
                        new Network(
                                "n", Optional.empty(), false, Optional.of("bridge"), Map.of(), true, Map.of("l", "")),
                        new Network("ext", Optional.empty(), true, Optional.empty(), Map.of(), false, Map.of()),
                        Network.of(Network.DEFAULT));
        assertThat(stack.secrets()).isEmpty();
    }

    @Test
    void networksSecretsAndConfigsTakeEveryForm() {
        Stack stack = Project.in(directory).load("""
                        services: {a: {image: x, networks: [n], secrets: [v, x], configs: [t, v, f]}}
                        networks:
                          n:
                            attachable: true
                            enable_ipv4: false
                            enable_ipv6: true
                            ipam:
                              driver: default
                              options: {a: b}
                              config:
                                - {subnet: 10.1.0.0/16, ip_range: 10.1.1.0/24, gateway: 10.1.0.1, aux_addresses: {h: 10.1.0.5}}
                                - subnet: 2001:db8::/64
                        secrets:
                          v: {environment: PASSWORD}
                          x: {external: true, name: outer}
                        configs:
                          t: {content: "hello $$V"}
                          v: {environment: SETTINGS}
                          f: {file: f.txt}
                        """).stack();
        assertThat(stack.networks())
                .containsEntry(
                        "n",
                        new Network(
                                "n",
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                Map.of(),
                                false,
                                true,
                                Optional.of(false),
                                Optional.of(true),
                                new Ipam(
                                        Optional.of("default"),
                                        Map.of("a", "b"),
                                        List.of(
                                                new Ipam.Pool(
                                                        Optional.of("10.1.0.0/16"),
                                                        Optional.of("10.1.1.0/24"),
                                                        Optional.of("10.1.0.1"),
                                                        Map.of("h", "10.1.0.5")),
                                                new Ipam.Pool(
                                                        Optional.of("2001:db8::/64"),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Map.of()))),
                                Map.of()));
        assertThat(stack.secrets())
                .isEqualTo(Map.of(
                        "v", new Secret("v", new GrantedContent.OfVariable("PASSWORD")),
                        "x", new Secret("x", new GrantedContent.External("outer"))));
        assertThat(stack.configs())
                .isEqualTo(Map.of(
                        "t", new Config("t", new GrantedContent.OfText("hello $V")),
                        "v", new Config("v", new GrantedContent.OfVariable("SETTINGS")),
                        "f", new Config("f", directory.resolve("f.txt"))));
        assertThat(stack.configs().toString()).doesNotContain("hello");
    }

    @Test
    void loadWhenServiceIsMergedFromAnchorTakesItsOwnKeysFirst() {
        Stack stack = Project.in(directory).load("""
                        x-a: &a {image: x, environment: {A: 1}, user: u}
                        x-b: &b {user: v, command: c}
                        services:
                          a: {<<: *a, environment: {B: 2}}
                          b: {image: own, <<: [*a, *b]}
                        """).stack();
        assertThat(stack.service("a").environment()).isEqualTo(Map.of("B", "2"));
        assertThat(stack.service("b").image()).isEqualTo("own");
        assertThat(stack.service("b").user()).contains("u");
        assertThat(stack.service("b").command()).contains(List.of("c"));
    }
}
