package me.meeshy.infra.mongo.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.model.InterruptedRestore;
import me.meeshy.infra.mongo.swap.Facts;
import me.meeshy.infra.mongo.swap.SwapPlan;

/** Tells from the journal of a restore how far it came, and whose it is. */
public final class InterruptedRestores {

    private InterruptedRestores() {}

    public static InterruptedRestore of(RestoreJournal journal) {
        RestoreHolder holder = holder(journal);
        return new InterruptedRestore(
                journal.database(),
                journal.run(),
                begun(journal).map(facts -> String.valueOf(facts.get("dump"))).orElse("unknown"),
                stage(journal),
                names(journal),
                holder.toString(),
                holder.life(journal.run()) == RestoreHolder.Life.ALIVE);
    }

    public static InterruptedRestore.Stage stage(RestoreJournal journal) {
        if (journal.last(RestoreNaming.DROPPING).isPresent()) {
            return InterruptedRestore.Stage.DROPPING;
        }
        return journal.last(SwapPlan.RECORD).isPresent()
                ? InterruptedRestore.Stage.NAMING
                : InterruptedRestore.Stage.LOADING;
    }

    public static RestoreHolder holder(RestoreJournal journal) {
        Object recorded = begun(journal).map(facts -> facts.get("holder")).orElse(null);
        if (recorded instanceof Map<?, ?> facts) {
            return new RestoreHolder(
                    (String) Facts.required(facts, "host"), (Long) Facts.required(facts, "process"), (Long)
                            Facts.required(facts, "began"));
        }
        return new RestoreHolder("an unknown machine", 0, 0);
    }

    public static List<String> names(RestoreJournal journal) {
        return begun(journal)
                .map(facts -> ((List<?>) Facts.required(facts, "names"))
                        .stream().map(each -> (String) each).toList())
                .orElse(List.of());
    }

    private static Optional<Map<String, Object>> begun(RestoreJournal journal) {
        return journal.last(RestoreDatabase.BEGUN).map(StoreJournal.Entry::facts);
    }
}
