package me.meeshy.infra.mongo.dump;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpJournal;
import me.meeshy.infra.mongo.format.DumpMetadata;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.OplogEntry;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a dump takes over from one that was interrupted, and why it may. A collection that is on disk is left as it is only where it still is the
 * same one (name, identity, options, indexes), its file holds what was recorded, and it will be of one moment with the rest: because that
 * moment can still be read, or because the oplog tells everything since; or where the caller does without.
 */
final class DumpResume {

    /** That a moment is too old, or cannot be shown; that there is no such collection. */
    private static final Set<Integer> UNREADABLE = Set.of(239, 246, 26);

    private final MongoConnection source;
    private final DumpJournal journal;
    private final String wanted;
    private final boolean acrossMoments;
    private final @Nullable OplogRecording oplog;
    private final Retry retry;
    private final List<String> notes = new ArrayList<>();
    private List<DumpJournal.Finished> kept = List.of();
    private boolean ofSeveralMoments;
    private @Nullable Instant begunAt;

    DumpResume(
            MongoConnection source,
            DumpJournal journal,
            String wanted,
            boolean acrossMoments,
            @Nullable OplogRecording oplog,
            Retry retry) {
        this.source = source;
        this.journal = journal;
        this.wanted = wanted + " of "
                + source.hello()
                        .getString("setName", new BsonString("a standalone"))
                        .getValue();
        this.acrossMoments = acrossMoments;
        this.oplog = oplog;
        this.retry = retry;
    }

    /** How the first attempt begins. */
    ConsistentRead.Start start(Map<String, List<CollectionDescription>> catalogues) {
        Optional<DumpJournal.Left> found = journal.left();
        if (found.isEmpty() || found.get().finished().isEmpty()) {
            return ConsistentRead.Start.ANEW;
        }
        DumpJournal.Left left = found.get();
        DumpJournal.Begun begun = left.begun();
        String earlier = "the dump that was begun at " + begun.at() + " and interrupted";
        if (!begun.wanted().equals(wanted)) {
            return anew(earlier + " was of something else (" + begun.wanted() + ")");
        }
        List<DumpJournal.Finished> same = unchanged(left.finished(), catalogues);
        if (same.isEmpty()) {
            return anew("every collection of " + earlier + " was changed or made anew since");
        }
        boolean told = oplog != null && oplog.goOnFrom(begun.oplogStart());
        if (oplog != null && !told && oplog.isAlways()) {
            return anew("the oplog does not reach back to " + earlier);
        }
        BsonTimestamp moment = new BsonTimestamp(begun.clusterTime());
        boolean sameCatalogue = begun.catalogue().equals(hash(catalogues));
        if (begun.clusterTime() != 0 && sameCatalogue && readable(moment, catalogues)) {
            forgetOplogUnless(told);
            goOn(
                    left,
                    same,
                    "it is of " + OplogEntry.shown(moment)
                            + " as the rest is: that moment can still be read, and a replica set never takes back what it shows as of it");
            return new ConsistentRead.Start(moment, false, "");
        }
        if (told) {
            goOn(
                    left,
                    same,
                    "the oplog, which is part of this dump, tells all that was written since "
                            + OplogEntry.shown(new BsonTimestamp(begun.oplogStart())) + ", before it was read");
            return new ConsistentRead.Start(null, true, "gone on with after an interruption");
        }
        String gone = begun.clusterTime() == 0
                ? earlier + " was read live"
                : "the moment of " + earlier + ", " + OplogEntry.shown(moment) + ", cannot be read any more";
        if (!acrossMoments) {
            return anew(gone + ", so that what it holds would not be of one moment with the rest"
                    + " (resumableAcrossMoments() does without)");
        }
        ofSeveralMoments = true;
        forgetOplogUnless(false);
        goOn(left, same, gone + "; that it is of another moment than the rest was accepted");
        return new ConsistentRead.Start(
                null,
                false,
                "gone on with after an interruption: " + same.size() + " collections are as they were after "
                        + begun.at() + ", the rest is of later");
    }

    /** An oplog that begins after what was taken over was read would tell a part. */
    private void forgetOplogUnless(boolean told) {
        if (oplog != null && !told) {
            oplog.forget();
        }
    }

    private ConsistentRead.Start anew(String why) {
        notes.add("begun anew: " + why);
        return ConsistentRead.Start.ANEW;
    }

    private void goOn(DumpJournal.Left left, List<DumpJournal.Finished> same, String why) {
        kept = same;
        begunAt = left.begun().at();
        for (DumpJournal.Finished each : same) {
            notes.add(each.database() + "." + each.name() + " was found dumped and is not read again: its "
                    + each.documents() + " documents were read back from disk, and their hash is the recorded one; "
                    + why);
        }
    }

    /** Those that are what they were: name, kind, identity, options and indexes. */
    private static List<DumpJournal.Finished> unchanged(
            List<DumpJournal.Finished> finished, Map<String, List<CollectionDescription>> catalogues) {
        Map<String, DumpJournal.Finished> byName = new HashMap<>();
        finished.forEach(each -> byName.put(each.database() + "." + each.name(), each));
        List<DumpJournal.Finished> same = new ArrayList<>();
        catalogues.forEach((database, held) -> held.forEach(each -> {
            DumpJournal.Finished earlier = byName.get(database + "." + each.name());
            if (earlier != null && earlier.metadata().equals(DumpScan.sha256(DumpMetadata.write(each)))) {
                same.add(earlier);
            }
        }));
        return same;
    }

    /** Whether a moment can be read; of what the server shows at no moment but now, nothing can be told. */
    private boolean readable(BsonTimestamp moment, Map<String, List<CollectionDescription>> catalogues) {
        for (Map.Entry<String, List<CollectionDescription>> database : catalogues.entrySet()) {
            for (CollectionDescription each : database.getValue()) {
                if (each.kind() == CollectionKind.COLLECTION
                        && !each.capped()
                        && !readable(moment, database.getKey(), each.name())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean readable(BsonTimestamp moment, String database, String collection) {
        BsonDocument find = new BsonDocument("find", new BsonString(collection))
                .append("limit", new BsonInt32(1))
                .append("singleBatch", BsonBoolean.TRUE)
                .append("projection", new BsonDocument("_id", new BsonInt32(1)))
                .append(
                        "readConcern",
                        new BsonDocument("level", new BsonString("snapshot")).append("atClusterTime", moment));
        try {
            retry.call("Looking at " + database + "." + collection, () -> {}, () -> source.run(database, find));
            return true;
        } catch (DataException e) {
            if (UNREADABLE.contains(e.serverCode().orElse(0))) {
                return false;
            }
            throw e;
        }
    }

    /** What is left as it is. */
    List<DumpJournal.Finished> kept() {
        return kept;
    }

    /** What to tell. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** When the reading began, that of the interrupted dump included. */
    Instant begunAt(Instant now) {
        return begunAt == null ? now : begunAt;
    }

    /** Forgets what was to be taken over. */
    void forget(String why) {
        if (!kept.isEmpty()) {
            kept = List.of();
            begunAt = null;
            ofSeveralMoments = false;
            notes.clear();
            notes.add("begun anew: " + why);
        }
    }

    /** Begins the journal of this dump, with what is taken over. */
    void begin(Map<String, List<CollectionDescription>> catalogues, @Nullable BsonTimestamp at, Instant now) {
        journal.begin(
                new DumpJournal.Begun(
                        wanted,
                        begunAt(now),
                        at == null || ofSeveralMoments ? 0 : at.getValue(),
                        oplog == null ? 0 : oplog.start(),
                        hash(catalogues)),
                kept);
    }

    /** Reads what is taken over: on disk must be what was recorded. */
    boolean isSound(DumpSource written, Deadline deadline) {
        try {
            Map<String, FoundDatabase> found = DumpScan.of(written, deadline);
            return kept.stream().allMatch(each -> isSound(each, found.get(each.database())));
        } catch (DumpFormatException e) {
            return false;
        }
    }

    private static boolean isSound(DumpJournal.Finished finished, @Nullable FoundDatabase found) {
        Map<String, DumpedCollection> there = new HashMap<>();
        if (found != null) {
            found.collections().forEach(each -> there.put(each.file(), each.dumped()));
        }
        return finished.entries().stream().allMatch(each -> each.collection().equals(there.get(each.file())));
    }

    private static String hash(Map<String, List<CollectionDescription>> catalogues) {
        MessageDigest digest = sha256();
        catalogues.forEach((database, held) -> held.stream()
                .map(each -> database + "." + each.name() + " "
                        + new String(DumpMetadata.write(each), StandardCharsets.UTF_8) + "\n")
                .sorted()
                .forEach(each -> digest.update(each.getBytes(StandardCharsets.UTF_8))));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
