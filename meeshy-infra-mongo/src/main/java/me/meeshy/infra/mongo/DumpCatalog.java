package me.meeshy.infra.mongo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.mongo.backups.Pruning;
import me.meeshy.infra.mongo.backups.StoredDumps;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpContents;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.PruneReport;
import me.meeshy.infra.mongo.model.RetentionPolicy;
import me.meeshy.infra.mongo.model.StoredDump;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The dumps in a directory of backups: lists them, looks into them without restoring, checks that they are whole, and deletes
 * those that a policy does not keep, but never the last good one.
 *
 * <pre>{@code
 * DumpCatalog backups = DumpCatalog.of(Path.of("/opt/meeshy/production/backups"));
 * backups.list().forEach(System.out::println);
 * backups.prune(RetentionPolicy.keepLast(3).daily(7).weekly(4).monthly(12));
 * }</pre>
 *
 * <p>What is right in the directory counts: files and directories, told by what they are. Unfinished dumps and links are
 * passed over; a damaged one is named, and hides no other.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class DumpCatalog {

    private final Path directory;
    private final Duration deadline;
    private final @Nullable DumpKey key;

    private DumpCatalog(Path directory, Duration deadline, @Nullable DumpKey key) {
        this.directory = directory;
        this.deadline = deadline;
        this.key = key;
    }

    /**
     * Names the directory.
     *
     * @param directory where the backups are
     * @return a catalog with a deadline of an hour
     * @throws DataException if it is none
     */
    public static DumpCatalog of(Path directory) {
        if (!Files.isDirectory(Objects.requireNonNull(directory))) {
            throw new DataException("There is no directory " + directory + " for backups; make it, or name another");
        }
        return new DumpCatalog(directory, Duration.ofHours(1), null);
    }

    /**
     * Sets how long each call may take. Default: an hour.
     *
     * @param longest the deadline, from the call
     * @return a catalog with this deadline
     */
    public DumpCatalog within(Duration longest) {
        return new DumpCatalog(directory, DatabaseNames.requirePositive(longest), key);
    }

    /**
     * Sets the key that dumps were sealed with. Default: none; a sealed dump is listed then, but cannot be looked into, and
     * does not count as good.
     *
     * @param sealing the key
     * @return a catalog with this key
     */
    public DumpCatalog key(DumpKey sealing) {
        return new DumpCatalog(directory, deadline, Objects.requireNonNull(sealing));
    }

    /**
     * Lists the dumps, without reading more than their beginnings. What is packed as dumps are, but damaged there, is named among
     * them with its problem.
     *
     * @return what there is, newest first
     * @throws DataException if the directory cannot be read
     */
    public List<StoredDump> list() {
        return StoredDumps.in(directory);
    }

    /**
     * Reads a dump from end to end and tells what is in it.
     *
     * @param dump its file or directory
     * @return databases, collections, counts and versions
     * @throws DumpFormatException if it is not whole
     * @throws DataException if it is no dump
     */
    public DumpContents inspect(Path dump) {
        StoredDump stored = StoredDumps.look(dump)
                .orElseThrow(() -> new DataException(
                        dump + " is no dump: neither a directory of one, nor a tar file, nor an archive"));
        stored.problem().ifPresent(problem -> {
            throw new DataException(dump + " cannot be read: " + problem);
        });
        Map<String, List<DumpedCollection>> databases = new TreeMap<>();
        Map<String, DumpContents.Manifest> manifests = new TreeMap<>();
        DumpScan.of(new DumpSource(dump, key), Deadline.in(deadline)).forEach((name, found) -> {
            databases.put(
                    name,
                    found.collections().stream().map(FoundCollection::dumped).toList());
            found.manifest()
                    .ifPresent(each -> manifests.put(
                            name,
                            new DumpContents.Manifest(
                                    each.serverVersion(), each.at(), each.consistency(), each.usersAndRoles())));
        });
        return new DumpContents(stored, databases, manifests);
    }

    /**
     * Reads every dump from end to end.
     *
     * @return each dump, newest first, with what is wrong with it; empty where it is whole
     * @throws DataException if the directory cannot be read
     */
    public Map<StoredDump, Optional<DataException>> verify() {
        Map<StoredDump, Optional<DataException>> verified = new LinkedHashMap<>();
        list().forEach(each -> verified.put(each, failure(each)));
        return verified;
    }

    private Optional<DataException> failure(StoredDump dump) {
        try {
            return inspect(dump.path()).databases().isEmpty()
                    ? Optional.of(new DataException(dump.path() + " holds no collection of any database"))
                    : Optional.empty();
        } catch (DataTimeoutException e) {
            throw e;
        } catch (DataException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /**
     * Tells what {@link #prune} would do, and deletes nothing.
     *
     * @param policy what is kept
     * @return what would stay and what would go
     * @throws DataException as {@link #prune} says
     */
    public PruneReport plan(RetentionPolicy policy) {
        return new Pruning(this::failure).plan(list(), policy);
    }

    /**
     * Deletes the dumps that a policy does not keep. Only those count for it that were read from end to end just before and found
     * whole: one that is damaged, at its surface or within, or sealed with a key that is not known, is named in the report, is no
     * "newest of its day", and stays until enough newer ones are whole. Nothing goes unless a newer one that is whole stays. A
     * directory that holds anything else than a dump stays, too.
     *
     * <p>So all that the policy keeps is read, each dump within the deadline of {@link #within}; where nothing would go, none is.
     *
     * @param policy what is kept
     * @return what stays and what went
     * @throws DataException if no dump at all is whole, where nothing is deleted, or if one cannot be deleted
     */
    public PruneReport prune(RetentionPolicy policy) {
        PruneReport report = plan(policy);
        report.deleted().forEach(StoredDumps::delete);
        return report;
    }

    @Override
    public String toString() {
        return "DumpCatalog[" + directory + "]";
    }
}
