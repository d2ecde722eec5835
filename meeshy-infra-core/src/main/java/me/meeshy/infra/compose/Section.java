package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The maps of a compose file that have fixed keys, and for each the keys that are read and the keys of the Compose Specification that
 * are not yet. Whatever else stands there, and does not begin with {@code x-}, is a mistake.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are unmodifiable and keep their order, which Set.copyOf would not
enum Section {
    FILE("name services volumes networks secrets configs version include", "models"),
    INCLUDE("path project_directory env_file", ""),
    EXTENDS("service file", ""),
    SERVICE(
            "image command entrypoint environment env_file ports expose volumes networks depends_on healthcheck restart"
                    + " labels container_name secrets configs user working_dir stop_grace_period tmpfs"
                    + " extends profiles",
            "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent cpu_count cpu_percent"
                    + " cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec deploy"
                    + " develop device_cgroup_rules devices dns dns_opt dns_search domainname external_links"
                    + " extra_hosts gpus group_add hostname init ipc isolation label_file links logging mac_address"
                    + " mem_limit mem_reservation mem_swappiness memswap_limit models network_mode oom_kill_disable"
                    + " oom_score_adj pid pids_limit platform post_start pre_stop privileged provider"
                    + " pull_policy pull_refresh_after read_only runtime scale security_opt shm_size stdin_open"
                    + " stop_signal storage_opt sysctls tty ulimits use_api_socket userns_mode uts volumes_from"),
    HEALTHCHECK("test interval timeout retries start_period start_interval disable", ""),
    ENV_FILE("path required format", ""),
    PORT("target published host_ip protocol mode name app_protocol", ""),
    MOUNT("type source target read_only bind volume tmpfs consistency", "image"),
    MOUNT_BIND("create_host_path", "propagation recursive selinux"),
    MOUNT_VOLUME("nocopy", "labels subpath"),
    MOUNT_MEMORY("size mode", ""),
    ATTACHMENT(
            "aliases ipv4_address",
            "driver_opts gw_priority interface_name ipv6_address link_local_ips mac_address priority"),
    DEPENDENCY("condition restart required", ""),
    GRANT("source target uid gid mode", ""),
    VOLUME("name external driver driver_opts labels", ""),
    NETWORK("name external driver driver_opts internal labels attachable enable_ipv4 enable_ipv6 ipam", ""),
    IPAM("driver options config", ""),
    IPAM_POOL("subnet ip_range gateway aux_addresses", ""),
    EXTERNAL("name", ""),
    SECRET("file environment external name labels", "driver driver_opts template_driver"),
    CONFIG("file environment content external name labels", "template_driver");

    private static final int CLOSE_ENOUGH = 2;

    private final Set<String> supported;
    private final Set<String> later;

    Section(String supported, String later) {
        this.supported = words(supported);
        this.later = words(later);
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
        if (later.contains(key)) {
            return "is not supported yet by this version; take it away or use another way";
        }
        List<String> known = new ArrayList<>(supported);
        known.addAll(later);
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
