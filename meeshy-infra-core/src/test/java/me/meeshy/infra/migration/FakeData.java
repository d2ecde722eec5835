package me.meeshy.infra.migration;

import java.util.List;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;

/** What a store of the target holds. The words {@code old} and {@code new} stand for the data. */
final class FakeData {

    static final String OLD = "old";
    static final String NEW = "new";
    private static final String NONE = "";

    private String live = OLD;
    private String staged = NONE;
    private String parked = NONE;
    private String backup = NONE;
    private String heldBy = NONE;
    private int connections;
    private boolean discarded;
    private List<String> refusals = List.of();
    private List<String> warnings = List.of();
    private long backupBytes = 1_000;
    private Optional<StorePlan.Disk> disk = Optional.empty();

    void opened() {
        connections++;
    }

    void closed() {
        connections--;
    }

    /** What the end of a process does. */
    void lostConnections() {
        connections = 0;
    }

    void acquire(String run) {
        if (!heldBy.isEmpty() && !heldBy.equals(run)) {
            throw new InfraException("held by the run " + heldBy);
        }
        heldBy = run;
    }

    void release(String run) {
        if (heldBy.equals(run)) {
            heldBy = NONE;
        }
    }

    void backup() {
        backup = live;
    }

    void stage() {
        staged = NEW;
    }

    void verify() {
        if (!staged.equals(NEW)) {
            throw new InfraException("nothing is staged");
        }
    }

    void park() {
        if (parked.isEmpty() && !live.isEmpty()) {
            parked = live;
            live = NONE;
        }
    }

    void promote() {
        if (!staged.isEmpty()) {
            live = staged;
            staged = NONE;
        }
    }

    /** Makes room for the old data; the new data is staged again until it is parked in whole. */
    void parkNew() {
        if (parked.equals(OLD) && live.equals(NEW)) {
            staged = live;
            live = NONE;
        }
    }

    void bringBack() {
        if (parked.equals(OLD)) {
            live = parked;
            parked = staged;
            staged = NONE;
        }
    }

    void clear() {
        live = NONE;
    }

    /** What a cache holds of the data. */
    void fill(String derived) {
        live = derived;
    }

    void discardStaged() {
        staged = NONE;
    }

    void discardParked() {
        parked = NONE;
        discarded = true;
    }

    /** Whether what was parked once was destroyed on request. */
    boolean discarded() {
        return discarded;
    }

    void refuse(String... reasons) {
        refusals = List.of(reasons);
    }

    void warn(String... reasons) {
        warnings = List.of(reasons);
    }

    /** Less than zero if it is not known. */
    void backupBytes(long bytes) {
        backupBytes = bytes;
    }

    void disk(StorePlan.Disk measured) {
        disk = Optional.of(measured);
    }

    Optional<StorePlan.Disk> disk() {
        return disk;
    }

    String live() {
        return live;
    }

    String staged() {
        return staged;
    }

    Optional<String> parked() {
        return Optional.of(parked).filter(data -> !data.isEmpty());
    }

    boolean backedUp() {
        return !backup.isEmpty();
    }

    String heldBy() {
        return heldBy;
    }

    int connections() {
        return connections;
    }

    List<String> refusals() {
        return refusals;
    }

    List<String> warnings() {
        return warnings;
    }

    long backupBytes() {
        return backupBytes;
    }
}
