package me.meeshy.infra.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** This machine's process table as far as this process sees it, read from {@code /proc} where there is one (proc(5)). */
final class HostProcesses {

    /** In /proc/&lt;pid&gt;/stat, counted from behind the name, which may hold spaces. */
    private static final int START_TIME_FIELD = 19;

    private HostProcesses() {}

    /** When a process was started, which tells it from others that had its number; empty if it has ended. */
    static Optional<String> started(long pid) {
        Optional<String> stat = read(Path.of("/proc/" + pid + "/stat"));
        if (stat.isPresent()) {
            String[] fields = stat.get()
                    .substring(stat.get().lastIndexOf(')') + 1)
                    .strip()
                    .split(" ", -1);
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended || fields.length <= START_TIME_FIELD
                    ? Optional.empty()
                    : Optional.of(fields[START_TIME_FIELD]);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info()
                        .startInstant()
                        .map(moment -> String.valueOf(moment.getEpochSecond()))
                        .orElse(""));
    }

    /** Whether a process is certainly one of a container: its control group bears the container's id. */
    static boolean isOf(long pid, String container) {
        return read(Path.of("/proc/" + pid + "/cgroup"))
                .filter(groups -> groups.contains(container))
                .isPresent();
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
