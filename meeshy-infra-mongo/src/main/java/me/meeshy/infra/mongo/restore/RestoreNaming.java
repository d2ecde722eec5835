package me.meeshy.infra.mongo.restore;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Gives restored collections their names: what stands there is parked, what was loaded takes its place, views are created
 * last. A step that fails takes back those before it, so that the old collections have their names again.
 */
public final class RestoreNaming {

    private final MongoConnection target;
    private final RestorePlan plan;
    private final CollectionCreator creator;
    private final WriteSafety safety;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    public RestoreNaming(MongoConnection target, RestorePlan plan, CollectionCreator creator, WriteSafety safety) {
        this.target = target;
        this.plan = plan;
        this.creator = creator;
        this.safety = safety;
    }

    /**
     * Names everything.
     *
     * @param inTheWay what has the names now
     * @return the names under which replaced collections are parked, to be dropped
     */
    public List<String> name(Map<String, CollectionDescription> inTheWay) {
        List<String> parked = new ArrayList<>();
        try {
            for (RestorePlan.Item each : plan.items()) {
                CollectionDescription old = inTheWay.get(each.name());
                if (old != null && old.kind() == CollectionKind.VIEW) {
                    // A view holds no data; it comes back from its definition.
                    drop(old.name());
                    undo.push(() -> creator.create(plan.database(), old.name(), old));
                } else if (old != null) {
                    String parking = plan.parkedName(each);
                    rename(old.name(), parking, old);
                    parked.add(parking);
                }
            }
            for (RestorePlan.Item each : plan.collections()) {
                if (!each.stagedName().equals(each.name())) {
                    rename(each.stagedName(), each.name(), null);
                }
            }
            for (RestorePlan.Item each : plan.views()) {
                creator.create(plan.database(), each.name(), each.description());
                undo.push(() -> drop(each.name()));
            }
        } catch (RuntimeException | Error e) {
            takeBack(e);
            throw e;
        }
        return parked;
    }

    private void rename(String from, String to, @org.jspecify.annotations.Nullable CollectionDescription known) {
        BsonDocument command = new BsonDocument("renameCollection", new BsonString(plan.database() + "." + from))
                .append("to", new BsonString(plan.database() + "." + to))
                // Never true: it would destroy what somebody has written there meanwhile.
                .append("dropTarget", BsonBoolean.FALSE)
                .append("writeConcern", WriteConcerns.of(safety));
        if (known != null) {
            known.uuid().ifPresent(uuid -> command.append("collectionUUID", binary(uuid)));
        }
        target.run("admin", command);
        undo.push(() -> rename(to, from));
    }

    private void rename(String from, String to) {
        target.run(
                "admin",
                new BsonDocument("renameCollection", new BsonString(plan.database() + "." + from))
                        .append("to", new BsonString(plan.database() + "." + to))
                        .append("dropTarget", BsonBoolean.FALSE)
                        .append("writeConcern", WriteConcerns.of(safety)));
    }

    private static BsonBinary binary(UUID uuid) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
        return new BsonBinary(BsonBinarySubType.UUID_STANDARD, bytes.array());
    }

    private void drop(String view) {
        target.run(
                plan.database(),
                new BsonDocument("drop", new BsonString(view)).append("writeConcern", WriteConcerns.of(safety)));
    }

    private void takeBack(Throwable failure) {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
