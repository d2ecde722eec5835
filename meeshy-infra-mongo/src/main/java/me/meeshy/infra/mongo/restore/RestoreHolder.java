package me.meeshy.infra.mongo.restore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The process that runs a restore, as its journal names it: what it has left may be touched once it is gone.
 *
 * @param host the machine's name
 * @param process its number there
 * @param began when it began, in milliseconds, since numbers are given again
 */
public record RestoreHolder(String host, long process, long began) {

    private static final Set<String> RUNNING = ConcurrentHashMap.newKeySet();

    /** Whether a process is still there. */
    public enum Life {
        ALIVE,
        GONE,
        /** It is on another machine, so nothing can be known. */
        UNKNOWN
    }

    public static RestoreHolder current() {
        ProcessHandle self = ProcessHandle.current();
        return new RestoreHolder(thisHost(), self.pid(), beginning(self));
    }

    public Map<String, Object> facts() {
        return Map.of("host", host, "process", process, "began", began);
    }

    /** Says of a run of this process that it is under way. */
    public static void running(String run) {
        RUNNING.add(run);
    }

    public static void ended(String run) {
        RUNNING.remove(run);
    }

    public Life life(String run) {
        if (equals(current())) {
            return RUNNING.contains(run) ? Life.ALIVE : Life.GONE;
        }
        if (!host.equals(thisHost())) {
            return Life.UNKNOWN;
        }
        Optional<ProcessHandle> handle = ProcessHandle.of(process);
        return handle.isPresent() && handle.get().isAlive() && beginning(handle.get()) == began
                ? Life.ALIVE
                : Life.GONE;
    }

    private static long beginning(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a machine without a name";
        }
    }

    @Override
    public String toString() {
        return "process " + process + " on " + host + ", begun " + Instant.ofEpochMilli(began);
    }
}
