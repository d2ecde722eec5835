package me.meeshy.infra.mongo.server;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.ReadPreferenceException;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one member of a replica set that a read preference chooses, by the driver's own rules. All that belongs together is then read
 * there: a cursor is known to the server alone that opened it.
 */
final class PreferredMember {

    private static final Logger LOG = LoggerFactory.getLogger(PreferredMember.class);
    /** How long members are awaited that do not answer: without them, the first to answer would be preferred. */
    private static final int ACQUAINTANCE_SECONDS = 3;

    private final MongoClientSettings settings;
    private final ReadPreference preference;
    private final String address;
    private final Deadline deadline;

    private PreferredMember(
            MongoClientSettings settings, ReadPreference preference, String address, Deadline deadline) {
        this.settings = settings;
        this.preference = preference;
        this.address = address;
        this.deadline = deadline;
    }

    /** Settings that lead to the preferred member and to no other; the same where there is nothing to be chosen. */
    static MongoClientSettings of(ConnectionString parsed, MongoClientSettings settings, Deadline deadline) {
        ReadPreference preference = parsed.getReadPreference();
        boolean nothingToChoose = preference == null
                || preference.equals(ReadPreference.primary())
                || Boolean.TRUE.equals(parsed.isDirectConnection())
                || Boolean.TRUE.equals(parsed.isLoadBalanced());
        return nothingToChoose
                ? settings
                : new PreferredMember(settings, preference, MongoConnection.address(parsed), deadline).pinned();
    }

    private MongoClientSettings pinned() {
        Acquaintance acquaintance = new Acquaintance();
        MongoClientSettings choosing = MongoClientSettings.builder(settings)
                .applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.MULTIPLE)
                        .serverSelectionTimeout(
                                Math.min(
                                        settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS),
                                        Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()))),
                                TimeUnit.MILLISECONDS)
                        .addClusterListener(acquaintance))
                .build();
        try (MongoClient client = MongoClients.create(choosing)) {
            acquaintance.await();
            BsonDocument hello = ask(client);
            return hello.containsKey("me")
                    ? direct(new ServerAddress(hello.getString("me").getValue()))
                    : settings;
        }
    }

    private BsonDocument ask(MongoClient client) {
        try {
            return client.getDatabase("admin")
                    .runCommand(new BsonDocument("hello", new BsonInt32(1)), preference, BsonDocument.class);
        } catch (MongoTimeoutException e) {
            ClusterDescription known = client.getClusterDescription();
            if (known.getServerDescriptions().stream().anyMatch(ServerDescription::isOk)) {
                throw unsatisfied(known, e);
            }
            throw MongoConnection.failed(address, "hello", "admin", e);
        } catch (MongoException e) {
            throw MongoConnection.failed(address, "hello", "admin", e);
        }
    }

    private ReadPreferenceException unsatisfied(ClusterDescription known, MongoTimeoutException cause) {
        BsonDocument document = preference.toDocument();
        String shown = document.size() == 1 ? preference.getName() : document.toJson();
        String members = known.getServerDescriptions().stream()
                .map(each -> each.getAddress() + " is " + role(each)
                        + (each.getTagSet().iterator().hasNext() ? " with " + each.getTagSet() : ""))
                .sorted()
                .collect(Collectors.joining(", "));
        return new ReadPreferenceException(
                "No member of the replica set at " + address + " satisfies the read preference " + shown + ": "
                        + members
                        + ". Nothing was read; ask for another readPreference, or see that such a member is up and can"
                        + " be reached",
                shown,
                cause);
    }

    private static String role(ServerDescription member) {
        if (!member.isOk()) {
            return "not reached";
        }
        return member.isPrimary() ? "primary" : member.isSecondary() ? "secondary" : "neither primary nor secondary";
    }

    private MongoClientSettings direct(ServerAddress member) {
        // Built anew: a name of SRV records and the other hosts must be gone.
        ClusterSettings cluster = ClusterSettings.builder()
                .hosts(List.of(member))
                .mode(ClusterConnectionMode.SINGLE)
                .serverSelectionTimeout(
                        settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS),
                        TimeUnit.MILLISECONDS)
                .build();
        return MongoClientSettings.builder(settings)
                .applyToClusterSettings(each -> each.applySettings(cluster))
                .build();
    }

    /** Waits until each member has answered once, or failed to. */
    private static final class Acquaintance implements ClusterListener {
        private final CountDownLatch made = new CountDownLatch(1);

        @Override
        public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
            List<ServerDescription> members = event.getNewDescription().getServerDescriptions();
            if (members.stream().anyMatch(ServerDescription::isOk)
                    && members.stream().allMatch(each -> each.isOk() || each.getException() != null)) {
                made.countDown();
            }
        }

        void await() {
            try {
                if (!made.await(ACQUAINTANCE_SECONDS, TimeUnit.SECONDS)) {
                    LOG.debug("not all members have answered within {} s", ACQUAINTANCE_SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DataException("Choosing a member to read from was interrupted", e);
            }
        }
    }
}
