package me.meeshy.infra.compose;

import static me.meeshy.infra.compose.StackWriter.put;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.MemoryLimits;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Ulimit;

/** The keys of a service that limit what its containers may use. */
final class ResourcesWriter {

    private static final long NANOS_PER_MICRO = 1_000;

    private final Map<String, Object> keys;

    private ResourcesWriter(Map<String, Object> keys) {
        this.keys = keys;
    }

    static void add(Resources resources, Map<String, Object> keys) {
        var writer = new ResourcesWriter(keys);
        writer.cpu(resources.cpu());
        writer.memory(resources.memory());
        put(keys, "blkio_config", blockIo(resources.blockIo()));
        writer.given("pids_limit", resources.processes());
        put(keys, "ulimits", ulimits(resources.ulimits()));
        put(keys, "storage_opt", resources.storageOptions());
    }

    static Map<String, Object> ulimits(Map<String, Ulimit> byName) {
        Map<String, Object> limits = new LinkedHashMap<>();
        byName.forEach((name, limit) -> {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put("soft", limit.soft());
            both.put("hard", limit.hard());
            limits.put(name, both);
        });
        return limits;
    }

    private void cpu(CpuLimits cpu) {
        cpu.cpus().ifPresent(cpus -> keys.put("cpus", cpus));
        given("cpu_count", cpu.count());
        given("cpu_percent", cpu.percent());
        given("cpu_shares", cpu.shares());
        micros("cpu_period", cpu.period());
        micros("cpu_quota", cpu.quota());
        micros("cpu_rt_period", cpu.realtimePeriod());
        micros("cpu_rt_runtime", cpu.realtimeRuntime());
        cpu.cpuset().ifPresent(cpuset -> keys.put("cpuset", cpuset));
    }

    private void memory(MemoryLimits memory) {
        given("mem_limit", memory.limit());
        given("mem_reservation", memory.reservation());
        given("memswap_limit", memory.limitWithSwap());
        given("mem_swappiness", memory.swappiness());
        given("shm_size", memory.sharedMemory());
        if (memory.neverKilled()) {
            keys.put("oom_kill_disable", true);
        }
        given("oom_score_adj", memory.killScore());
    }

    private static Map<String, Object> blockIo(BlockIo blockIo) {
        Map<String, Object> terms = new LinkedHashMap<>();
        blockIo.weight().ifPresent(weight -> terms.put("weight", weight));
        put(terms, "weight_device", byPath(blockIo.deviceWeights(), "weight"));
        put(terms, "device_read_bps", byPath(blockIo.readBytes(), "rate"));
        put(terms, "device_read_iops", byPath(blockIo.readOperations(), "rate"));
        put(terms, "device_write_bps", byPath(blockIo.writtenBytes(), "rate"));
        put(terms, "device_write_iops", byPath(blockIo.writeOperations(), "rate"));
        return terms;
    }

    private static List<Object> byPath(Map<String, ? extends Number> values, String key) {
        List<Object> items = new ArrayList<>();
        values.forEach((path, value) -> {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("path", path);
            item.put(key, value);
            items.add(item);
        });
        return items;
    }

    private void micros(String key, Optional<Duration> duration) {
        duration.ifPresent(time -> keys.put(key, time.toNanos() / NANOS_PER_MICRO));
    }

    private void given(String key, OptionalLong value) {
        value.ifPresent(number -> keys.put(key, number));
    }

    private void given(String key, OptionalInt value) {
        value.ifPresent(number -> keys.put(key, number));
    }
}
