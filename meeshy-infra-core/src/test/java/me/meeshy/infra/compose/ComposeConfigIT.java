package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each project means to us what it means to {@code docker compose config}. */
@RequiresCompose
class ComposeConfigIT {

    private static final Map<String, String> OUTSIDE = Map.of("A", "os", "EMPTY", "", "HOME", "/home/somebody");

    @TempDir
    private Path root;

    private Path write(String project, Map<String, String> files) throws IOException {
        Path directory = root.resolve(project);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return directory;
    }

    private void assertSame(Path directory, Map<String, String> more) {
        Map<String, String> outside = new HashMap<>(OUTSIDE);
        outside.putAll(more);
        ComposeCommand.Result theirs = ComposeCommand.config(directory, outside);
        assertThat(theirs.exitCode()).as(theirs.errors()).isZero();
        LoadedStack ours = ComposeFile.in(directory).variables(outside).load();
        assertThat(ResolvedByUs.of(ours.stack())).isEqualTo(ResolvedByCompose.read(theirs.output()));
        assertSameWhenWritten(ours.stack(), theirs.output());
    }

    /** What we read is written, and what the program makes of that is what it made of the file, key by key. */
    private void assertSameWhenWritten(Stack stack, String theirs) {
        Path written = directoryForWriting();
        ComposeFile.write(stack, written.resolve("compose.yaml"));
        ComposeCommand.Result again = ComposeCommand.config(written, Map.of("HOME", "/nowhere"));
        assertThat(again.exitCode()).as(again.errors()).isZero();
        assertThat(WholeConfig.of(again.output())).isEqualTo(WholeConfig.of(theirs));
    }

    private Path directoryForWriting() {
        try {
            return Files.createTempDirectory(root, "written");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertSame(Map<String, String> files) throws IOException {
        assertSame(write("project", files), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "staging"})
    void loadWhenFileIsAsMeeshyHasItAgreesWithCompose(String environment) throws IOException {
        Map<String, String> files = MeeshyFiles.of(environment);
        assertSame(write(environment, files), Map.of());
    }

    @Test
    void loadWhenEveryOperatorIsUsedAgreesWithCompose() throws IOException {
        assertSame(Map.of("compose.yaml", """
                name: p-${A}
                services:
                  a:
                    image: x
                    container_name: ${COMPOSE_PROJECT_NAME}-c
                    environment:
                      Q: '${UN:-{"x":1}}'
                      R: "$${A}"
                      S: "${UN-$${A}}"
                      T: "${A+x$A}"
                      U: "${UN+x}"
                      V: "${A:+}"
                      W: "${UN:-a}b${A}"
                      X: "$A$A-$UN."
                      Y: "${A:-$${B}}|"
                      Z: "${a}"
                      A1: "pa$5word$"
                      A2: "$(foo) $-x $ y"
                      A3: "${UN:-a$$b}"
                      A4: "${UN:-a:-b?c}"
                      A5: "${UN:-${UN2:-${A}}}x}"
                      A6: "${UN-a?b}"
                      A7: "${UN:-}"
                      A8: "$$$A"
                      A9: "$$$$A"
                      B1: "${EMPTY-a}${EMPTY:-b}${EMPTY+c}${EMPTY:+d}"
                      B2: "${A?needed}${A:?needed}${EMPTY?needed}"
                      B3: "${A:+b:-c}"
                      B4: "a${UN:-b c}d${UN:-e}f"
                      B5: '${UN:-${A}${UN:-$A}}'
                """));
    }

    @Test
    void loadWhenNumbersAreUnquotedAgreesWithCompose() throws IOException {
        assertSame(Map.of("docker-compose.yml", """
                services:
                  a:
                    image: x
                    environment:
                      I: 1
                      F: 1.50
                      E: 1e3
                      H: 0x10
                      O: 010
                      O2: 0o17
                      B: true
                      Y: yes
                      N:
                      T: ~
                      S: ""
                      BIG: 12345678901234567890123
                      U64: 18446744073709551615
                      INF: .inf
                      NINF: -.inf
                      U: 1_000
                      P: +5
                      NEG: -7
                      D: .5
                      E9: 08
                      BIN: 0b101
                      SMALL: 0.00001
                      TINY: 1.5e-7
                      LARGE: 1e20
                      HUGE: 1e21
                      E5: 1e5
                      E6: 1000000.0
                      E7: 1234567.5
                      E8: 123456.75
                      Q: "010"
                      V: 1.2.3
                      X: 22:22
                      DOT: .
                      MIN: -9223372036854775808
                      ZERO: 0.0
                    labels: {a: 1.50, b: , c: true, d: 010, e: 1e3}
                    healthcheck: {test: curl -f x, interval: 1.5s, retries: "3", timeout: 1m30s, start_period: 1h}
                """));
    }

    @Test
    void loadWhenServiceUsesEveryFormAgreesWithCompose() throws IOException {
        assertSame(Map.of("compose.yml", """
                x-common: &common
                  restart: unless-stopped
                  labels: [a=b, c, "d=e=f"]
                  environment: {A: 1, B: 2}
                services:
                  a:
                    <<: *common
                    image: repo.example:5000/x/y:1@sha256:abc
                    command: echo "a b" $$HOME 'c d' e\\ f "" a"b"c 'd'\\''e' "x\\"y" \\t
                    entrypoint: /bin/sh -c "exit $$?"
                    ports: ["80", "8080:80", "127.0.0.1:1-3:11-13/udp", 22:22, "[::1]:92:93", 3000, "127.0.0.1::99", "11-13", ":5", "8081:80/tcp", "8080:80"]
                    expose: [1, "5/udp", "7"]
                    stop_grace_period: 1m30s
                    user: "1000:1000"
                    working_dir: /srv
                    volumes:
                      - data:/data:ro
                      - ./x:/x
                      - ~/y:/y
                      - /abs:/z:rw
                      - /anon
                      - data:/n:nocopy
                      - {type: tmpfs, target: /t, tmpfs: {size: 10m, mode: 0700}}
                      - {type: tmpfs, target: /t2, tmpfs: {mode: 1777, size: 1.5gb}}
                      - {type: volume, target: /va}
                      - {type: bind, source: ./q, target: /q}
                      - {type: bind, source: ./q2, target: /q2, read_only: true, bind: {create_host_path: false}}
                      - {type: volume, source: data, target: /v2, volume: {nocopy: true}}
                      - ../up:/up/
                      - ./../other/./dir:/u//v/../w
                    tmpfs: [/run]
                    secrets: [s, {source: s, target: other}, {source: s, target: /abs/x}]
                    configs: [c, {source: c, target: /etc/c}, {source: c, target: rel}]
                    networks:
                      front: {aliases: [one, two], ipv4_address: 172.16.238.10}
                      back:
                    depends_on:
                      b: {condition: service_healthy, restart: true}
                      c: {condition: service_completed_successfully, required: false}
                  b:
                    image: x
                    command: [a, "b c", $A]
                    entrypoint: []
                    restart: on-failure:3
                    healthcheck: {disable: true}
                    networks: [back, default]
                    depends_on: [c]
                  c:
                    image: x
                    command: ""
                    restart: "no"
                    healthcheck: {test: [CMD-SHELL, "exit 0"]}
                    environment: [X=1, Y=, "Z=1=2", A, NOTSET, X=2]
                    ports:
                      - {target: 80, published: "8082", host_ip: 127.0.0.1, protocol: udp, mode: host}
                      - {target: 81, published: 82}
                      - {target: 83}
                volumes:
                  data: {driver: local, driver_opts: {a: 1, b: x}, labels: [x=y]}
                  unused:
                networks:
                  front: {internal: true, driver: bridge, labels: {l: 1}, name: fixed}
                  back: {external: true}
                  unused: {}
                secrets: {s: {file: ./s.txt}, unused: {file: u}}
                configs: {c: {file: ~/c}}
                """));
    }

    @Test
    void loadWhenEnvironmentFilesAreTrickyAgreesWithCompose() throws IOException {
        String tricky = """
                # comment
                  # indented
                ONE=1
                export TWO=two words   # comment
                \texport\tTHREE = spaced
                FOUR='single $A # no'
                FIVE="double $ONE \\n x\\ty \\\\ \\" \\q \\$A \\101 \\0101 \\a"
                SIX=hash#notcomment
                SEVEN=x ${ONE:-9} $TWO
                EIGHT: yaml style
                INHERITED
                A=file
                NINE="multi
                line # no"  # comment
                TEN=a$$b
                ELEVEN=${UNSET:-def}
                TWELVE="a\\$b"
                THIRTEEN='it\\'s'
                1X=digit
                FOURTEEN=${A:+alt}
                FIFTEEN=back\\nslash
                SIXTEEN=
                SEVENTEEN=""
                EIGHTEEN=''
                NINETEEN= # comment
                TWENTY=#x
                T.21=dot
                T-22=dash
                T23=a=b=c
                T25=é ü
                T26=\u00a0nbsp
                ONE=again
                """;
        assertSame(Map.of(
                ".env",
                tricky + "INHERITED=late\nT27='a\nb'\nLAST=no newline",
                "a.env",
                tricky.replace("T-22=dash\n", "") + "S=$SERVICE\n",
                "b.env",
                "TWO=from b\nEMPTY2\nA\nRAWLIKE=${UN:-x}\n",
                "c.env",
                "# comment\n  RAW=\"${A}\" # kept \nR2=a'b\nA\n\nR3=\n",
                "compose.yaml",
                """
                services:
                  a:
                    image: x
                    environment:
                      I: "$ONE|$TWO|$THREE|$FOUR|$FIVE|$SIX|$SEVEN|$EIGHT|$INHERITED|$A|$NINE|$TEN|$ELEVEN|$TWELVE"
                      J: "$THIRTEEN|$FOURTEEN|$FIFTEEN|$SIXTEEN|$SEVENTEEN|$EIGHTEEN|$NINETEEN|$TWENTY|$T23|$T25|$T26|$T27|$LAST"
                      SERVICE: service
                      ONE:
                    env_file: a.env
                  b:
                    image: x
                    env_file: [a.env, b.env, {path: c.env, format: raw}, {path: missing.env, required: false}]
                    environment: [TWO=own]
                """));
    }

    @Test
    void loadWhenSeveralFilesAreMergedAgreesWithCompose() throws IOException {
        assertSame(Map.of("compose.yaml", """
                services:
                  a: &a
                    image: x
                    command: a b
                    environment: {A: 1, B: 2, KEEP: 5}
                    ports: ["80:80", "81:81"]
                    volumes: ["dd:/d", "./x:/x"]
                    expose: [1]
                    depends_on: [b]
                    env_file: a.env
                    networks: [n]
                    labels: [l=1]
                    healthcheck: {test: [CMD, a], interval: 1s}
                    secrets: [s]
                    stop_grace_period: 1s
                  nulls: *a
                  reset: *a
                  b: {image: x}
                volumes: {dd: {labels: {a: 1}}, ee: {}}
                networks: {n: {}, m: {}}
                secrets: {s: {file: s}, t: {file: t}}
                """, "compose.override.yaml", """
                services:
                  a:
                    command: c
                    environment: [B=3, C=4]
                    ports: ["8080:80", "81:81"]
                    volumes: ["ee:/d:ro", {type: bind, source: ./z, target: /z}]
                    expose: [1, 2]
                    depends_on: {b: {condition: service_healthy}}
                    env_file: [b.env]
                    networks: {m: {aliases: [q]}, n: {aliases: [p]}}
                    labels: {l: 2, m: 3}
                    healthcheck: {test: z}
                    secrets: [{source: t, target: /run/secrets/s}]
                    stop_grace_period: 2s
                  nulls:
                    command:
                    environment:
                    ports:
                    volumes:
                    expose:
                    depends_on:
                    networks:
                    labels:
                    healthcheck:
                    env_file:
                    image:
                  reset:
                    command: !reset null
                    environment: !reset {}
                    ports: !override ["1:1"]
                    volumes: !reset []
                    healthcheck: !override {test: q}
                    depends_on: !reset
                    networks: {n: !reset , m: }
                    image: !override z
                  b:
                    environment: {KEEP: }
                volumes: {dd: {labels: [b=2]}}
                """, "a.env", "FROM=a\n", "b.env", "FROM=b\n"));
    }

    @Test
    void loadWhenFilesAreNamedByVariableAgreesWithCompose() throws IOException {
        Path directory = write(
                "project",
                Map.of(
                        ".env", "V=cwd\nCOMPOSE_FILE=sub/c.yml:sub/d.yml\n",
                        "sub/.env", "V=sub\nW=sub\n",
                        "sub/c.yml",
                                "services:\n  a:\n    image: x\n    environment: {V: $V, W: $W}\n    volumes: ['./r:/r']\n",
                        "sub/d.yml", "services:\n  a: {command: x}\n---\nservices:\n  a: {entrypoint: y}\n"));
        assertSame(directory, Map.of());
        assertSame(directory, Map.of("COMPOSE_PROJECT_NAME", "named", "V", "os"));
        assertSame(directory, Map.of("COMPOSE_PATH_SEPARATOR", "|", "COMPOSE_FILE", "sub/d.yml|sub/c.yml"));
        assertSame(directory, Map.of("COMPOSE_DISABLE_ENV_FILE", "true", "COMPOSE_FILE", "sub/c.yml"));
        assertSame(directory, Map.of("COMPOSE_ENV_FILES", "sub/.env,.env"));
    }

    @Test
    void loadWhenServicesExtendOthersAgreesWithCompose() throws IOException {
        assertSame(Map.of(
                ".env", "TAG=1\n",
                "compose.yaml", """
                services:
                  base: &b
                    image: x
                    depends_on: [dep]
                    ports: ["80:80"]
                    command: a
                    environment: {A: 1, B: 2}
                    healthcheck: {test: x, interval: 3s}
                    labels: [a=1, b=2]
                    volumes: ["./v:/v", "data:/d"]
                    networks: [n]
                    container_name: cn
                    restart: always
                    stop_grace_period: 3s
                  dep: {image: d}
                  child:
                    extends: base
                    container_name: cn2
                    environment: [B=3, C]
                    ports: ["81:81"]
                    volumes: ["./w:/v"]
                    networks: {n: {aliases: [c]}}
                    healthcheck: {test: y}
                  grandchild: {extends: {service: child}, container_name: cn3, entrypoint: [e], command: !reset null, ports: !override ["9:9"]}
                  other: {extends: {file: sub/o.yaml, service: o}, environment: {Q: 2}}
                  dep2: {extends: {file: sub/o.yaml, service: dep}}
                volumes: {data: }
                networks: {n: , m: }
                """,
                "compose.override.yaml", """
                services:
                  c: {image: cc, labels: {fromc: 1}}
                  child: {extends: c, command: over}
                """,
                "sub/o.yaml", """
                services:
                  dep: {extends: {file: deep/p.yaml, service: dep}, command: "o $TAG"}
                  o: {extends: dep, volumes: ["./ov:/ov"], env_file: o.env, environment: {Q: 1}}
                  broken: {foo: 1}
                """,
                "sub/o.env", "E=$A-$TAG\n",
                "sub/deep/p.yaml",
                        "services: {dep: {image: 'p:$TAG', volumes: ['./pv:/pv', '../x:/x'], networks: [m]}}"));
    }

    @Test
    void loadWhenFilesIncludeOthersAgreesWithCompose() throws IOException {
        assertSame(Map.ofEntries(
                Map.entry(".env", "OUTER=o\nBOTH=outer\n"),
                Map.entry("compose.yaml", """
                        include:
                          - db/db.yaml
                          - path: [web/web.yaml, over.yaml]
                            project_directory: work
                            env_file: [one.env, two.env]
                          - ./common.yaml
                        services:
                          api: {image: "api:$OUTER$BOTH$INNER", depends_on: [db, web], networks: [common]}
                        """),
                Map.entry("compose.override.yaml", "services: {db: {command: 'from override', volumes: ['./m:/m']}}"),
                Map.entry("db/.env", "INNER=i\nBOTH=inner\nREF=$BOTH\n"),
                Map.entry("db/db.yaml", """
                        name: ignored
                        include: [../common.yaml, deep/deep.yaml]
                        services:
                          db:
                            image: "db:$INNER-$BOTH-$REF-$OUTER-$COMPOSE_PROJECT_NAME"
                            environment: [INNER, BOTH, NOT_SET]
                            env_file: db.env
                            volumes: ["./init:/init", "data:/data"]
                            secrets: [s]
                        volumes: {data: {labels: {a: b}}}
                        secrets: {s: {file: ./s.txt}}
                        """),
                Map.entry("db/db.env", "V=$INNER-$OUTER\n"),
                Map.entry("db/deep/deep.yaml", "services: {deep: {image: 'deep:$INNER', volumes: ['.:/here']}}"),
                Map.entry(
                        "common.yaml",
                        "services: {c: {image: c, volumes: ['./c:/c']}}\nnetworks: {common: {internal: true}}"),
                Map.entry("web/web.yaml", "services: {web: {image: 'web:$ONE-$TWO-$BOTH', volumes: ['./w:/w']}}"),
                Map.entry(
                        "over.yaml", "services: {web: {command: over, extends: {file: ../web/base.yaml, service: b}}}"),
                Map.entry("web/base.yaml", "services: {b: {image: b, volumes: ['./b:/b']}}"),
                Map.entry("work/x", ""),
                Map.entry("one.env", "ONE=1\nTWO=1\nBOTH=one\n"),
                Map.entry("two.env", "TWO=2-$ONE\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tools", "tools,debug", "*", "other", "debug, tools"})
    void loadWhenServicesHaveProfilesAgreesWithCompose(String profiles) throws IOException {
        assertSame(write("project", Map.of("compose.yaml", """
                        services:
                          a: {image: x, depends_on: {t: {condition: service_started, required: false}}}
                          t: {image: x, profiles: [tools, both]}
                          u: {image: x, profiles: [both, debug, debug], networks: [n]}
                          v: {image: x, profiles: ["$UNSET"]}
                          w: {image: x, profiles: []}
                        networks: {n: {}}
                        """)), Map.of("COMPOSE_PROFILES", profiles));
    }

    @Test
    void loadWhenResourcesUseEveryFormAgreesWithCompose() throws IOException {
        assertSame(Map.of("compose.yaml", """
                services:
                  a: {image: x, networks: [n, m, o], secrets: [v, x, f], configs: [t, v, x], volumes: ["data:/d", "ext:/e"]}
                networks:
                  n:
                    driver: bridge
                    driver_opts: {com.docker.network.bridge.name: br0, mtu: 1400}
                    attachable: true
                    enable_ipv4: false
                    enable_ipv6: true
                    labels: [a=b, c]
                    ipam:
                      driver: default
                      config:
                        - {subnet: 10.1.0.0/16, ip_range: 10.1.1.0/24, gateway: 10.1.0.1, aux_addresses: {h: 10.1.0.5}}
                        - subnet: 2001:db8::/64
                  m: {internal: true, name: "m-$A", ipam: {config: [{subnet: 10.3.0.0/16}, {subnet: 10.4.0.0/16}]}}
                  o: {external: true, name: outer}
                  unused: {driver: macvlan}
                volumes:
                  data: {driver: local, driver_opts: {type: nfs, o: "addr=10.0.0.1,rw", device: ":/x"}, labels: {a: 1}, name: dd}
                  ext: {external: true}
                secrets:
                  v: {environment: A}
                  x: {external: true, name: outer}
                  f: {file: ./f.txt, name: named, labels: {a: b}}
                configs:
                  t: {content: "hello $A $$A"}
                  v: {environment: EMPTY}
                  x: {external: true}
                """, "compose.override.yaml", """
                networks:
                  n: {labels: {c: d}, driver_opts: {mtu: 1500}}
                  m: {internal: false}
                configs:
                  t: {content: other}
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_My Dir.x", "UPPER", "a.b-c_d", "--9lives"})
    void loadWhenNothingNamesTheProjectTakesTheDirectoryAsCompose(String directory) throws IOException {
        assertSame(write(directory, Map.of("compose.yaml", "services:\n  a: {image: x}\n")), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"My Proj", "p", "_x"})
    void loadWhenFileNamesTheProjectAgreesWithCompose(String name) throws IOException {
        assertSame(Map.of("compose.yaml", "name: " + name + "\nservices:\n  a: {image: x}\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a | b",
                "a && b",
                "a 2>/dev/null",
                "a;b",
                "x `date +%s` y",
                "x $$(date +%s) y",
                "a \\\\ b",
                "'a \"b' \"c 'd\"",
                "a\\nb \\\"c",
                "  lead  and trail  ",
                "a'b'\"c\"d",
                "sh -c 'a; b | c > d'",
                "--opt=\"x y\" --q='z'",
                "\"\" ''",
                "a > b",
                "12> b",
                "a12> b",
                "<a"
            })
    void loadWhenCommandIsOneTextSplitsItAsCompose(String command) throws IOException {
        assertSame(Map.of(
                "compose.yaml", "services:\n  a:\n    image: x\n    command: |-\n      " + command.strip() + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: x\n    imagee: y",
                "image: ${NO?need}",
                "image: ${",
                "image: x\n    volumes: ['nope:/d']",
                "image: x\n    networks: [nope]",
                "image: x\n    secrets: [nope]",
                "image: x\n    configs: [nope]",
                "image: x\n    depends_on: [nope]",
                "image: x\n    depends_on: [a]",
                "command: x",
                "image: x\n    image: y",
                "image: x\n    labels: {1: a}",
                "image: x\n    environment: {A: {b: c}}",
                "image: x\n    healthcheck: {test: [curl, x]}",
                "image: x\n    stop_grace_period: ${NO-10}",
                "image: x\n    ports: ['a:b']",
                "image: x\n    ports: ['80-81:80-82']",
                "image: x\n    ports: ['70000:80']",
                "image: x\n    ports: ['::1:94:95']",
                "image: x\n    volumes: ['aa:/b:cc:dd']",
                "image: x\n    env_file: missing.env",
                "image: x\n    command: \"a 'b\"",
                "image: x\n    command: (a)",
                "image: x\n    healthcheck: x",
                "image: x\n    depends_on: {b: {}}",
                "image: x\n    depends_on: {p: {condition: service_started}}",
                "image: x\n    depends_on: {none: {condition: service_started, required: false}}",
                "image: x\n    profiles: one",
                "image: x\n    extends: none",
                "image: x\n    extends: a",
                "image: x\n    extends: {file: none.yaml, service: b}",
                "image: x\n    extends: {file: compose.yaml}"
            })
    void loadWhenComposeRefusesWeRefuse(String service) throws IOException {
        Path directory = write(
                "project",
                Map.of(
                        "compose.yaml",
                        "services:\n  a:\n    " + service + "\n  b: {image: x}\n  p: {image: x, profiles: [p]}\n"));
        assertThat(ComposeCommand.config(directory, OUTSIDE).exitCode()).isNotZero();
        var file = ComposeFile.in(directory).variables(OUTSIDE);
        assertThatThrownBy(file::load).isInstanceOf(ComposeFileException.class);
    }

    /** A file that was changed at random means the same to both, if both accept it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void loadWhenFileIsMutatedAgreesWithCompose(long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            String text = MutatedFilesTest.mutated(random);
            Path directory = write("project", Map.of("compose.yaml", text));
            ComposeCommand.Result theirs = ComposeCommand.config(directory, OUTSIDE);
            if (theirs.exitCode() != 0) {
                continue;
            }
            try {
                LoadedStack ours = ComposeFile.in(directory).variables(OUTSIDE).load();
                assertThat(ResolvedByUs.of(ours.stack()))
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(ResolvedByCompose.read(theirs.output()));
                assertSameWhenWritten(ours.stack(), theirs.output());
            } catch (ComposeFileException e) {
                // not supported yet, or a value that the program leaves to the engine to refuse: for instance an
                // address
                assertThat(e.keyPath()).as("seed %d: %s", seed, text).startsWith("services.");
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, "full".equals(System.getProperty("meeshy.tests")) ? 60 : 4);
    }
}
