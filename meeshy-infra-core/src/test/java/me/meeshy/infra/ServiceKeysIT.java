package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From one file, docker compose and we make the same containers: what the engine shows of them is compared, setting by setting. */
@RequiresEngine
class ServiceKeysIT {

    private static final Set<String> NO_SETTINGS =
            Set.of("Labels", "AttachStdout", "AttachStderr", "AttachStdin", "StdinOnce");

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @BeforeEach
    void needsCompose() {
        ComposeCli.assumeThere();
    }

    @AfterEach
    void removeWhatComposeMade() throws Exception {
        ComposeCli.docker(directory, "compose", "-p", theirs(), "down", "--volumes", "--timeout", "1");
    }

    private String theirs() {
        return fixture.project() + "c";
    }

    @Test
    void containersAreMadeAsComposeMakesThem() throws Exception {
        Files.writeString(directory.resolve("labels.env"), "one=1\n");
        Files.writeString(directory.resolve("seccomp.json"), "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("compose.yaml"), FILE);
        Environment environment = Environment.load(directory).as(Role.TEST);
        ComposeCli.docker(directory, "compose", "-p", theirs(), "create");

        fixture.infra()
                .up(
                        Environment.of(
                                "keys",
                                environment.stack().toBuilder(fixture.project()).build()),
                        Duration.ofMinutes(2));

        var differences = new ArrayList<String>();
        for (String service : environment.stack().services().keySet()) {
            Map<String, String> ours = settings(fixture.project(), service);
            Map<String, String> composes = settings(theirs(), service);
            assertThat(ours).as("an empty comparison would prove nothing").hasSizeGreaterThan(10);
            var all = new TreeSet<>(ours.keySet());
            all.addAll(composes.keySet());
            all.stream()
                    .filter(setting -> !Objects.equals(ours.get(setting), composes.get(setting)))
                    .map(setting -> service + " " + setting + ": compose has " + composes.get(setting) + ", we have "
                            + ours.get(setting))
                    .forEach(differences::add);
        }
        assertThat(differences).isEmpty();
    }

    /** All that says something, by the path to it. */
    private Map<String, String> settings(String project, String service) throws Exception {
        String text = ComposeCli.docker(directory, "inspect", project + "-" + service + "-1");
        Object inspected = Json.parse(text.replace(project + "-", "P-").replace(project + "_", "P_"));
        Map<?, ?> container = map(inspected instanceof List<?> list ? list.get(0) : null);
        var settings = new TreeMap<String, String>();
        flatten("HostConfig", container.get("HostConfig"), settings);
        flatten("Config", container.get("Config"), settings);
        settings.remove("HostConfig.VolumesFrom");
        // mounts can be asked for in several ways: what came of it counts
        List.of("Binds", "Mounts", "Tmpfs")
                .forEach(form -> settings.keySet().removeIf(key -> key.startsWith("HostConfig." + form)));
        mounts(container, settings);
        // others' names of one's own are there only once it is started
        if (settings.getOrDefault("HostConfig.NetworkMode", "").startsWith("container:")) {
            settings.remove("Config.Hostname");
            settings.remove("Config.Domainname");
        }
        settings.replaceAll((key, value) -> value.replaceAll("[0-9a-f]{64}", "<id>"));
        // by default it is the container's id
        settings.values()
                .removeIf(value -> String.valueOf(container.get("Id")).startsWith(value) && value.length() > 2);
        map(map(container.get("NetworkSettings")).get("Networks")).forEach((name, value) -> {
            Map<?, ?> network = map(value);
            flatten(name + ".IPAMConfig", network.get("IPAMConfig"), settings);
            flatten(name + ".Links", network.get("Links"), settings);
            flatten(name + ".DriverOpts", network.get("DriverOpts"), settings);
            var aliases = new TreeSet<String>();
            if (network.get("Aliases") instanceof List<?> names) {
                names.forEach(alias -> aliases.add(String.valueOf(alias)));
            }
            aliases.remove(settings.getOrDefault("Config.Hostname", ""));
            aliases.removeIf(alias -> String.valueOf(container.get("Id")).startsWith(alias));
            settings.put(name + ".Aliases", aliases.toString());
        });
        return settings;
    }

    private static void mounts(Map<?, ?> container, Map<String, String> settings) {
        if (container.get("Mounts") instanceof List<?> mounts) {
            for (Object item : mounts) {
                Map<?, ?> mount = map(item);
                String type = String.valueOf(mount.get("Type"));
                if (!type.equals("tmpfs")) {
                    String source = String.valueOf(mount.get("bind".equals(type) ? "Source" : "Name"));
                    settings.put(
                            "mount at " + mount.get("Destination"),
                            type + " " + source + " " + mount.get("RW") + " " + mount.get("Propagation"));
                }
            }
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static void flatten(String path, @Nullable Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> {
                if (!NO_SETTINGS.contains(key)) {
                    flatten(path + "." + key, entry, into);
                }
            });
        } else if (value instanceof List<?> list) {
            var items = new TreeSet<String>();
            list.forEach(item -> items.add(Json.write(pruned(item))));
            if (!items.isEmpty()) {
                into.put(path, items.toString());
            }
        } else if (saysSomething(value)) {
            into.put(path, String.valueOf(value));
        }
    }

    private static @Nullable Object pruned(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        var kept = new TreeMap<String, @Nullable Object>();
        map.forEach((key, entry) -> {
            Object inner = pruned(entry);
            if (saysSomething(inner)) {
                kept.put(String.valueOf(key), inner);
            }
        });
        return kept;
    }

    private static boolean saysSomething(@Nullable Object value) {
        return value != null
                && !value.equals("")
                // the default restart policy under its name
                && !value.equals("no")
                && !value.equals(false)
                && !value.toString().equals("0")
                && !(value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static final String FILE = """
        x-idle: &idle
          image: redis:8-alpine
          entrypoint: [sh, -c, "trap 'exit 0' TERM USR1; sleep 1000 & wait"]
        services:
          limited:
            <<: *idle
            cpus: 0.5
            cpu_shares: 73
            cpuset: '0'
            mem_limit: 64m
            mem_reservation: 32m
            memswap_limit: 128m
            shm_size: 32m
            oom_score_adj: 100
            pids_limit: 100
            ulimits: {nproc: 65535, nofile: {soft: 2000, hard: 4000}}
          cleared: {image: redis:8-alpine, entrypoint: []}
          deployed:
            <<: *idle
            deploy:
              resources: {limits: {cpus: '0.25', memory: 48M, pids: 50}, reservations: {memory: 16M}}
              restart_policy: {condition: on-failure, max_attempts: 4}
          secured:
            <<: *idle
            read_only: true
            cap_add: [NET_ADMIN]
            cap_drop: [CHOWN]
            security_opt: [no-new-privileges:true, 'seccomp:seccomp.json']
            group_add: [mail, 1000]
            user: '0:0'
            devices: ['/dev/null:/dev/nothing:rw']
            device_cgroup_rules: ['c 1:3 mr']
            sysctls: {net.core.somaxconn: 1024}
          host:
            <<: *idle
            ipc: shareable
            cgroup: host
            uts: host
            pid: host
          named:
            <<: *idle
            hostname: h
            domainname: d.example
            dns: 127.0.0.1
            dns_opt: [use-vc]
            dns_search: [a.example]
            extra_hosts: ['one=1.2.3.4', 'two=::1', 'gate=host-gateway']
            links: ['limited:unlimited']
            networks:
              back: {priority: 1}
              front: {aliases: [x], priority: 10, driver_opts: {a: b}}
          joined:
            <<: *idle
            networks: [front, back]
          sharing:
            <<: *idle
            network_mode: service:named
            ipc: service:host
            pid: service:limited
            volumes_from: [storing]
          alone:
            <<: *idle
            network_mode: none
            init: true
            tty: true
            stdin_open: true
            stop_signal: SIGUSR1
            stop_grace_period: 3s
            working_dir: /tmp
            logging: {driver: json-file, options: {max-size: 1m, max-file: '2'}}
            label_file: labels.env
            environment: {A: b}
            restart: unless-stopped
            runtime: runc
            healthcheck: {test: 'true', interval: 1s, timeout: 2s, retries: 4, start_period: 3s}
          storing:
            <<: *idle
            volumes: ['data:/stored']
          mounting:
            <<: *idle
            volumes:
              - data:/data:nocopy
              - /anonymous
              - ./folder:/folder:ro
              - ./folder:/shared:z
              - {type: bind, source: ./folder, target: /strict, bind: {create_host_path: false, propagation: rprivate}}
              - {type: tmpfs, target: /memory, tmpfs: {size: 1m, mode: 0o700}}
            tmpfs: ['/scratch:size=1m,exec', /plain]
            expose: [80, '53/udp']
            ports: ['127.0.0.1::81']
        volumes: {data: {}}
        networks:
          back: {}
          front: {}
        """;
}
