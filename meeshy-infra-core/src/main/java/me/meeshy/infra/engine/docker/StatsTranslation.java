package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.BlkioStatEntry;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import me.meeshy.infra.engine.ContainerStats;
import org.jspecify.annotations.Nullable;

/** Measurements, the engine's to ours. */
final class StatsTranslation {

    private StatsTranslation() {}

    static ContainerStats translate(Statistics measured) {
        @Nullable MemoryStatsConfig memory = measured.getMemoryStats();
        @Nullable Long limit = memory == null ? null : memory.getLimit();
        return new ContainerStats(
                at(measured.getRead()),
                cpu(measured),
                memory == null ? 0 : used(memory),
                limit == null || limit <= 0 ? OptionalLong.empty() : OptionalLong.of(limit),
                network(measured, network -> orZero(network.getRxBytes())),
                network(measured, network -> orZero(network.getTxBytes())),
                block(measured, "read"),
                block(measured, "write"),
                measured.getPidsStats() == null
                        ? 0
                        : orZero(measured.getPidsStats().getCurrent()));
    }

    private static Instant at(@Nullable String moment) {
        try {
            return moment == null ? Instant.now() : Instant.parse(moment);
        } catch (DateTimeException e) {
            return Instant.now();
        }
    }

    /** Both counters say how much time went by: the container's own, and all processors' together. */
    private static OptionalDouble cpu(Statistics measured) {
        @Nullable CpuStatsConfig now = measured.getCpuStats();
        @Nullable CpuStatsConfig before = measured.getPreCpuStats();
        if (now == null || before == null) {
            return OptionalDouble.empty();
        }
        long own = total(now) - total(before);
        long all = orZero(now.getSystemCpuUsage()) - orZero(before.getSystemCpuUsage());
        if (orZero(before.getSystemCpuUsage()) == 0 || all <= 0 || own < 0) {
            return OptionalDouble.empty();
        }
        long processors = Math.max(1, orZero(now.getOnlineCpus()));
        return OptionalDouble.of(100.0 * own / all * processors);
    }

    private static long total(CpuStatsConfig cpu) {
        return cpu.getCpuUsage() == null ? 0 : orZero(cpu.getCpuUsage().getTotalUsage());
    }

    /** Files that were read and may be dropped count as used for the kernel, but for nobody else. */
    private static long used(MemoryStatsConfig memory) {
        long usage = orZero(memory.getUsage());
        long droppable = Optional.ofNullable(memory.getStats())
                .map(stats -> stats.getTotalInactiveFile() != null
                        ? orZero(stats.getTotalInactiveFile())
                        : orZero(stats.getInactiveFile()))
                .orElse(0L);
        return Math.max(0, usage - droppable);
    }

    private static long network(Statistics measured, ToLongFunction<StatisticNetworksConfig> figure) {
        @Nullable Map<String, StatisticNetworksConfig> networks = measured.getNetworks();
        return networks == null
                ? 0
                : networks.values().stream().mapToLong(figure).sum();
    }

    private static long block(Statistics measured, String operation) {
        Function<Statistics, @Nullable List<BlkioStatEntry>> entries = statistics -> statistics.getBlkioStats() == null
                ? null
                : statistics.getBlkioStats().getIoServiceBytesRecursive();
        @Nullable List<BlkioStatEntry> all = entries.apply(measured);
        return all == null
                ? 0
                : all.stream()
                        .filter(entry -> operation.equalsIgnoreCase(entry.getOp()))
                        .mapToLong(entry -> orZero(entry.getValue()))
                        .sum();
    }

    private static long orZero(@Nullable Long figure) {
        return figure == null ? 0 : figure;
    }
}
