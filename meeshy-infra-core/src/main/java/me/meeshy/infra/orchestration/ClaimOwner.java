package me.meeshy.infra.orchestration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A process that claims a project, as the labels of its claim tell. Whether it still runs can be told where it shares our
 * process table, and where its machine is ours and was started anew since; of others we believe that they do.
 *
 * @param host the host's name, for people
 * @param machine a digest that names the machine; empty where it has none
 * @param boot names the time between two starts of the machine, and the process table in it; empty where it is not known
 * @param pid the process
 * @param started tells it from others that had the same number
 */
record ClaimOwner(String host, String machine, String boot, long pid, String started) {

    private static final String HOST = "me.meeshy.infra.lock.host";
    private static final String MACHINE = "me.meeshy.infra.lock.machine";
    private static final String BOOT = "me.meeshy.infra.lock.boot";
    private static final String PID = "me.meeshy.infra.lock.pid";
    private static final String STARTED = "me.meeshy.infra.lock.process-started";

    static ClaimOwner self() {
        long pid = ProcessHandle.current().pid();
        return new ClaimOwner(
                hostName(),
                thisMachine(),
                thisBoot(),
                pid,
                HostProcesses.started(pid).orElse(""));
    }

    Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        labels.put(HOST, host);
        labels.put(MACHINE, machine);
        labels.put(BOOT, boot);
        labels.put(PID, String.valueOf(pid));
        labels.put(STARTED, started);
        return labels;
    }

    static ClaimOwner of(Map<String, String> labels) {
        return new ClaimOwner(
                labels.getOrDefault(HOST, "unknown"),
                labels.getOrDefault(MACHINE, ""),
                labels.getOrDefault(BOOT, ""),
                number(labels.getOrDefault(PID, "")),
                labels.getOrDefault(STARTED, ""));
    }

    /** Whether it has certainly ended; seen from the process that {@code self} describes. */
    boolean isGone(ClaimOwner self) {
        if (machine.isEmpty() || !machine.equals(self.machine)) {
            return false;
        }
        if (boot.equals(self.boot)) {
            return !HostProcesses.started(pid).equals(Optional.of(started));
        }
        // the same machine and another start of it: no process has survived that; another process table is no other
        // start
        return !bootOnly(boot).isEmpty() && !bootOnly(boot).equals(bootOnly(self.boot));
    }

    private static String bootOnly(String boot) {
        int end = boot.indexOf(' ');
        return end < 0 ? boot : boot.substring(0, end);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return read(Path.of("/etc/hostname")).orElse("unknown");
        }
    }

    /** The machine's own id is not to be shown to others: a digest of it. */
    private static String thisMachine() {
        return read(Path.of("/etc/machine-id"))
                .or(() -> Optional.of(hostName()))
                .map(id -> Fingerprint.digest(("meeshy-infra " + id).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 32))
                .orElse("");
    }

    private static String thisBoot() {
        return read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("") + " " + processTable();
    }

    private static String processTable() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            // there is one for the whole machine
            return "";
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
