package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.DeviceMapping;
import me.meeshy.infra.model.DeviceRequest;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.HostAddress;
import me.meeshy.infra.model.Logging;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.ProcessOptions;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Security;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Ulimit;
import me.meeshy.infra.model.VolumesFrom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that few services have, from the file to the value. */
class ServiceSettingsTest {

    @TempDir
    Path directory;

    private Project project;

    @BeforeEach
    void makeProject() {
        project = new Project(directory, Map.of("HOME", "/home/somebody"));
    }

    private Service service(String keys) throws Exception {
        return project.load("services:\n  a:\n    image: i\n" + keys.indent(4) + "  b: {image: i}\nvolumes: {b: }\n")
                .stack()
                .service("a");
    }

    @Test
    void resourcesAreRead() throws Exception {
        Service service = service("""
            cpus: 1.5
            cpu_count: 2
            cpu_percent: 50
            cpu_shares: 73
            cpu_period: 10ms
            cpu_quota: 5000
            cpu_rt_period: 1s
            cpu_rt_runtime: '400ms'
            cpuset: 0,1
            mem_limit: 64m
            mem_reservation: 32mb
            memswap_limit: -1
            mem_swappiness: 10
            shm_size: 2gb
            oom_kill_disable: true
            oom_score_adj: -500
            pids_limit: 100
            ulimits: {nproc: 65535, nofile: {soft: 20000, hard: 40000}}
            storage_opt: {size: 1G}
            blkio_config:
              weight: 300
              weight_device: [{path: /dev/sda, weight: 400}]
              device_read_bps: [{path: /dev/sdb, rate: 12mb}]
              device_read_iops: [{path: /dev/sdb, rate: 120}]
              device_write_bps: [{path: /dev/sdb, rate: 1024k}]
              device_write_iops: [{path: /dev/sdb, rate: 30}]
            """);

        assertThat(service.resources())
                .isEqualTo(Resources.builder()
                        .cpu(CpuLimits.builder()
                                .cpus(new BigDecimal("1.5"))
                                .count(2)
                                .percent(50)
                                .shares(73)
                                .period(Duration.ofMillis(10))
                                .quota(Duration.ofMillis(5))
                                .realtimePeriod(Duration.ofSeconds(1))
                                .realtimeRuntime(Duration.ofMillis(400))
                                .cpuset("0,1")
                                .build())
                        .memory(MemoryLimits.builder()
                                .limit(64L << 20)
                                .reservation(32L << 20)
                                .limitWithSwap(-1)
                                .swappiness(10)
                                .sharedMemory(2L << 30)
                                .neverKilled(true)
                                .killScore(-500)
                                .build())
                        .blockIo(BlockIo.builder()
                                .weight(300)
                                .deviceWeight("/dev/sda", 400)
                                .readBytes("/dev/sdb", 12L << 20)
                                .readOperations("/dev/sdb", 120L)
                                .writtenBytes("/dev/sdb", 1L << 20)
                                .writeOperations("/dev/sdb", 30L)
                                .build())
                        .processes(100)
                        .ulimit("nproc", Ulimit.of(65535))
                        .ulimit("nofile", new Ulimit(20000, 40000))
                        .storageOption("size", "1G")
                        .build());
    }

    @Test
    void devicesAreRead() throws Exception {
        Service service = service("""
            devices:
              - /dev/null
              - /dev/zero:rw
              - /dev/tty:/dev/terminal:r
              - {source: vendor.com/gpu=0, target: /dev/x, permissions: rwm}
            device_cgroup_rules: ['c 1:3 mr']
            gpus: [{driver: nvidia, count: 2, options: {a: b}}]
            deploy:
              resources:
                reservations:
                  devices: [{capabilities: [tpu], device_ids: ['7']}]
            """);

        assertThat(service.devices())
                .isEqualTo(Devices.builder()
                        .map(DeviceMapping.of("/dev/null"))
                        .map(new DeviceMapping("/dev/zero", "/dev/zero", "rw"))
                        .map(new DeviceMapping("/dev/tty", "/dev/terminal", "r"))
                        .map(new DeviceMapping("vendor.com/gpu=0", "/dev/x", "rwm"))
                        .cgroupRule("c 1:3 mr")
                        .request(new DeviceRequest(
                                Optional.of("nvidia"), 2, List.of(), List.of("gpu"), Map.of("a", "b")))
                        .request(new DeviceRequest(Optional.empty(), 0, List.of("7"), List.of("tpu"), Map.of()))
                        .build());
        assertThat(service("gpus: all").devices().requests()).containsExactly(DeviceRequest.allGpus());
    }

    @Test
    void securityIsRead() throws Exception {
        Service service = service("""
            privileged: true
            read_only: true
            cap_add: [NET_ADMIN, SYS_TIME]
            cap_drop: [ALL]
            security_opt: [no-new-privileges:true, label=disable, 'seccomp:profile.json', seccomp=unconfined]
            group_add: [mail, 1000]
            """);

        assertThat(service.security())
                .isEqualTo(Security.builder()
                        .privileged(true)
                        .readOnlyRoot(true)
                        .addCapability("NET_ADMIN")
                        .addCapability("SYS_TIME")
                        .dropCapability("ALL")
                        .option("no-new-privileges:true")
                        .option("label=disable")
                        .option("seccomp=" + directory.resolve("profile.json"))
                        .option("seccomp=unconfined")
                        .group("mail")
                        .group("1000")
                        .build());
    }

    @Test
    void namespacesAreRead() throws Exception {
        Service service = service("""
            network_mode: service:b
            ipc: shareable
            pid: container:other
            uts: host
            userns_mode: host
            cgroup: private
            cgroup_parent: m-executor
            isolation: default
            runtime: runc
            sysctls: [net.core.somaxconn=1024]
            """);

        assertThat(service.namespaces())
                .isEqualTo(Namespaces.builder()
                        .network("service:b")
                        .ipc("shareable")
                        .pid("container:other")
                        .uts("host")
                        .user("host")
                        .cgroup("private")
                        .cgroupParent("m-executor")
                        .isolation("default")
                        .runtime("runc")
                        .sysctl("net.core.somaxconn", "1024")
                        .build());
        assertThat(service.dependencies())
                .as("it must be there first, and is found anew when it is replaced")
                .containsExactly(Map.entry("b", new Dependency(Condition.STARTED, true, true)));
        assertThatThrownBy(() -> service("network_mode: host\nnetworks: [default]"))
                .hasMessageContaining("does not go with networks");
    }

    @Test
    void namesAreRead() throws Exception {
        Service service = service("""
            hostname: h
            domainname: d.example
            mac_address: 02:42:ac:11:65:43
            dns: 8.8.8.8
            dns_opt: [use-vc, no-tld-query]
            dns_search: [a.example, b.example]
            extra_hosts: ['one=1.2.3.4', 'two:::1', 'three=[::2]', 'gate:host-gateway']
            links: [b, 'b:database']
            external_links: ['other:o']
            """);

        assertThat(service.naming())
                .isEqualTo(Naming.builder()
                        .hostname("h")
                        .domainname("d.example")
                        .macAddress("02:42:ac:11:65:43")
                        .dnsServer("8.8.8.8")
                        .dnsOption("use-vc")
                        .dnsOption("no-tld-query")
                        .dnsSearch("a.example")
                        .dnsSearch("b.example")
                        .extraHost(new HostAddress("one", "1.2.3.4"))
                        .extraHost(new HostAddress("two", "::1"))
                        .extraHost(new HostAddress("three", "::2"))
                        .extraHost(new HostAddress("gate", "host-gateway"))
                        .link("b", "b")
                        .link("database", "b")
                        .externalLink("o", "other")
                        .build());
        assertThat(service.dependencies()).containsOnlyKeys("b");
        assertThat(service("extra_hosts: {h: [1.2.3.4, '::1']}").naming().extraHosts())
                .containsExactly(new HostAddress("h", "1.2.3.4"), new HostAddress("h", "::1"));
    }

    @Test
    void whatIsLeftIsRead() throws Exception {
        Files.writeString(directory.resolve("labels.env"), "one=1\ntwo=2\n");
        Service service = service("""
            init: false
            tty: true
            stdin_open: true
            stop_signal: SIGUSR1
            platform: linux/amd64
            attach: false
            annotations: [com.example=x]
            label_file: labels.env
            labels: {two: two}
            logging: {driver: json-file, options: {max-size: 1k, max-file: 2}}
            volumes_from: [b, 'container:other:ro']
            """);

        assertThat(service.process())
                .isEqualTo(ProcessOptions.builder()
                        .init(false)
                        .tty(true)
                        .stdinOpen(true)
                        .stopSignal("SIGUSR1")
                        .build());
        assertThat(service.platform()).contains("linux/amd64");
        assertThat(service.annotations()).containsExactly(Map.entry("com.example", "x"));
        assertThat(service.labels()).containsOnly(Map.entry("one", "1"), Map.entry("two", "two"));
        assertThat(service.logging())
                .isEqualTo(Logging.builder()
                        .driver("json-file")
                        .option("max-size", "1k")
                        .option("max-file", "2")
                        .build());
        assertThat(service.volumesFrom())
                .containsExactly(new VolumesFrom("b", false, false), new VolumesFrom("other", true, true));
        assertThat(service.dependencies()).containsOnlyKeys("b");
    }

    @Test
    void mountsAreReadWithAllOptions() throws Exception {
        Service service = service("""
            volumes:
              - /one:/one:ro,z,rslave
              - {type: bind, source: /two, target: /two, bind: {propagation: shared, selinux: Z, create_host_path: false}}
              - {type: bind, source: /five, target: /five, read_only: true, bind: {recursive: writable}}
              - {type: image, source: nginx, target: /six, image: {subpath: etc}}
              - {type: volume, source: b, target: /seven, volume: {subpath: folder}}
              - {type: volume, target: /eight, volume: {nocopy: true, labels: {x: y}}}
              - {type: tmpfs, target: /three, read_only: true}
            tmpfs: ['/four:size=1k,exec,uid=1000,ro']
            """);

        assertThat(service.mounts())
                .containsExactly(
                        new Mount.Bind(
                                Path.of("/one"),
                                "/one",
                                true,
                                true,
                                Optional.of("rslave"),
                                Optional.of("z"),
                                Optional.empty()),
                        new Mount.Bind(
                                Path.of("/two"),
                                "/two",
                                false,
                                false,
                                Optional.of("shared"),
                                Optional.of("Z"),
                                Optional.empty()),
                        new Mount.Bind(
                                Path.of("/five"),
                                "/five",
                                true,
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("writable")),
                        new Mount.Image("nginx", "/six", Optional.of("etc")),
                        new Mount.Named("b", "/seven", false, false, Optional.of("folder")),
                        new Mount.Anonymous("/eight", false, true, Map.of("x", "y")),
                        new Mount.Memory("/three", OptionalLong.empty(), OptionalInt.empty(), true, List.of()),
                        new Mount.Memory(
                                "/four",
                                OptionalLong.of(1024),
                                OptionalInt.empty(),
                                true,
                                List.of("exec", "uid=1000")));
    }

    @Test
    void attachmentsAreReadWithAllKeys() throws Exception {
        Service service = project.load("""
            services:
              a:
                image: i
                networks:
                  one:
                    aliases: [x]
                    ipv4_address: 10.0.0.2
                    ipv6_address: 2001:db8::2
                    link_local_ips: [169.254.8.1]
                    mac_address: 02:42:ac:11:65:44
                    priority: 10
                    driver_opts: {a: b}
                    interface_name: eth7
            networks: {one: {}}
            """).stack().service("a");

        assertThat(service.networks().get("one"))
                .isEqualTo(NetworkAttachment.builder()
                        .alias("x")
                        .ipv4Address("10.0.0.2")
                        .ipv6Address("2001:db8::2")
                        .linkLocalAddress("169.254.8.1")
                        .macAddress("02:42:ac:11:65:44")
                        .priority(10)
                        .driverOption("a", "b")
                        .driverOption("com.docker.network.endpoint.ifname", "eth7")
                        .build());
    }

    @Test
    void deployIsReadAsFarAsOneEngineCan() throws Exception {
        Service service = service("""
            deploy:
              mode: replicated
              replicas: 3
              resources:
                limits: {cpus: '0.5', memory: 64M, pids: 10}
                reservations: {memory: 32M}
              restart_policy: {condition: on-failure, max_attempts: 4}
            """);

        assertThat(service.replicas()).isEqualTo(3);
        assertThat(service.resources().cpu().cpus()).contains(new BigDecimal("0.5"));
        assertThat(service.resources().memory().limit()).hasValue(64L << 20);
        assertThat(service.resources().memory().reservation()).hasValue(32L << 20);
        assertThat(service.resources().processes()).hasValue(10);
        assertThat(service.restart()).isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 4));
        assertThat(service("deploy: {mode: global}").replicas()).isEqualTo(1);
        assertThat(service("deploy: {restart_policy: {}}").restart())
                .as("as with compose")
                .isEqualTo(RestartPolicy.NO);
        assertThat(service("deploy: {restart_policy: {condition: none}}").restart())
                .isEqualTo(RestartPolicy.NO);
        assertThat(service("scale: 2").replicas()).isEqualTo(2);
    }

    @Test
    void deployWhenOlderKeysDifferIsAnError() throws Exception {
        assertThat(service("mem_limit: 64m\ndeploy: {resources: {limits: {memory: 64m}}}")
                        .resources()
                        .memory()
                        .limit())
                .as("saying it twice alike is none")
                .hasValue(64L << 20);
        for (String keys : List.of(
                "mem_limit: 64m\ndeploy: {resources: {limits: {memory: 65m}}}",
                "mem_reservation: 64m\ndeploy: {resources: {reservations: {memory: 65m}}}",
                "cpus: 1\ndeploy: {resources: {limits: {cpus: '2'}}}",
                "pids_limit: 1\ndeploy: {resources: {limits: {pids: 2}}}",
                "scale: 1\ndeploy: {replicas: 2}")) {
            assertThatThrownBy(() -> service(keys)).as(keys).hasMessageContaining("which says the same");
        }
        assertThatThrownBy(() -> service("container_name: one\nscale: 2"))
                .hasMessageContaining("cannot all be named 'one'");
    }

    @Test
    void whereComposeLetsOneOfTwoKeysWinItDoesAndIsWarnedOf() throws Exception {
        LoadedStack loaded = project.load("""
            services:
              a: {image: i, restart: always, deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}}
              b: {image: i, deploy: {mode: global, replicas: 2}}
              c: {image: i, restart: always, deploy: {restart_policy: {condition: any}}}
            """);

        assertThat(loaded.stack().service("a").restart())
                .isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3));
        assertThat(loaded.stack().service("b").replicas()).isEqualTo(2);
        assertThat(loaded.warnings())
                .extracting(ComposeWarning::toString)
                .hasSize(2)
                .anySatisfy(
                        text -> assertThat(text).contains("services.a.restart", "deploy.restart_policy says otherwise"))
                .anySatisfy(text -> assertThat(text).contains("services.b.deploy.mode", "replicas says how many"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostname",
                "domainname",
                "mac_address",
                "platform",
                "cgroup_parent",
                "cgroup",
                "cpuset",
                "ipc",
                "pid",
                "uts",
                "userns_mode",
                "isolation",
                "runtime",
                "network_mode",
                "stop_signal",
                "restart",
                "dns",
                "dns_search",
                "tmpfs",
                "user",
                "working_dir"
            })
    void whatAVariableThatIsNotSetLeavesEmptyCountsAsNotGiven(String key) throws Exception {
        assertThat(service(key + ": ${NOT_SET:-}")).isEqualTo(service("x-nothing: {}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mem_swappiness: -1",
                "blkio_config: {weight: 0}",
                "dns: ['${NOT_SET:-}']",
                "dns_search: ['']",
                "dns_opt: ['']",
                "restart: none",
                "deploy: {restart_policy: {condition: 'no'}}"
            })
    void whatSaysNothingToTheEngineCountsAsNotGiven(String line) throws Exception {
        assertThat(service(line)).isEqualTo(service("x-nothing: {}"));
    }

    @Test
    void unusualFormsOfValuesAreReadAsComposeReadsThem() throws Exception {
        Service service = service("""
            cpus: 0.3333333333333
            cpu_quota: -1
            mem_limit: .5g
            mem_reservation: -1
            restart: any
            security_opt: [label=disable, label=disable]
            group_add: [mail, mail]
            healthcheck: {test: '${NOT_SET:-}', retries: 0}
            tmpfs: ['/half:size=50%', '/plain:']
            """);

        CpuLimits cpu = service.resources().cpu();
        assertThat(cpu.cpus()).contains(new BigDecimal("0.3333333333333"));
        assertThat(cpu.quota()).contains(CpuLimits.WITHOUT_QUOTA);
        assertThat(service.resources().memory().limit()).hasValue(1L << 29);
        assertThat(service.resources().memory().reservation()).hasValue(-1);
        assertThat(service.restart().mode()).isEqualTo(RestartPolicy.Mode.ALWAYS);
        assertThat(service.security().options()).containsExactly("label=disable");
        assertThat(service.security().groups()).containsExactly("mail");
        assertThat(service.healthcheck()).contains(Healthcheck.shell(""));
        assertThat(service.mounts())
                .containsExactly(
                        new Mount.Memory(
                                "/half", OptionalLong.empty(), OptionalInt.empty(), false, List.of("size=50%")),
                        new Mount.Memory("/plain", OptionalLong.empty(), OptionalInt.empty()));
        assertThat(service("cpus: '0.50'")).isEqualTo(service("cpus: 0.5"));
        assertThat(service("cpus: 10").resources().cpu().cpus()).contains(new BigDecimal("10"));
    }

    @Test
    void optionsOfMountsThatComposePassesOverAreWarnedOf() throws Exception {
        LoadedStack loaded = project.load("""
            services:
              a:
                image: i
                volumes:
                  - data:/one:Z,ro
                  - data:/two:copy
                  - {type: bind, source: /s, target: /three, volume: {nocopy: true}}
            volumes: {data: {}}
            """);

        assertThat(loaded.stack().service("a").mounts())
                .containsExactly(
                        new Mount.Named("data", "/one", true, false, Optional.empty(), Optional.of("Z")),
                        new Mount.Named("data", "/two", false, false),
                        new Mount.Bind(Path.of("/s"), "/three", false, true));
        assertThat(loaded.warnings())
                .extracting(ComposeWarning::toString)
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("volumes[1]", "'data:/two:copy'", "has no effect"))
                .anySatisfy(text -> assertThat(text).contains("volumes[2].volume", "the mount is of type bind"));
    }

    @Test
    void anEmptyDriverOfAResourceAndAnEmptyAddressCountAsNotGiven() throws Exception {
        Stack stack = project.load("""
            services: {a: {image: i, networks: {n: {ipv4_address: '${NOT_SET:-}', ipv6_address: ''}}, volumes: ['v:/v']}}
            networks: {n: {driver: ''}}
            volumes: {v: {driver: '${NOT_SET:-}'}}
            """).stack();

        assertThat(stack)
                .isEqualTo(project.load(
                                "{services: {a: {image: i, networks: [n], volumes: ['v:/v']}}, networks: {n: }, volumes: {v: }}")
                        .stack());
    }

    @Test
    void whatAnExternalNetworkSaysOfItselfIsWarnedOf() throws Exception {
        LoadedStack loaded = project.load(
                "{services: {a: {image: i, networks: [n]}}, networks: {n: {external: true, driver: bridge, labels: {a: b}}}}");

        assertThat(loaded.stack())
                .isEqualTo(project.load("{services: {a: {image: i, networks: [n]}}, networks: {n: {external: true}}}")
                        .stack());
        assertThat(loaded.warnings())
                .extracting(ComposeWarning::toString)
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("networks.n.", "has no effect, as with compose"));
    }

    @Test
    void anEmptyImageOfWhatIsBuiltCountsAsNotGiven() throws Exception {
        Stack stack =
                project.load("services: {a: {build: ., image: '${NOT_SET:-}'}}").stack();

        assertThat(stack).isEqualTo(project.load("services: {a: {build: .}}").stack());
    }

    @Test
    void whatHasNoEffectIsWarnedOf() throws Exception {
        LoadedStack loaded = project.load("""
            services:
              a:
                image: i
                develop: {watch: []}
                deploy:
                  labels: {x: y}
                  resources: {reservations: {cpus: '1'}}
                  restart_policy: {condition: any, max_attempts: 2, delay: 1s}
            """);

        assertThat(loaded.warnings())
                .extracting(ComposeWarning::toString)
                .anySatisfy(text -> assertThat(text).contains("services.a.develop", "is ignored"))
                .anySatisfy(text -> assertThat(text).contains("services.a.deploy.labels", "no container gets them"))
                .anySatisfy(text -> assertThat(text).contains("reservations.cpus", "cannot set processors aside"))
                .anySatisfy(text -> assertThat(text).contains("max_attempts", "on-failure only"))
                .anySatisfy(text -> assertThat(text).contains("delay", "chooses the time by itself"));
    }
}
