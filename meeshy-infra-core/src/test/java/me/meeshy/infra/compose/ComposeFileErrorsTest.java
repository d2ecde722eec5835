package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every complaint stands at its line, column and key, and says what to do. */
class ComposeFileErrorsTest {

    @TempDir
    private Path directory;

    /** The service's keys begin in line 4, column 5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "helthcheck: {}|4:5|services.a.helthcheck|unknown key; did you mean healthcheck?",
                "volume: []|4:5|services.a.volume|unknown key; did you mean volumes?",
                "xyzzy: 1|4:5|services.a.xyzzy|unknown key; there are image, command",
                "build: https://example.org/a.git|4:12|services.a.build|it is no directory of this host",
                "build: {context: git@example.org:a.git}|4:22|services.a.build.context|it is no directory of this host",
                "build: {ssh: [default]}|4:13|services.a.build.ssh|only BuildKit can do that",
                "build: {additional_contexts: {b: .}}|4:13|services.a.build.additional_contexts|only BuildKit can do that",
                "build: {contxt: .}|4:13|services.a.build.contxt|did you mean context?",
                "build: {dockerfile: x, dockerfile_inline: FROM a}|4:47|services.a.build.dockerfile_inline|take one of them away",
                "build: {platforms: [linux/amd64, linux/arm64]}|4:24|services.a.build.platforms|several platforms",
                "build: {cache_from: ['type=gha']}|4:26|services.a.build.cache_from[0]|only BuildKit has such caches",
                "build: {shm_size: x}|4:23|services.a.build.shm_size|is no size",
                "profiles: x|4:15|services.a.profiles|takes a list, and this is text",
                "extends: z|4:14|services.a.extends|there is no service 'z' to extend",
                "extends: {service: bb}|4:24|services.a.extends.service|there are [a, b]",
                "extends: {file: x}|4:14|services.a.extends|the key service is missing",
                "extends: {file: gone.yaml, service: b}|4:21|services.a.extends.file|there is no file 'gone.yaml' in",
                "extends: {file: 'https://x/y.yaml', service: b}|4:21|services.a.extends.file|lies on another host",
                "extends: a|4:14|services.a.extends|services extend each other in a circle: a in",
                "extends: [b]|4:14|services.a.extends|takes a single value, and this is a list",
                "healthcheck: {tests: x}|4:19|services.a.healthcheck.tests|unknown key; did you mean test?",
                "healthcheck: x|4:18|services.a.healthcheck|takes a map, and this is text",
                "healthcheck: {interval: 10}|4:29|services.a.healthcheck.interval|'10' is no duration",
                "healthcheck: {retries: -1}|4:28|services.a.healthcheck.retries|'-1' is outside 0 to",
                "healthcheck: {retries: x}|4:28|services.a.healthcheck.retries|'x' is not a whole number",
                "healthcheck: {disable: maybe}|4:28|services.a.healthcheck.disable|'maybe' is neither true nor false",
                "healthcheck: {test: [curl, x]}|4:26|services.a.healthcheck.test[0]|begins with CMD, CMD-SHELL or NONE",
                "healthcheck: {test: [CMD]}|4:25|services.a.healthcheck.test|a program follows CMD",
                "healthcheck: {test: [CMD-SHELL]}|4:25|services.a.healthcheck.test|a command line follows CMD-SHELL",
                "healthcheck: {test: [NONE, a]}|4:25|services.a.healthcheck.test|nothing follows NONE",
                "command: {a: b}|4:14|services.a.command|takes a single value, and this is a map",
                "command: [a, [b]]|4:18|services.a.command[1]|takes a single value, and this is a list",
                "command: a 'b|4:14|services.a.command|the command's closing ' is missing",
                "environment: text|4:18|services.a.environment|takes a map or a list of NAME=value, and this is text",
                "environment: {A: [b]}|4:22|services.a.environment.A|takes a single value, and this is a list",
                "environment: ['A = 1']|4:19|`services.a.environment.A `|cannot be the name of a variable",
                "container_name: c|4:21|services.a.container_name|is longer than one character",
                "links: ['b:x:y']|4:13|services.a.links[0]|is no link",
                "environment: [A=1, =2]|4:24|services.a.environment[1]|the name is missing",
                "environment: {`A=B`: 1}|4:26|services.a.environment.`A=B`|cannot be the name of a variable",
                "env_file: gone.env|4:15|services.a.env_file|there is no file 'gone.env'",
                "env_file: [{required: true}]|4:16|services.a.env_file[0]|the key path is missing",
                "env_file: {path: x, format: json}|4:33|services.a.env_file.format|'json' is no format",
                "ports: {a: b}|4:12|services.a.ports|takes a list, and this is a map",
                "ports: [80, x]|4:17|services.a.ports[1]|'x' is no port",
                "ports: ['70000:80']|4:13|services.a.ports[0]|a port must lie in 0 to 65535",
                "ports: ['80:0']|4:13|services.a.ports[0]|a port must lie in 1 to 65535",
                "ports: ['80-81:80-82']|4:13|services.a.ports[0]|differ in length",
                "ports: ['0-81:80']|4:13|services.a.ports[0]|a range of host ports begins with 1",
                "ports: ['9-8']|4:13|services.a.ports[0]|ends before it begins",
                "ports: ['80/icmp']|4:13|services.a.ports[0]|must be tcp, udp or sctp",
                "ports: ['host:80:80']|4:13|services.a.ports[0]|must be an IP address",
                "ports: ['::1:80:80']|4:13|services.a.ports[0]|stands in brackets",
                "ports: [{published: 80}]|4:13|services.a.ports[0]|the key target",
                "ports: [{target: 80-81}]|4:22|services.a.ports[0].target|'80-81' is not a whole number",
                "ports: [{target: 80, published: 81-80}]|4:37|services.a.ports[0].published|the range ends before it begins",
                "ports: [{target: 80, mode: x}]|4:32|services.a.ports[0].mode|'x' is no mode",
                "ports: [{target: 80, protocol: x}]|4:36|services.a.ports[0].protocol|must be tcp, udp or sctp",
                "ports: [{target: 80, hostip: x}]|4:26|services.a.ports[0].hostip|did you mean host_ip?",
                "expose: ['80:80']|4:14|services.a.expose[0]|'80:80' is no port",
                "volumes: ['nope:/d']|4:15|services.a.volumes[0]|there is no volume 'nope'; declare it",
                "volumes: ['date:/d']|4:15|services.a.volumes[0]|there is no volume 'date'; did you mean data?",
                "volumes: ['data:d']|4:15|services.a.volumes[0]|must be an absolute path",
                "volumes: ['data']|4:15|services.a.volumes[0]|must be an absolute path",
                "volumes: ['data::/d']|4:15|services.a.volumes[0]|is no volume",
                "volumes: ['a:/b:ro:x']|4:15|services.a.volumes[0]|is no volume",
                "volumes: ['data:/d:rslave']|4:15|services.a.volumes[0]|goes with a path of the host",
                "volumes: ['~bob/x:/d']|4:15|services.a.volumes[0]|another user's directory",
                "volumes: [{target: /d}]|4:15|services.a.volumes[0]|the key type is missing",
                "volumes: [{type: volume}]|4:15|services.a.volumes[0]|the key target is missing",
                "volumes: [{type: disk, target: /d}]|4:22|services.a.volumes[0].type|'disk' is no type of mount",
                "volumes: [{type: npipe, target: /d}]|4:22|services.a.volumes[0].type|is refused: named pipes",
                "volumes: [{type: bind, target: /d}]|4:15|services.a.volumes[0]|the key source",
                "volumes: [{type: tmpfs, source: /s, target: /d}]|4:37|services.a.volumes[0].source|does not go with",
                "volumes: [{type: bind, source: /s, target: /d, bind: {propagation:"
                        + " x}}]|4:72|services.a.volumes[0].bind.propagation|'x' is no kind of propagation",
                "volumes: [{type: tmpfs, target: /d, tmpfs: {size: x}}]|4:55|services.a.volumes[0].tmpfs.size|'x' is"
                        + " no size",
                "volumes: [{type: tmpfs, target: /d, tmpfs: {mode: '9'}}]|4:55|services.a.volumes[0].tmpfs.mode|no set"
                        + " of permission bits",
                "tmpfs: /t:never|4:12|services.a.tmpfs|has an option that",
                "networks: [nope]|4:16|services.a.networks[0]|there is no network 'nope'",
                "networks: {frnt: }|4:16|services.a.networks.frnt|there is no network 'frnt'; did you mean front?",
                "networks: {front: {alias: x}}|4:24|services.a.networks.front.alias|did you mean aliases?",
                "networks: {front: {ipv4_address: x}}|4:38|services.a.networks.front.ipv4_address|'x' is no IPv4"
                        + " address",
                "models: [m]|4:5|services.a.models|is refused: what runs models",
                "provider: {type: x}|4:5|services.a.provider|is refused: it starts a program of compose's own",
                "credential_spec: {}|4:5|services.a.credential_spec|is refused: it is for Windows containers",
                "deploy: {placement: {}}|4:14|services.a.deploy.placement|is refused: only a Swarm",
                "deploy: {endpoint_mode: vip}|4:14|services.a.deploy.endpoint_mode|is refused: only a Swarm",
                "deploy: {mode: replicated-job}|4:20|services.a.deploy.mode|is for Swarm only",
                "deploy: {replicas: -1}|4:24|services.a.deploy.replicas|is outside",
                "cpus: many|4:11|services.a.cpus|'many' is no number",
                "mem_limit: much|4:16|services.a.mem_limit|'much' is no size",
                "mem_swappiness: 101|4:21|services.a.mem_swappiness|is outside 0 to 100",
                "oom_score_adj: 1001|4:20|services.a.oom_score_adj|is outside -1000 to 1000",
                "pids_limit: -2|4:17|services.a.pids_limit|is below -1",
                "cpu_period: soon|4:17|services.a.cpu_period|is no duration",
                "blkio_config: {weight: 5}|4:28|services.a.blkio_config.weight|is outside 10 to 1000",
                "blkio_config: {weight_device: [{weight: 10}]}|4:36|services.a.blkio_config.weight_device[0]|the key"
                        + " path is missing",
                "ulimits: {nofile: {soft: 5, hard: 4}}|4:23|services.a.ulimits.nofile|is above the hard limit",
                "ulimits: {nofile: {soft: 5}}|4:23|services.a.ulimits.nofile|the key hard is missing",
                "devices: ['/dev/null:/dev/x:q']|4:15|services.a.devices[0]|has other permissions",
                "device_cgroup_rules: [x]|4:27|services.a.device_cgroup_rules[0]|is no rule",
                "gpus: some|4:11|services.a.gpus|write all, or a list",
                "gpus: [{count: 1, device_ids: ['0']}]|4:20|services.a.gpus[0].count|does not go with device_ids",
                "security_opt: [nothing]|4:20|services.a.security_opt[0]|is no security option",
                "network_mode: 'service:'|4:19|services.a.network_mode|a name must follow the colon",
                "network_mode: 'service:c'|3:5|services.a|there is no service 'c'",
                "uts: private|4:10|services.a.uts|is not known; there is host",
                "uts: hosst|4:10|services.a.uts|did you mean host?",
                "cgroup: privat|4:13|services.a.cgroup|did you mean private?",
                "userns_mode: hst|4:18|services.a.userns_mode|did you mean host?",
                "ipc: sharable|4:10|services.a.ipc|did you mean shareable?",
                "pid: hots|4:10|services.a.pid|did you mean host?",
                "network_mode: 'servce:b'|4:19|services.a.network_mode|did you mean service:?",
                "pid: 'contaner:b'|4:10|services.a.pid|did you mean container:?",
                "cgroup: shared|4:13|services.a.cgroup|there is host and private",
                "extra_hosts: [nowhere]|4:19|services.a.extra_hosts[0]|is no host",
                "links: ['b:']|4:13|services.a.links[0]|is no link",
                "volumes_from: ['container:']|4:20|services.a.volumes_from[0]|names nothing",
                "label_file: absent|4:17|services.a.label_file|there is no file 'absent'",
                "networks: {front: {ipv6_address: x}}|4:38|services.a.networks.front.ipv6_address|is no IPv6 address",
                "volumes: [{type: image, source: i, target: /i, read_only: false}]|4:63|services.a.volumes[0].read_only|can only be read",
                "volumes: [{type: volume, target: /i, volume: {subpath: f}}]|4:60|services.a.volumes[0].volume.subpath|name a volume",
                "volumes: [{type: bind, source: ./i, target: /i, bind: {recursive: readonly}}]|4:71|services.a.volumes[0].bind.recursive|read_only",
                "volumes: [{type: bind, source: ./i, target: /i, bind: {recursive: disable}}]|4:71|services.a.volumes[0].bind.recursive|did you mean disabled?",
                "pull_policy: refresh|4:18|services.a.pull_policy|pull_refresh_after",
                "depends_on: [nope]|4:18|services.a.depends_on[0]|there is no service 'nope'; there are [a, b]",
                "depends_on: [a]|4:18|services.a.depends_on[0]|cannot depend on itself",
                "depends_on: {b: {}}|4:21|services.a.depends_on.b|the key condition is missing",
                "depends_on: {b: {condition: x}}|4:33|services.a.depends_on.b.condition|'x' is no condition",
                "restart: sometimes|4:14|services.a.restart|'sometimes' is no restart policy",
                "restart: unless_stopped|4:14|services.a.restart|did you mean unless-stopped?",
                "depends_on: {b: {condition: service_helthy}}|4:33|services.a.depends_on.b.condition|did you mean service_healthy?",
                "ports: ['80/udpp']|4:13|services.a.ports[0]|must be tcp, udp or sctp; did you mean udp?",
                "volumes: [{type: binds, source: /s, target: /t}]|4:22|services.a.volumes[0].type|did you mean bind?",
                "deploy: {restart_policy: {condition: on_failure}}|4:42|services.a.deploy.restart_policy.condition|did you mean on-failure?",
                "post_start: [{user: x}]|4:18|services.a.post_start[0]|the key command is missing",
                "post_start: [{command: []}]|4:28|services.a.post_start[0].command|is empty",
                "pre_stop: [{command: x, users: y}]|4:29|services.a.pre_stop[0].users|did you mean user?",
                "pre_stop: {command: x}|4:15|services.a.pre_stop|takes a list",
                "pull_policy: alway|4:18|services.a.pull_policy|did you mean always?",
                "pull_policy: sometimes|4:18|services.a.pull_policy|there are always, never",
                "pull_policy: every_day|4:18|services.a.pull_policy|is no duration",
                "pull_policy: build|4:18|services.a.pull_policy|the service has no build",
                "restart: always:3|4:14|services.a.restart|is no restart policy",
                "restart: on-failure:x|4:14|services.a.restart|is no restart policy",
                "container_name: a b|4:21|services.a.container_name|a container's name takes",
                "secrets: [nope]|4:15|services.a.secrets[0]|there is no secret 'nope'",
                "secrets: [{source: nope}]|4:24|services.a.secrets[0].source|there is no secret 'nope'",
                "secrets: [{target: x}]|4:15|services.a.secrets[0]|the key source is missing",
                "configs: [d]|4:15|services.a.configs[0]|there is no config 'd'",
                "stop_grace_period: soon|4:24|services.a.stop_grace_period|'soon' is no duration",
                "labels: {1: a}|4:14|``|a key must be text, and this one is a number; quote it",
                "image: y|4:5|``|the key 'image' stands here a second time; the first is in line 3",
                "labels: {a: `${NO?give it}`}|4:17|services.a.labels.a|the variable NO is required and not set: give"
                        + " it",
                "labels: {a: !foo x}|4:17|``|the tag !foo means nothing",
                "labels: {a: !!int x}|4:17|``|does not go with this value",
                "depends_on: {nope: {condition: service_started}}|4:18|services.a.depends_on.nope|there is no service"
                        + " 'nope'",
                "ports: [!reset x]|4:13|services.a.ports[0]|go with a key, not with an item",
            })
    void loadWhenServicesKeyIsWrongSaysWhere(String keys, String place, String path, String problem) {
        String unquoted = keys.replace("`", "\"");
        assertThatThrownBy(() -> Project.in(directory).stackWith(unquoted))
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    String at = path.replace("`", "");
                    assertThat(e)
                            .hasMessageStartingWith(directory.resolve("compose.yaml") + ":" + place + ": "
                                    + (at.isEmpty() ? "" : at + ": "))
                            .hasMessageContaining(problem);
                    assertThat(e.line() + ":" + e.column()).isEqualTo(place);
                    assertThat(e.keyPath()).isEqualTo(at);
                    assertThat(e.file()).isEqualTo(directory.resolve("compose.yaml"));
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "service: {}|1:1|service|unknown key; did you mean services?",
                "include: [x]|1:11|include[0]|there is no file 'x' in",
                "services: []|1:11|services|takes a map, and this is a list",
                "volumes: {}|1:1|``|the file has no services",
                "services: {a: }|1:14|services.a|the service is empty",
                "services: {a: {command: x}}|1:15|services.a|the key image is missing",
                "services: {a: {image: ''}}|1:23|services.a.image|is empty",
                "services: {a: {image: ' '}}|1:23|services.a.image|is blank",
                "services: {a: {image: $NO}}|1:23|services.a.image|is empty once its variables are replaced",
                "services: {a b: {image: x}}|1:17|services.a b|a service's name takes",
                "services: {a: {image: x}, b: {image: x, container_name: cc}, d: {image: x, container_name:"
                        + " cc}}|1:92|services.d.container_name|the service b has this container name too",
                "services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}}|1:11|services|depend on"
                        + " each other in a circle, a → b → a",
                "{services: {a: {image: x}}, volumes: {v: {drivr: x}}}|1:43|volumes.v.drivr|did you mean driver?",
                "{services: {a: {image: x}}, volumes: {v: {external: true, driver: x}}}|1:67|volumes.v.driver|does not"
                        + " go with external",
                "{services: {a: {image: x}}, volumes: {v: {external: {name: a}, name:"
                        + " b}}}|1:53|volumes.v.external|differs from the one beside it",
                "{services: {a: {image: x}}, volumes: {'v w': }}|1:45|volumes.v w|the name takes letters",
                "{services: {a: {image: x}}, networks: {n: {ipam: {conf: []}}}}|1:51|networks.n.ipam.conf|did you mean config?",
                "{services: {a: {image: x}}, networks: {n: {ipam: {config: [{subnet: x}]}}}}|1:69|networks.n.ipam.config[0].subnet|'x' is no block of addresses",
                "{services: {a: {image: x}}, networks: {n: {ipam: {config: [{gateway: 1.2.3}]}}}}|1:70|networks.n.ipam.config[0].gateway|'1.2.3' is no address",
                "{services: {a: {image: x}}, networks: {n: {internal: 1}}}|1:54|networks.n.internal|'1' is neither true nor false",
                "{services: {a: {image: x}}, secrets: {s: {content: X}}}|1:43|secrets.s.content|unknown key",
                "{services: {a: {image: x}}, secrets: {s: {driver: X}}}|1:43|secrets.s.driver|Swarm",
                "{services: {a: {image: x}}, secrets: {s: {}}}|1:42|secrets.s|it takes one of the keys file, environment",
                "{services: {a: {image: x}}, secrets: {s: {file: a, environment: b}}}|1:42|secrets.s|several sources, file and environment",
                "{services: {a: {image: x}}, configs: {c: {content: X, external: true}}}|1:52|configs.c.content|does not go with external",
            })
    void loadWhenFileIsWrongSaysWhere(String text, String place, String path, String problem) {
        assertThatThrownBy(() -> Project.in(directory).load(text))
                .isInstanceOfSatisfying(ComposeFileException.class, e -> {
                    assertThat(e).hasMessageContaining(problem);
                    assertThat(e.line() + ":" + e.column()).isEqualTo(place);
                    assertThat(e.keyPath()).isEqualTo(path);
                });
    }

    @Test
    void loadWhenErrorIsInTheOverrideNamesThatFile() {
        Project project = Project.in(directory)
                .with("compose.yaml", "services: {a: {image: x, healthcheck: {test: x}}}")
                .with("compose.override.yaml", "services:\n  a:\n    healthcheck: off\n");
        assertThatThrownBy(project::load)
                .isInstanceOf(ComposeFileException.class)
                .hasMessage(directory.resolve("compose.override.yaml")
                        + ":3:18: services.a.healthcheck: is text and cannot be" + " merged with a map at "
                        + directory.resolve("compose.yaml") + ":1:39");
        project.with("compose.override.yaml", "services:\n  a:\n    prots: []\n");
        assertThatThrownBy(project::load)
                .hasMessageStartingWith(directory.resolve("compose.override.yaml")
                        + ":3:5: services.a.prots: unknown key; did you mean ports?");
    }

    @Test
    void loadWhenValueCameFromVariableShowsTheVariableInstead() {
        Project project = Project.in(directory)
                .variables(Map.of("SECRET", "hunter2"))
                .with(
                        "compose.yaml",
                        "services: {a: {image: x, stop_grace_period: $SECRET, ports: ['$SECRET'], restart: $SECRET}}");
        assertThatThrownBy(project::load).hasMessageContaining("'$SECRET'").hasMessageNotContaining("hunter2");
        for (String keys : new String[] {
            "ports: ['$SECRET']",
            "restart: $SECRET",
            "tmpfs: '/a:$SECRET'",
            "devices: ['/dev/null:/x:$SECRET']",
            "cpus: $SECRET",
            "uts: $SECRET",
            "security_opt: [$SECRET]",
            "ulimits: {nofile: $SECRET}",
            "extra_hosts: [$SECRET]",
            "healthcheck: {interval: $SECRET}",
            "container_name: ' $SECRET'",
            "healthcheck: {test: [$SECRET]}",
            "networks: {front: {ipv4_address: $SECRET}}",
            "depends_on: {b: {condition: $SECRET}}",
            "volumes: [{type: $SECRET, target: /x}]",
            "volumes: [{type: tmpfs, target: /x, tmpfs: {size: $SECRET}}]",
            "user: ${NO?}",
            "command: \"a '$SECRET\"",
            "environment: ['=$SECRET']"
        }) {
            assertThatThrownBy(() -> project.stackWith(keys))
                    .as(keys)
                    .isInstanceOf(ComposeFileException.class)
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }
}
