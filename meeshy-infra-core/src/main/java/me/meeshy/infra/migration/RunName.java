package me.meeshy.infra.migration;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The names of a run: a short one for what it makes in the stores, where names are limited, and a longer one for its files.
 *
 * @param run such as {@code tlb3k9x7q}
 * @param folder such as {@code migration-20261124-064349-tlb3k9x7q}
 */
record RunName(String run, String folder) {

    private static final int BASE = 36;
    private static final int RANDOM_VALUES = BASE * BASE * BASE;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    static RunName at(Instant now) {
        String random = Integer.toString(RANDOM_VALUES + new SecureRandom().nextInt(RANDOM_VALUES), BASE)
                .substring(1);
        String run = Long.toString(now.getEpochSecond(), BASE) + random;
        return new RunName(run, "migration-" + TIME.format(now) + "-" + run);
    }
}
