package me.meeshy.infra.mongo;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.dump.DumpSelection;
import me.meeshy.infra.mongo.dump.DumpWish;
import me.meeshy.infra.mongo.format.ArchiveOutput;
import me.meeshy.infra.mongo.format.DirectoryOutput;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.NamespacePattern;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.WantedConsistency;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link MongoDump}. Not safe for use by several threads. */
public final class MongoDumpBuilder {

    final String uri;
    final ReadDatabases databases;
    private boolean admin;
    final DumpFile file;
    private final @Nullable OutputStream stream;
    private final List<NamespacePattern> included = new ArrayList<>();
    private final List<NamespacePattern> excluded = new ArrayList<>();
    private final Map<String, BsonDocument> queries = new LinkedHashMap<>();
    private Predicate<String> names = name -> true;
    private int level;
    private @Nullable DumpKey key;
    Consumer<TransferProgress> listener = progress -> {};
    Duration deadline = Duration.ofHours(6);
    Duration patience = Duration.ofMinutes(1);
    Cancellation cancellation = new Cancellation();
    boolean verified = true;
    private boolean oplog;
    private boolean resumable;
    private boolean acrossMoments;
    private WantedConsistency consistency = WantedConsistency.BEST;

    MongoDumpBuilder(String uri, ReadDatabases databases, DumpFile file, @Nullable OutputStream stream) {
        this.uri = uri;
        this.databases = databases;
        this.file = file;
        this.stream = stream;
    }

    private MongoDumpBuilder(MongoDumpBuilder other) {
        this(other.uri, other.databases(), other.file, other.stream);
        included.addAll(other.included);
        excluded.addAll(other.excluded);
        queries.putAll(other.queries);
        names = other.names;
        level = other.level;
        key = other.key;
        listener = other.listener;
        deadline = other.deadline;
        patience = other.patience;
        cancellation = other.cancellation;
        verified = other.verified;
        oplog = other.oplog;
        resumable = other.resumable;
        acrossMoments = other.acrossMoments;
        consistency = other.consistency;
    }

    /**
     * Dumps only what matches a pattern; several are alternatives. Default: everything.
     *
     * @param pattern a namespace, {@code database.collection}, with {@code *} for any text
     * @return this
     */
    public MongoDumpBuilder include(String pattern) {
        included.add(NamespacePattern.of(pattern));
        return this;
    }

    /**
     * Leaves out what matches a pattern, also of what is included. Default: nothing is left out.
     *
     * @param pattern a namespace, {@code database.collection}, with {@code *} for any text
     * @return this
     */
    public MongoDumpBuilder exclude(String pattern) {
        excluded.add(NamespacePattern.of(pattern));
        return this;
    }

    /**
     * Dumps only those documents of a collection that a query finds. Default: all of them.
     *
     * @param collection its name, without that of the database; where all databases are dumped {@code database.collection}
     * @param query what find takes, as Extended JSON
     * @return this
     * @throws IllegalArgumentException if it is no JSON document, or the collection has a query already
     */
    public MongoDumpBuilder query(String collection, String query) {
        String namespace = databases.single().map(each -> each + ".").orElse("") + Objects.requireNonNull(collection);
        if (queries.containsKey(namespace)) {
            throw new IllegalArgumentException(collection + " has a query already; one can be given");
        }
        try {
            queries.put(namespace, BsonDocument.parse(query));
        } catch (JsonParseException | BsonInvalidOperationException e) {
            throw new IllegalArgumentException(
                    "the query on " + collection + " is no JSON document: " + e.getMessage(), e);
        }
        return this;
    }

    /**
     * Also dumps the database admin, where all databases are dumped: users and roles, and whatever else is kept there. Restores
     * bring users and roles back where they are asked to, see {@link MongoRestoreBuilder#usersAndRoles()}. Default: it is left out, and the report says so.
     *
     * @return this
     * @throws IllegalArgumentException if it is one database that is dumped
     */
    public MongoDumpBuilder withAdmin() {
        if (databases.single().isPresent()) {
            throw new IllegalArgumentException("admin is dumped with all databases, not with " + databases);
        }
        this.admin = true;
        return this;
    }

    /**
     * Also dumps the oplog of a replica set, from before the first read until after the last, as {@code mongodump --oplog} does:
     * once it is replayed ({@link MongoRestoreBuilder#replayOplog}, {@code mongorestore --oplogReplay}), everything is of the
     * moment of its last entry, also what was read live. With it a dump that takes longer than the server keeps history, or
     * during which collections are made and dropped, is of one moment all the same. All databases are dumped then, whole. The user must have
     * the right to read local and config (the role {@code backup} has it). Changes of users are in it, too: add
     * {@link #withAdmin()} where mongorestore is to replay them. Default: there is no oplog in the dump.
     *
     * @return this
     * @throws IllegalArgumentException if it is one database that is dumped
     */
    public MongoDumpBuilder oplog() {
        if (databases.single().isPresent()) {
            throw new IllegalArgumentException("an oplog is of all databases, and goes with no dump of " + databases);
        }
        this.oplog = true;
        return this;
    }

    /**
     * Sets how what is read has to hang together. Default: {@link WantedConsistency#BEST}.
     *
     * @param wanted what is wanted
     * @return this
     */
    public MongoDumpBuilder consistency(WantedConsistency wanted) {
        this.consistency = Objects.requireNonNull(wanted);
        return this;
    }

    /**
     * Lets what an interruption leaves (a lost network, a killed process or server, the deadline, a cancellation) be gone on with by the next dump to the same
     * place that is resumable, too, and of the same: in a folder {@code .meeshy-<name>.resumable} beside it. Collections that are on disk are not
     * read again where they are the same ones, their files hold what was recorded, and they will be of one moment with the rest:
     * on a replica set because their moment can still be read, or because the oplog, dumped with {@link #oplog} or by
     * {@link WantedConsistency#BEST}, tells everything since. Else the dump begins anew. The report lists what was skipped, and why. A dump to
     * that place which is not resumable removes what was left. Default: a dump that does not end leaves nothing.
     *
     * @return this
     * @throws IllegalArgumentException if the place is an archive, a tar file or a stream: of these, half is nothing
     */
    public MongoDumpBuilder resumable() {
        if (stream != null
                || (file.format() != DumpFile.Format.DIRECTORY && file.format() != DumpFile.Format.GZIP_DIRECTORY)) {
            throw new IllegalArgumentException(
                    "a dump to " + (stream != null ? "a stream" : file.format().toString())
                            + " cannot be gone on with: it is one sequence of bytes; one to a directory can");
        }
        this.resumable = true;
        return this;
    }

    /**
     * The same as {@link #resumable}, and also goes on where what was dumped before will be of another moment than the rest, as on a
     * standalone server; report and manifest then say so.
     *
     * @return this
     * @throws IllegalArgumentException as {@link #resumable} says
     */
    public MongoDumpBuilder resumableAcrossMoments() {
        resumable();
        this.acrossMoments = true;
        return this;
    }

    DumpWish wish() {
        String what = databases() + (databases().withAdmin() ? " and admin" : "") + " as " + file.format()
                + (oplog ? " with its oplog" : "")
                + (selection().everything() ? "" : ", " + selection().told());
        return new DumpWish(what, consistency, oplog, acrossMoments);
    }

    ReadDatabases databases() {
        return admin ? ReadDatabases.all(true) : databases;
    }

    /**
     * Sets how hard the dump is packed. Default: 3 for gzip, which keeps up with a server at an eighth more in size than
     * mongodump has at the level 6; 2 for Zstandard, which is smaller than that, and faster.
     *
     * @param packingLevel 1 to 9 for gzip, 1 to 19 for Zstandard
     * @return this
     * @throws IllegalArgumentException if it is below 1
     */
    public MongoDumpBuilder level(int packingLevel) {
        if (packingLevel < 1) {
            throw new IllegalArgumentException("levels of packing begin at 1, not at " + packingLevel);
        }
        this.level = packingLevel;
        return this;
    }

    /**
     * Seals the dump as it is written, and opens it again to read it back. Default: it is not sealed.
     *
     * @param sealing the key
     * @return this
     * @throws IllegalStateException if it is no archive, which is one file or stream
     */
    public MongoDumpBuilder key(DumpKey sealing) {
        if (!file.format().streams()) {
            throw new IllegalStateException(file.format() + " cannot be sealed as it is written; an archive can");
        }
        this.key = Objects.requireNonNull(sealing);
        return this;
    }

    /**
     * Sets who is told how far it has come, from the dump's own threads, one call at a time. Default: nobody.
     *
     * @param progress the listener; what it throws ends the dump
     * @return this
     */
    public MongoDumpBuilder onProgress(Consumer<TransferProgress> progress) {
        this.listener = Objects.requireNonNull(progress);
        return this;
    }

    /**
     * Sets how long it may take. Default: 6 hours.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return this
     */
    public MongoDumpBuilder within(Duration longest) {
        this.deadline = DatabaseNames.requirePositive(longest);
        return this;
    }

    /**
     * Lets another thread end it while it runs. Default: it ends by itself, or at its deadline.
     *
     * @param by what ends it
     * @return this
     */
    public MongoDumpBuilder cancelledBy(Cancellation by) {
        this.cancellation = Objects.requireNonNull(by);
        return this;
    }

    /**
     * Sets how long a server is waited for that cannot be reached, or is not the primary. Default: 1 minute.
     *
     * @param longest how long what failed is tried again; zero for not at all
     * @return this
     */
    public MongoDumpBuilder patience(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("patience lasts for some time, not for " + longest);
        }
        this.patience = longest;
        return this;
    }

    /**
     * Leaves out reading the dump back from disk. For dumps that are verified by other means. Default: it is read back.
     *
     * @return this
     */
    public MongoDumpBuilder withoutReadingBack() {
        this.verified = false;
        return this;
    }

    /** Dumps only the collections and views of these names; that none is there is then no error. */
    MongoDumpBuilder selecting(Predicate<String> wanted) {
        this.names = wanted;
        return this;
    }

    DumpSelection selection() {
        return new DumpSelection(included, excluded, queries, names);
    }

    DumpOutput output(Deadline by) {
        if (stream != null) {
            return ArchiveOutput.stream(stream, file.format(), databases.toString(), level, key);
        }
        String label = databases.single().orElse("all");
        return file.format().streams()
                ? ArchiveOutput.file(file, label, level, key)
                : new DirectoryOutput(file, databases.single().orElse(null), label, level, resumable, by);
    }

    /**
     * Makes the dump that is described so far.
     *
     * @return the dump, ready to run
     * @throws IllegalStateException if it is to have an oplog and not everything is selected, or to be of one moment and to go on across moments
     */
    public MongoDump build() {
        if (oplog && !selection().everything()) {
            throw new IllegalStateException(
                    "an oplog tells of every document, so it goes with no include(…), exclude(…) or query(…)");
        }
        if (acrossMoments && consistency == WantedConsistency.ONE_MOMENT) {
            throw new IllegalStateException("a dump is of one moment or goes on across moments, not both");
        }
        return new MongoDump(new MongoDumpBuilder(this));
    }

    /**
     * Dumps.
     *
     * @return what was dumped
     * @throws DataException as {@link MongoDump#run} says
     */
    public DumpReport run() {
        return build().run();
    }
}
