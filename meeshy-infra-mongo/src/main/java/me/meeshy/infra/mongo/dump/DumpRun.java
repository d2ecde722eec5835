package me.meeshy.infra.mongo.dump;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.WantedConsistency;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** One run of a dump: read at one moment, written, read back, published. */
public final class DumpRun {

    private final MongoConnection source;
    private final ReadDatabases databases;
    private final DumpSelection selection;
    private final DumpOutput output;
    private final boolean verified;
    private final Retry retry;
    private final DumpAttempt attempt;
    private final Deadline deadline;
    private final WantedConsistency wanted;
    private final @Nullable OplogRecording oplog;
    private final @Nullable DumpResume resume;
    private int attempts;

    public DumpRun(
            MongoConnection source,
            ReadDatabases databases,
            DumpSelection selection,
            DumpOutput output,
            Consumer<TransferProgress> listener,
            boolean verified,
            DumpWish wish,
            Retry retry,
            Deadline deadline) {
        this.source = source;
        this.databases = databases;
        this.selection = selection;
        this.output = output;
        this.verified = verified;
        this.wanted = wish.consistency();
        this.retry = retry;
        this.deadline = deadline;
        boolean resumable = output.journal().isPresent();
        boolean fallback = wanted == WantedConsistency.BEST
                && databases.single().isEmpty()
                && selection.everything()
                && output.beginsAnew()
                && source.replicaSet()
                && !source.sharded();
        this.oplog =
                wish.oplog() || fallback ? new OplogRecording(source, wish.oplog(), resumable, retry, deadline) : null;
        this.resume = output.journal()
                .map(each -> new DumpResume(source, each, wish.what(), wish.acrossMoments(), oplog, retry))
                .orElse(null);
        this.attempt = new DumpAttempt(source, databases, selection, output, listener, oplog, resume, retry, deadline);
    }

    /** What goes on besides reading. */
    private final class Besides implements ConsistentRead.Manner {
        @Override
        public void begin(boolean snapshot) {
            if (attempts++ > 0 && resume != null) {
                resume.forget("the collections changed, or their moment became unreadable, while the rest was read");
            }
            if (oplog != null) {
                oplog.begin(snapshot);
            }
        }

        @Override
        public boolean mendsLive() {
            return oplog != null && oplog.isBegun();
        }

        @Override
        public ConsistentRead.Start start(Map<String, List<CollectionDescription>> catalogues) {
            return resume == null ? ConsistentRead.Start.ANEW : resume.start(catalogues);
        }
    }

    public DumpReport run() {
        long started = System.nanoTime();
        try {
            ConsistentRead reading = new ConsistentRead(source, databases, retry, new Besides());
            DumpAttempt.Written written = reading.run((catalogues, at, consistency) -> {
                requireSomething(catalogues);
                Map<String, List<CollectionDescription>> selected = selection.of(databases, catalogues);
                selected.forEach((database, held) -> UnsupportedData.forDump(source, database, held));
                // What changed while it was read live is mended by replaying the oplog.
                boolean mended = at == null && withOplog(at);
                Consistency reached = mended || oplog == null || at != null
                        ? consistency
                        : Consistency.live(consistency.reason() + oplog.declined());
                requireWanted(reached, withOplog(at));
                return attempt.run(
                        new DumpAttempt.Reading(catalogues, selected, at, reached),
                        mended ? () -> {} : () -> reading.requireUnchanged(catalogues));
            });
            output.complete(deadline);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            Duration readBack = verified
                    ? output.readable()
                            .map(each -> ReadBack.of(each, written.held(), written.oplog(), deadline))
                            .orElse(Duration.ZERO)
                    : Duration.ZERO;
            deadline.check("Dumping " + databases);
            output.publish();
            return new DumpReport(
                    written.held(),
                    output.destination(),
                    source.server(),
                    written.consistency(),
                    written.usersAndRoles(),
                    written.skipped(),
                    resume == null ? List.of() : resume.notes(),
                    took,
                    readBack);
        } catch (OplogException | DumpFormatException e) {
            output.discard();
            throw e;
        } catch (UncheckedIOException e) {
            throw new DataException(
                    "Dumping " + databases + " failed: " + e.getMessage()
                            + ". Nothing was given a name. Is there room, and the right to write?",
                    e);
        }
    }

    private boolean withOplog(@Nullable BsonTimestamp at) {
        return oplog != null && oplog.belongsTo(at);
    }

    private void requireWanted(Consistency reached, boolean withOplog) {
        boolean ofOneMoment =
                withOplog || (reached.snapshot() && reached.readLive().isEmpty());
        if (wanted == WantedConsistency.ONE_MOMENT && !ofOneMoment) {
            throw new DataException(
                    "The dump of " + databases + " would not be of one moment, as was asked: it would be "
                            + reached
                            + ". Nothing was dumped. On a replica set allDatabases() with oplog() leads to one moment,"
                            + " else ask for another consistency");
        }
    }

    private void requireSomething(Map<String, List<CollectionDescription>> catalogues) {
        if (catalogues.values().stream().allMatch(List::isEmpty)) {
            throw new DataException(databases
                    .single()
                    .map(each -> "There is no database " + each + " at " + source.address()
                            + ", or it is empty; a dump of nothing is refused: check the name")
                    .orElse("There is no database at " + source.address()
                            + " but the server's own; a dump of nothing is refused: check the address"));
        }
    }
}
