package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DuplicateKeysException;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.model.NamespacePattern;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.restore.ExistingData;
import me.meeshy.infra.mongo.restore.RestorePolicy;
import me.meeshy.infra.mongo.restore.RestoreSelection;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link MongoRestore}. Not safe for use by several threads. */
public final class MongoRestoreBuilder {

    private final DumpOrigin origin;
    private final String uri;
    private final Map<String, String> renames = new LinkedHashMap<>();
    private final List<NamespacePattern> included = new ArrayList<>();
    private final List<NamespacePattern> excluded = new ArrayList<>();
    private final List<RestoreSelection.NamespaceRename> namespaceRenames = new ArrayList<>();
    private @Nullable DumpKey key;
    private @Nullable String dumped;
    private @Nullable String database;
    private boolean whole;
    private ExistingData existing = ExistingData.REFUSED;
    private boolean anyOptions;
    private IndexPolicy indexes = IndexPolicy.AFTER;
    private boolean rereading;
    private boolean validating;
    private boolean keepingRest;
    private @Nullable Path refusedTo;
    private boolean preservingUuids;
    private boolean uniqueChecked;
    private boolean usersAndRoles;
    private boolean leftForResume;
    private boolean replaying;
    private long oplogLimit;
    private WriteSafety safety = WriteSafety.MAJORITY_JOURNALED;
    private Duration patience = Duration.ofMinutes(1);
    private Consumer<TransferProgress> listener = progress -> {};
    private Consumer<IndexProgress> indexListener = progress -> {};
    private Duration deadline = Duration.ofHours(6);
    private Cancellation cancellation = new Cancellation();

    MongoRestoreBuilder(DumpOrigin origin, String uri) {
        this.origin = origin;
        this.uri = uri;
    }

    /**
     * Sets the key that the dump was sealed with. Default: none; what was sealed is refused then.
     *
     * @param sealing the key
     * @return this
     */
    public MongoRestoreBuilder key(DumpKey sealing) {
        this.key = Objects.requireNonNull(sealing);
        return this;
    }

    /**
     * Names the database of the dump to restore. Default: the only one there is.
     *
     * @param name its name in the dump
     * @return this
     */
    public MongoRestoreBuilder fromDatabase(String name) {
        this.dumped = DatabaseNames.require(name);
        return this;
    }

    /**
     * Names the database to restore into. Default: that of the dump.
     *
     * @param name its name
     * @return this
     */
    public MongoRestoreBuilder database(String name) {
        this.database = DatabaseNames.require(name);
        return this;
    }

    /**
     * Restores every database of the dump, each into that of its name, but for the server's own. All are loaded before the
     * first collection gets its name. Default: one database.
     *
     * @return this
     */
    public MongoRestoreBuilder allDatabases() {
        this.whole = true;
        return this;
    }

    /**
     * Restores only what fits a pattern. May be called several times: what fits one of them is restored. Default: everything.
     *
     * @param pattern {@code database.collection} as in the dump, with {@code *} for any text; see {@link NamespacePattern}
     * @return this
     */
    public MongoRestoreBuilder include(String pattern) {
        included.add(NamespacePattern.of(pattern));
        return this;
    }

    /**
     * Leaves out what fits a pattern, also if it was included. May be called several times. Default: nothing.
     *
     * @param pattern {@code database.collection} as in the dump, with {@code *} for any text; see {@link NamespacePattern}
     * @return this
     */
    public MongoRestoreBuilder exclude(String pattern) {
        excluded.add(NamespacePattern.of(pattern));
        return this;
    }

    /**
     * Gives a collection another name.
     *
     * @param from its name in the dump, where it must be
     * @param to its name when it is restored
     * @return this
     * @throws IllegalArgumentException if either name has been given before
     */
    public MongoRestoreBuilder rename(String from, String to) {
        if (renames.containsKey(from) || renames.containsValue(to)) {
            throw new IllegalArgumentException("'" + from + "' → '" + to + "': each name can be given once only");
        }
        renames.put(Objects.requireNonNull(from), Objects.requireNonNull(to));
        return this;
    }

    /**
     * Gives other names to all that fits a pattern, as {@code mongorestore --nsFrom --nsTo} does: {@code shop.*} to
     * {@code shop.staged-*} puts everything beside what is there. May be called several times; the first that fits decides.
     *
     * @param from {@code database.collection} as in the dump, with {@code *} for any text
     * @param to the new name, with as many {@code *}; each stands for the text of its counterpart
     * @return this
     * @throws IllegalArgumentException if one has more wildcards than the other
     */
    public MongoRestoreBuilder renameAll(String from, String to) {
        NamespacePattern source = NamespacePattern.of(from);
        NamespacePattern target = NamespacePattern.of(to);
        source.requireFits(target);
        namespaceRenames.add(new RestoreSelection.NamespaceRename(source, target));
        return this;
    }

    /**
     * Replaces collections that exist under the names of restored ones. They are dropped when what replaces them is loaded,
     * read again and verified, and has their names. Default: the restore is refused.
     *
     * @return this
     * @throws IllegalStateException if it was to merge
     */
    public MongoRestoreBuilder replaceExisting() {
        return existing(ExistingData.REPLACED);
    }

    /**
     * Adds to collections that exist the documents whose {@code _id} they do not hold; what they hold stays as it is. Their
     * options must be the dump's. A merge that fails leaves what it has written, and can be run again.
     *
     * @return this
     * @throws IllegalStateException if it was to replace, or to merge otherwise
     */
    public MongoRestoreBuilder mergeMissing() {
        return existing(ExistingData.COMPLETED);
    }

    /**
     * Adds documents to collections that exist, and replaces those whose {@code _id} they hold; what the dump does not hold
     * stays. Their options must be the dump's. A merge that fails leaves what it has written, and can be run again.
     *
     * @return this
     * @throws IllegalStateException if it was to replace collections, or to merge otherwise
     */
    public MongoRestoreBuilder mergeReplacing() {
        return existing(ExistingData.OVERWRITTEN);
    }

    private MongoRestoreBuilder existing(ExistingData wanted) {
        if (existing != ExistingData.REFUSED && existing != wanted) {
            throw new IllegalStateException(
                    "a restore does one thing with existing collections: it replaces them, or merges in one way");
        }
        this.existing = wanted;
        return this;
    }

    /**
     * Merges also into collections whose options or indexes contradict the dump's; theirs stay. Default: that is refused.
     *
     * @return this
     */
    public MongoRestoreBuilder acceptOtherOptions() {
        this.anyOptions = true;
        return this;
    }

    /**
     * Sets when indexes are built. Default: {@link IndexPolicy#AFTER}.
     *
     * @param policy before or after the documents are loaded, or not at all
     * @return this
     */
    public MongoRestoreBuilder indexes(IndexPolicy policy) {
        this.indexes = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * Checks unique indexes against the dump's documents before anything is written: those that could not stand in one
     * collection are named, by a {@link DuplicateKeysException}. Each index takes a reading of the dump; those with a collation
     * or a partial filter are left to the server. Default: the server finds out when it builds them.
     *
     * @return this
     */
    public MongoRestoreBuilder checkUniqueIndexes() {
        this.uniqueChecked = true;
        return this;
    }

    /**
     * Reads everything again from the server and compares it with the dump, before it gets its names. Always done where
     * something is replaced, and where the server was away meanwhile. Default otherwise: its count of what it stored is
     * believed.
     *
     * @return this
     */
    public MongoRestoreBuilder verifyLoaded() {
        this.rereading = true;
        return this;
    }

    /**
     * Lets validators judge the documents: those that violate them are refused. Default: they are bypassed, since what was
     * stored once is stored again.
     *
     * @return this
     */
    public MongoRestoreBuilder respectValidators() {
        this.validating = true;
        return this;
    }

    /**
     * Keeps the other documents where some are refused. The restore fails all the same, with a
     * {@link RefusedDocumentsException} that carries a report of what is in place. Default: nothing is kept.
     *
     * @return this
     */
    public MongoRestoreBuilder keepRestOfRefused() {
        this.keepingRest = true;
        return this;
    }

    /**
     * Writes refused documents, all of them, to a directory: a dump in its own right, to be mended and restored with
     * {@link #mergeMissing()}. There is none where nothing was refused.
     *
     * @param directory the directory, which must not exist
     * @return this
     */
    public MongoRestoreBuilder refusedTo(Path directory) {
        this.refusedTo = Objects.requireNonNull(directory);
        return this;
    }

    /**
     * Gives each collection the UUID that it had, which needs the right to {@code applyOps} with UUIDs (the role
     * {@code restore} has it). Refused where a collection of the server has one of them. Default: new ones.
     *
     * @return this
     */
    public MongoRestoreBuilder preserveUuids() {
        this.preservingUuids = true;
        return this;
    }

    /**
     * Restores the users and roles of the restored databases, too: those that are missing are added, and those that are there
     * are replaced; none is removed. With {@link #allDatabases()} all that a dump of admin holds are restored, as mongorestore
     * does without {@code --db}; of one database only its own, as {@code --restoreDbUsersAndRoles} does. They are the last thing that is
     * restored; the user needs the role {@code restore} or {@code root}. Default: they are not restored.
     *
     * @return this
     */
    public MongoRestoreBuilder usersAndRoles() {
        this.usersAndRoles = true;
        return this;
    }

    /**
     * Leaves what was loaded where the restore fails, is cancelled, interrupted or passes its deadline: the same restore, run again, goes
     * on with it. The dump is read before the first write then, so that it is known whose part was left. Default: it is removed.
     * (Of one whose process was killed it is always left.)
     *
     * @return this
     */
    public MongoRestoreBuilder leaveForResume() {
        this.leftForResume = true;
        return this;
    }

    /**
     * Replays the dump's oplog once all databases are loaded, as {@code mongorestore --oplogReplay} does: everything is then of
     * the moment of its last entry. Only of whole deployments, into names that are free. Everything is loaded under its final name
     * then, and removed where the restore fails; indexes are built last, as they were at the oplog's end. Counts and
     * hashes in the report are those of the dump. Default: an oplog in the dump is checked, and not replayed.
     *
     * @return this
     */
    public MongoRestoreBuilder replayOplog() {
        this.replaying = true;
        return this;
    }

    /**
     * Replays the oplog up to a moment, which must be later than that at which the dump had been read, or than the snapshot that it is.
     *
     * @param seconds the moment, in seconds since 1970; no entry of that second or later is replayed
     * @param increment which entry of that second is the first that is not replayed; 0 for its first
     * @return this
     * @throws IllegalArgumentException if either is negative, or the moment is 0
     */
    public MongoRestoreBuilder replayOplogBefore(int seconds, int increment) {
        if (seconds <= 0 || increment < 0) {
            throw new IllegalArgumentException(seconds + ":" + increment + " is no moment of an oplog");
        }
        this.replaying = true;
        this.oplogLimit = new org.bson.BsonTimestamp(seconds, increment).getValue();
        return this;
    }

    /**
     * Sets when a write counts as done. Default: {@link WriteSafety#MAJORITY_JOURNALED}.
     *
     * @param writes the safety
     * @return this
     */
    public MongoRestoreBuilder safety(WriteSafety writes) {
        this.safety = Objects.requireNonNull(writes);
        return this;
    }

    /**
     * Lets another thread end it while it runs. Default: it ends by itself, or at its deadline.
     *
     * @param by what ends it
     * @return this
     */
    public MongoRestoreBuilder cancelledBy(Cancellation by) {
        this.cancellation = Objects.requireNonNull(by);
        return this;
    }

    /**
     * Sets how long a server is waited for that does not answer, or is not the primary. Default: 1 minute.
     *
     * @param longest how long what failed is tried again; zero for not at all
     * @return this
     */
    public MongoRestoreBuilder patience(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("patience lasts for some time, not for " + longest);
        }
        this.patience = longest;
        return this;
    }

    /**
     * Sets who is told how far it has come, one call at a time. Of a dump that is checked as it is loaded, how much
     * there is in all is known as far as a manifest or the sizes of plain files tell, not from an archive. Default: nobody.
     *
     * @param progress the listener; what it throws ends the restore
     * @return this
     */
    public MongoRestoreBuilder onProgress(Consumer<TransferProgress> progress) {
        this.listener = Objects.requireNonNull(progress);
        return this;
    }

    /**
     * Sets who is told how far the building of indexes has come, perhaps by several threads at once. Default: nobody.
     *
     * @param progress the listener; what it throws ends the restore
     * @return this
     */
    public MongoRestoreBuilder onIndexProgress(Consumer<IndexProgress> progress) {
        this.indexListener = Objects.requireNonNull(progress);
        return this;
    }

    /**
     * Sets how long it may take. Default: 6 hours.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return this
     */
    public MongoRestoreBuilder within(Duration longest) {
        this.deadline = DatabaseNames.requirePositive(longest);
        return this;
    }

    /**
     * Makes the restore that is described so far.
     *
     * @return the restore, ready to run
     * @throws IllegalStateException if settings contradict each other
     */
    public MongoRestore build() {
        refuseContradictions();
        return new MongoRestore(
                origin,
                key,
                uri,
                new RestoreSelection(
                        whole,
                        Optional.ofNullable(dumped),
                        Optional.ofNullable(database),
                        included,
                        excluded,
                        renames,
                        namespaceRenames),
                new RestorePolicy(
                        existing,
                        anyOptions,
                        indexes,
                        rereading,
                        validating,
                        keepingRest,
                        Optional.ofNullable(refusedTo),
                        preservingUuids,
                        uniqueChecked,
                        usersAndRoles,
                        leftForResume,
                        replaying,
                        oplogLimit,
                        safety,
                        patience),
                listener,
                indexListener,
                deadline,
                cancellation);
    }

    private void refuseContradictions() {
        refuse(
                whole && (dumped != null || database != null || !renames.isEmpty()),
                "all databases are restored, each into its own; rename with renameAll(…), choose with include(…)");
        refuse(
                keepingRest && existing == ExistingData.REPLACED,
                "what replaces existing data must be complete: keepRestOfRefused() does not go with replaceExisting()");
        refuse(
                replaying
                        && (!whole
                                || !included.isEmpty()
                                || !excluded.isEmpty()
                                || !namespaceRenames.isEmpty()
                                || existing != ExistingData.REFUSED),
                "an oplog tells of all databases under their names: replayOplog() goes with allDatabases() into free names only");
        refuse(
                replaying && (indexes != IndexPolicy.AFTER || preservingUuids || keepingRest || validating),
                "replayOplog() builds indexes last, under new identities, and needs every document: it does not go with"
                        + " indexes(…), preserveUuids(), keepRestOfRefused() or respectValidators()");
        refuse(preservingUuids && existing.merges(), "collections that are merged into keep their own UUIDs");
        refuse(
                usersAndRoles && (database != null || !namespaceRenames.isEmpty()),
                "users and roles name their databases, so they are not restored under other names");
    }

    private static void refuse(boolean contradiction, String why) {
        if (contradiction) {
            throw new IllegalStateException(why);
        }
    }

    /**
     * Restores.
     *
     * @return what was restored
     * @throws DataException as {@link MongoRestore#run} says
     */
    public RestoreReport run() {
        return build().run();
    }
}
