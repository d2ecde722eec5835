package me.meeshy.infra.mongo.backups;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import me.meeshy.infra.mongo.model.RetentionPolicy;
import me.meeshy.infra.mongo.model.StoredDump;

/** What a policy keeps of dumps, and why. */
final class Retention {

    private Retention() {}

    /**
     * Chooses.
     *
     * @param dumps newest first
     * @return those that stay, newest first, each with the reason
     */
    static Map<StoredDump, String> kept(List<StoredDump> dumps, RetentionPolicy policy) {
        Map<StoredDump, String> wanted = new LinkedHashMap<>();
        dumps.stream().limit(policy.last()).forEach(each -> wanted.put(each, "one of the newest"));
        newestOfEach(dumps, policy.daily(), Retention::day, "the newest of its day", wanted);
        newestOfEach(dumps, policy.weekly(), Retention::week, "the newest of its week", wanted);
        newestOfEach(dumps, policy.monthly(), Retention::month, "the newest of its month", wanted);
        Map<StoredDump, String> sorted = new LinkedHashMap<>();
        dumps.stream().filter(wanted::containsKey).forEach(each -> sorted.put(each, wanted.getOrDefault(each, "")));
        return sorted;
    }

    private static void newestOfEach(
            List<StoredDump> dumps,
            int periods,
            Function<LocalDate, String> period,
            String why,
            Map<StoredDump, String> wanted) {
        Set<String> seen = new HashSet<>();
        for (StoredDump each : dumps) {
            String of = period.apply(each.at().atZone(ZoneOffset.UTC).toLocalDate());
            if (seen.size() < periods && seen.add(of)) {
                wanted.putIfAbsent(each, why);
            }
        }
    }

    private static String day(LocalDate date) {
        return date.toString();
    }

    private static String week(LocalDate date) {
        return date.get(IsoFields.WEEK_BASED_YEAR) + "-W" + date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    }

    private static String month(LocalDate date) {
        return YearMonth.from(date).toString();
    }
}
