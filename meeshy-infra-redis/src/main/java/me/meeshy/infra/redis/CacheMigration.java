package me.meeshy.infra.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StoreMigration;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.migration.StoreReport;

/** A cache's part of a migration: it is emptied at the swap and at a roll-back; nothing is moved or backed up. */
final class CacheMigration implements StoreMigration {

    private static final String FLUSH = "flush";
    private static final String KEYS = "keys";
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final RedisEndpoint redis;
    private final StoreContext context;

    CacheMigration(String name, RedisEndpoint redis, StoreContext context) {
        this.name = name;
        this.redis = redis;
        this.context = context;
    }

    @Override
    public StorePlan plan() {
        RedisInfo info = RedisSession.ask(redis, limit(), RedisSession::info);
        Map<Integer, Long> databases = info.keysByDatabase();
        long keys = databases.getOrDefault(redis.database(), 0L);
        var refusals = new ArrayList<String>();
        refusal(info).ifPresent(refusals::add);
        var warnings = new ArrayList<String>();
        databases.forEach((database, count) -> {
            if (database != redis.database()) {
                warnings.add(
                        "database " + database + " of " + redis + " holds " + count
                                + " keys and is not emptied; if what they say was made from the data that is replaced, add a store for it");
            }
        });
        // the server does not say how much of its memory is whose
        long bytes = databases.size() == 1 && keys > 0 ? info.number("used_memory_dataset") : 0;
        var item = new StorePlan.Item(
                "database " + redis.database(),
                StorePlan.Action.CLEAR,
                "emptied at the swap and at a roll-back; nothing is moved or backed up",
                0,
                keys,
                bytes);
        String summary = "Redis " + info.text("redis_version") + " at " + redis + ": a cache of " + keys
                + " keys that is emptied as part of the swap";
        return new StorePlan(name, summary, List.of(item), refusals, warnings, OptionalLong.of(0));
    }

    private Optional<String> refusal(RedisInfo info) {
        if (info.isReplica()) {
            return Optional.of("Redis at " + redis + " is a replica of " + info.text("master_host") + ":"
                    + info.text("master_port") + " and cannot be emptied; name the primary's service");
        }
        if (info.isCluster()) {
            return Optional.of(
                    "Redis at " + redis
                            + " is a node of a cluster, and emptying it would leave the other nodes' keys; clusters are not supported yet");
        }
        return Optional.empty();
    }

    @Override
    public void swap() {
        flush("swap");
    }

    /** Also where the swap did not come to this store: a process that died may have emptied it, and others filled it again. */
    @Override
    public void rollBack() {
        flush("roll-back");
    }

    private void flush(String when) {
        RedisSession.ask(redis, limit(), session -> {
            RedisInfo info = session.info();
            refusal(info).ifPresent(reason -> {
                throw new RedisException(reason, false, null);
            });
            long keys = session.keys();
            context.journal().record(FLUSH, Map.of("when", when, KEYS, keys));
            session.flush();
            context.progress("emptying " + name, keys, keys);
            return keys;
        });
    }

    @Override
    public StoreReport report() {
        List<StoreJournal.Entry> flushes = context.journal().entries().stream()
                .filter(entry -> entry.what().equals(FLUSH))
                .toList();
        var items = new ArrayList<StoreReport.Item>();
        var notes = new ArrayList<String>();
        for (StoreJournal.Entry flush : flushes) {
            long keys = flush.facts().get(KEYS) instanceof Number number ? number.longValue() : 0;
            notes.add("emptied at the " + flush.facts().get("when") + ": " + keys + " keys");
        }
        if (!flushes.isEmpty()) {
            Object keys = flushes.get(flushes.size() - 1).facts().get(KEYS);
            items.add(new StoreReport.Item(
                    "database " + redis.database(),
                    StorePlan.Action.CLEAR,
                    keys instanceof Number number ? number.longValue() : 0,
                    0,
                    ""));
        }
        return StoreReport.of(name, items, notes);
    }

    private Duration limit() {
        Duration remaining = context.remaining();
        return remaining.compareTo(ATTEMPT_LIMIT) < 0 ? remaining : ATTEMPT_LIMIT;
    }

    /** Each question has a connection of its own, so that none outlives a restart of the service. */
    @Override
    public void close() {}
}
