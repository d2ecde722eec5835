package me.meeshy.infra.compose;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Ulimit;

/** What a service's containers may use of the host: {@code cpu_…}, {@code mem_…}, {@code blkio_config}, {@code ulimits} and the like. */
final class ResourcesReader {

    private static final int LEAST_WEIGHT = 10;
    private static final int MOST_WEIGHT = 1000;

    private ResourcesReader() {}

    static Resources read(Keys keys) {
        Resources.Builder resources = Resources.builder();
        keys.given("blkio_config", field -> resources.blockIo(blockIo(field)));
        keys.whole("pids_limit", -1, resources::processes);
        keys.given("ulimits", field -> field.entries().forEach((name, limit) -> resources.ulimit(name, ulimit(limit))));
        keys.given("storage_opt", field -> Pairs.texts(field).forEach(resources::storageOption));
        CpuLimits.Builder cpu = cpu(keys);
        MemoryLimits.Builder memory = memory(keys);
        keys.given("deploy", deploy -> DeployReader.limits(deploy, keys, cpu, memory, resources));
        return resources.cpu(cpu.build()).memory(memory.build()).build();
    }

    private static CpuLimits.Builder cpu(Keys keys) {
        CpuLimits.Builder cpu = CpuLimits.builder();
        keys.decimal("cpus", number -> {
            // as for the engine, 0 is no limit
            if (number.signum() > 0) {
                cpu.cpus(number);
            }
        });
        keys.whole("cpu_count", 0, cpu::count);
        keys.decimal("cpu_percent", percent -> cpu.percent(percent.longValue()));
        keys.whole("cpu_shares", 0, cpu::shares);
        micros(keys, "cpu_period", cpu::period);
        keys.given(
                "cpu_quota", field -> cpu.quota(field.text().equals("-1") ? CpuLimits.WITHOUT_QUOTA : micros(field)));
        micros(keys, "cpu_rt_period", cpu::realtimePeriod);
        micros(keys, "cpu_rt_runtime", cpu::realtimeRuntime);
        keys.text("cpuset", cpu::cpuset);
        return cpu;
    }

    /** A duration, or a number of microseconds. */
    private static void micros(Keys keys, String key, Consumer<Duration> setter) {
        keys.given(key, field -> setter.accept(micros(field)));
    }

    private static Duration micros(Field field) {
        return field.text().matches("[0-9]{1,15}")
                ? Duration.ofNanos(Long.parseLong(field.text()) * 1_000)
                : DurationSyntax.read(field);
    }

    private static MemoryLimits.Builder memory(Keys keys) {
        MemoryLimits.Builder memory = MemoryLimits.builder();
        keys.size("mem_limit", memory::limit);
        keys.limit("mem_reservation", memory::reservation);
        keys.limit("memswap_limit", memory::limitWithSwap);
        keys.given("mem_swappiness", field -> {
            // as for the engine, -1 says nothing
            if (!field.text().equals("-1")) {
                memory.swappiness(field.integer(0, 100));
            }
        });
        keys.size("shm_size", memory::sharedMemory);
        keys.bool("oom_kill_disable", memory::neverKilled);
        keys.integer("oom_score_adj", -1000, 1000, memory::killScore);
        return memory;
    }

    private static BlockIo blockIo(Field field) {
        BlockIo.Builder block = BlockIo.builder();
        Keys keys = Keys.of(field, Section.BLOCK_IO);
        keys.given("weight", weight -> {
            // as for the engine, 0 says nothing
            if (!weight.text().equals("0")) {
                block.weight(weight.integer(LEAST_WEIGHT, MOST_WEIGHT));
            }
        });
        keys.given(
                "weight_device",
                list -> list.items().forEach(item -> {
                    Keys device = Keys.of(item, Section.BLOCK_WEIGHT);
                    block.deviceWeight(
                            device.required("path", item).nonEmptyText(),
                            device.required("weight", item).integer(LEAST_WEIGHT, MOST_WEIGHT));
                }));
        rates(keys, "device_read_bps", block::readBytes);
        rates(keys, "device_read_iops", block::readOperations);
        rates(keys, "device_write_bps", block::writtenBytes);
        rates(keys, "device_write_iops", block::writeOperations);
        return block.build();
    }

    private static void rates(Keys keys, String key, BiConsumer<String, Long> setter) {
        keys.given(
                key,
                list -> list.items().forEach(item -> {
                    Keys device = Keys.of(item, Section.BLOCK_RATE);
                    setter.accept(
                            device.required("path", item).nonEmptyText(), Keys.size(device.required("rate", item)));
                }));
    }

    static Ulimit ulimit(Field field) {
        if (!field.isMapping()) {
            return Ulimit.of(Keys.whole(field, -1));
        }
        Keys keys = Keys.of(field, Section.ULIMIT);
        long soft = Keys.whole(keys.required("soft", field), -1);
        long hard = Keys.whole(keys.required("hard", field), -1);
        try {
            return new Ulimit(soft, hard);
        } catch (IllegalArgumentException e) {
            throw field.problem(String.valueOf(e.getMessage()));
        }
    }
}
