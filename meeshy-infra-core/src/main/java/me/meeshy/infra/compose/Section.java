package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The maps of a compose file that have fixed keys, and for each the keys that are read and the keys of the Compose Specification that
 * are not yet. Whatever else stands there, and does not begin with {@code x-}, is a mistake.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are unmodifiable and keep their order, which Set.copyOf would not
enum Section {
    FILE(
            "name services volumes networks secrets configs version include",
            "",
            Map.of("models", "what runs models is no part of a container engine; run them as a service of their own")),
    INCLUDE("path project_directory env_file", ""),
    EXTENDS("service file", ""),
    SERVICE(
            "image command entrypoint environment env_file ports expose volumes networks depends_on healthcheck restart"
                    + " labels container_name secrets configs user working_dir stop_grace_period tmpfs extends profiles"
                    + " annotations attach blkio_config cap_add cap_drop cgroup cgroup_parent cpu_count cpu_percent"
                    + " cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset deploy develop"
                    + " device_cgroup_rules devices dns dns_opt dns_search domainname external_links extra_hosts gpus"
                    + " group_add hostname init ipc isolation label_file links logging mac_address mem_limit"
                    + " mem_reservation mem_swappiness memswap_limit network_mode oom_kill_disable oom_score_adj pid"
                    + " pids_limit platform privileged read_only runtime scale security_opt shm_size stdin_open"
                    + " stop_signal storage_opt sysctls tty ulimits userns_mode uts volumes_from pull_policy post_start pre_stop"
                    + " build pull_refresh_after use_api_socket",
            "",
            Map.of(
                    "models", "what runs models is no part of a container engine; run them as a service of their own",
                    "provider",
                            "it starts a program of compose's own instead of a container; run that program yourself",
                    "credential_spec", "it is for Windows containers, which are not supported")),
    BUILD(
            "context dockerfile dockerfile_inline target args labels network extra_hosts shm_size tags no_cache pull"
                    + " cache_from isolation ulimits platforms",
            "",
            needsBuildKit("ssh secrets additional_contexts cache_to privileged entitlements provenance sbom")),
    HOOK("command user privileged working_dir environment", ""),
    BLOCK_IO("weight weight_device device_read_bps device_read_iops device_write_bps device_write_iops", ""),
    BLOCK_WEIGHT("path weight", ""),
    BLOCK_RATE("path rate", ""),
    ULIMIT("soft hard", ""),
    DEVICE("source target permissions", ""),
    DEVICE_REQUEST("capabilities count device_ids driver options", ""),
    LOGGING("driver options", ""),
    DEPLOY(
            "mode replicas labels resources restart_policy",
            "",
            swarmOnly("endpoint_mode placement update_config rollback_config")),
    DEPLOY_RESOURCES("limits reservations", ""),
    DEPLOY_LIMITS("cpus memory pids", ""),
    DEPLOY_RESERVATIONS("cpus memory devices", "", swarmOnly("generic_resources")),
    DEPLOY_RESTART("condition delay max_attempts window", ""),
    HEALTHCHECK("test interval timeout retries start_period start_interval disable", ""),
    ENV_FILE("path required format", ""),
    PORT("target published host_ip protocol mode name app_protocol", ""),
    MOUNT("type source target read_only bind volume tmpfs image consistency", ""),
    MOUNT_BIND("create_host_path propagation selinux recursive", ""),
    MOUNT_VOLUME("nocopy labels subpath", ""),
    MOUNT_IMAGE("subpath", ""),
    MOUNT_MEMORY("size mode", ""),
    ATTACHMENT(
            "aliases ipv4_address driver_opts interface_name ipv6_address link_local_ips mac_address priority gw_priority",
            ""),
    DEPENDENCY("condition restart required", ""),
    GRANT("source target uid gid mode", ""),
    VOLUME("name external driver driver_opts labels", ""),
    NETWORK("name external driver driver_opts internal labels attachable enable_ipv4 enable_ipv6 ipam", ""),
    IPAM("driver options config", ""),
    IPAM_POOL("subnet ip_range gateway aux_addresses", ""),
    EXTERNAL("name", ""),
    SECRET("file environment external name labels", "", swarmOnly("driver driver_opts template_driver")),
    CONFIG("file environment content external name labels", "", swarmOnly("template_driver"));

    private static final int CLOSE_ENOUGH = 2;

    private final Set<String> supported;
    private final Set<String> later;
    private final Map<String, String> refused;

    Section(String supported, String later) {
        this(supported, later, Map.of());
    }

    Section(String supported, String later, Map<String, String> refused) {
        this.supported = words(supported);
        this.later = words(later);
        this.refused = refused;
    }

    private static Map<String, String> swarmOnly(String keys) {
        return words(keys).stream()
                .collect(Collectors.toUnmodifiableMap(
                        key -> key, key -> "only a Swarm of several hosts can do that; take it away"));
    }

    private static Map<String, String> needsBuildKit(String keys) {
        return words(keys).stream()
                .collect(Collectors.toUnmodifiableMap(
                        key -> key,
                        key -> "only BuildKit can do that, and images are built by the engine's own builder; take it"
                                + " away, or build the image beforehand with `docker build`"));
    }

    /** The keys that are read. */
    Set<String> supported() {
        return supported;
    }

    /** The keys of the specification that are not read yet. */
    Set<String> later() {
        return later;
    }

    /** The keys of the specification that will not be read, and why. */
    Map<String, String> refused() {
        return refused;
    }

    private static Set<String> words(String text) {
        return text.isEmpty()
                ? Set.of()
                : Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(text.split(" "))));
    }

    /** The keys that are read. */
    Set<String> read() {
        return supported;
    }

    boolean reads(String key) {
        return supported.contains(key);
    }

    static boolean isExtension(String key) {
        return key.startsWith("x-");
    }

    /** What is wrong with a key that is not read. */
    String problem(String key) {
        String reason = refused.get(key);
        if (reason != null) {
            return "is refused: " + reason;
        }
        if (later.contains(key)) {
            return "is not supported yet by this version; take it away or use another way";
        }
        List<String> known = new ArrayList<>(supported);
        known.addAll(later);
        known.addAll(refused.keySet());
        return "unknown key"
                + closest(key, known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; there are " + String.join(", ", supported));
    }

    /** The name that somebody who wrote another one probably meant. */
    static Optional<String> closest(String written, Iterable<String> names) {
        List<String> candidates = new ArrayList<>();
        for (String name : names) {
            if (distance(written, name) <= Math.min(CLOSE_ENOUGH, name.length() / 2)) {
                candidates.add(name);
            }
        }
        return candidates.stream().min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** For the end of a complaint about a word that is none of those that are known. */
    static String meant(String written, List<String> words) {
        return closest(written, words)
                .map(close -> "; did you mean " + close + "?")
                .orElse("; there are " + String.join(", ", words));
    }

    /** How many letters must be put in, taken out or changed; more than {@link #CLOSE_ENOUGH} is not counted exactly. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > CLOSE_ENOUGH) {
            return CLOSE_ENOUGH + 1;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
