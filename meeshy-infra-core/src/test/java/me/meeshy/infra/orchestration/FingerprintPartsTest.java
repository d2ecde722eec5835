package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerSpecBuilder;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.DeviceRequest;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a container anew, and what must not: the same file, read by another process or in another order. */
class FingerprintPartsTest {

    @Test
    void theOrderOfLabelsOfAVolumeIsNoChange() {
        assertThat(parts(spec -> mounted(spec, anonymous(ordered("a", "1", "b", "2")))))
                .isEqualTo(parts(spec -> mounted(spec, anonymous(ordered("b", "2", "a", "1")))));
    }

    @Test
    void theOrderOfDriverOptionsOfANetworkIsNoChange() {
        assertThat(attached(NetworkAttachment.builder().driverOption("a", "1").driverOption("b", "2")))
                .isEqualTo(attached(
                        NetworkAttachment.builder().driverOption("b", "2").driverOption("a", "1")));
    }

    @Test
    void theOrderOfLimitsOfDevicesIsNoChange() {
        assertThat(limited(BlockIo.builder().readBytes("/dev/a", 1L).readBytes("/dev/b", 2L)))
                .isEqualTo(limited(BlockIo.builder().readBytes("/dev/b", 2L).readBytes("/dev/a", 1L)));
    }

    @Test
    void whatIsAsByDefaultIsNoPart() {
        assertThat(attached(NetworkAttachment.builder())).containsEntry("networks.n", "");
        assertThat(parts(spec ->
                        spec.resources(Resources.builder().blockIo(BlockIo.NONE).build())))
                .doesNotContainKey("blkio_config");
    }

    static List<Map<String, String>> differing() {
        return List.of(
                parts(spec -> {}),
                parts(spec -> mounted(spec, anonymous(Map.of()))),
                parts(spec -> mounted(spec, anonymous(Map.of("a", "1")))),
                parts(spec -> mounted(spec, anonymous(Map.of("a", "2")))),
                parts(spec -> mounted(spec, new MountSpec.OfVolume(Optional.of("v"), "/data", false, false))),
                parts(spec -> mounted(spec, new MountSpec.OfVolume(Optional.of("v"), "/data", true, false))),
                parts(spec -> mounted(spec, new MountSpec.OfVolume(Optional.of("v"), "/data", false, true))),
                parts(spec -> mounted(
                        spec,
                        new MountSpec.OfVolume(
                                Optional.of("v"), "/data", false, false, Optional.of("below"), Map.of()))),
                parts(spec -> mounted(
                        spec,
                        new MountSpec.OfVolume(
                                Optional.of("v"),
                                "/data",
                                false,
                                false,
                                Optional.empty(),
                                Map.of(),
                                Optional.of("z")))),
                parts(spec -> mounted(spec, new MountSpec.OfImage("v", "/data", Optional.empty()))),
                parts(spec -> mounted(spec, new MountSpec.OfImage("v", "/data", Optional.of("below")))),
                parts(spec ->
                        mounted(spec, new MountSpec.OfMemory("/data", OptionalLong.empty(), OptionalInt.empty()))),
                parts(spec -> mounted(spec, new MountSpec.OfMemory("/data", OptionalLong.of(1), OptionalInt.empty()))),
                parts(spec -> mounted(spec, new MountSpec.OfMemory("/data", OptionalLong.empty(), OptionalInt.of(1)))),
                parts(spec -> mounted(
                        spec,
                        new MountSpec.OfMemory("/data", OptionalLong.empty(), OptionalInt.empty(), true, List.of()))),
                parts(spec -> mounted(
                        spec,
                        new MountSpec.OfMemory(
                                "/data", OptionalLong.empty(), OptionalInt.empty(), false, List.of("noexec")))),
                attached(NetworkAttachment.builder()),
                attached(NetworkAttachment.builder().alias("a").alias("b")),
                attached(NetworkAttachment.builder().alias("a, b")),
                attached(NetworkAttachment.builder().ipv4Address("10.0.0.2")),
                attached(NetworkAttachment.builder().ipv6Address("fd00::2")),
                attached(NetworkAttachment.builder().linkLocalAddress("169.254.0.2")),
                attached(NetworkAttachment.builder().macAddress("02:00:00:00:00:01")),
                attached(NetworkAttachment.builder().priority(1)),
                attached(NetworkAttachment.builder().gatewayPriority(1)),
                attached(NetworkAttachment.builder().driverOption("a", "1")),
                checked(Healthcheck.none()),
                checked(Healthcheck.shell("a")),
                checked(Healthcheck.command("a", "b")),
                checked(Healthcheck.command("a", "b").interval(Duration.ofSeconds(1))),
                checked(Healthcheck.command("a", "b").timeout(Duration.ofSeconds(1))),
                checked(Healthcheck.command("a", "b").retries(1)),
                checked(Healthcheck.command("a", "b").startPeriod(Duration.ofSeconds(1))),
                checked(Healthcheck.command("a", "b").startInterval(Duration.ofSeconds(1))),
                limited(BlockIo.builder().weight(1)),
                limited(BlockIo.builder().deviceWeight("/dev/a", 1)),
                limited(BlockIo.builder().readBytes("/dev/a", 1L)),
                limited(BlockIo.builder().readOperations("/dev/a", 1L)),
                limited(BlockIo.builder().writtenBytes("/dev/a", 1L)),
                limited(BlockIo.builder().writeOperations("/dev/a", 1L)),
                requested(new DeviceRequest(Optional.empty(), 1, List.of(), List.of(), Map.of())),
                requested(new DeviceRequest(Optional.of("d"), 1, List.of(), List.of(), Map.of())),
                requested(new DeviceRequest(Optional.empty(), 0, List.of("1"), List.of(), Map.of())),
                requested(new DeviceRequest(Optional.empty(), 1, List.of(), List.of("gpu"), Map.of())),
                requested(new DeviceRequest(Optional.empty(), 1, List.of(), List.of(), Map.of("a", "1"))));
    }

    @ParameterizedTest
    @MethodSource("differing")
    void eachSettingIsAPart(Map<String, String> one) {
        List<Map<String, String>> all = differing();

        assertThat(all).hasSameSizeAs(Set.copyOf(all)).containsOnlyOnce(one);
    }

    private static Map<String, String> parts(Consumer<ContainerSpecBuilder> change) {
        ContainerSpecBuilder spec = ContainerSpec.builder("project-web-1", "nginx:alpine");
        change.accept(spec);
        return FingerprintParts.of(Service.builder("web", "nginx:alpine").build(), spec.build());
    }

    private static Map<String, String> attached(NetworkAttachment.Builder attachment) {
        return parts(spec -> spec.networks(Map.of("n", attachment.build())));
    }

    private static Map<String, String> checked(Healthcheck check) {
        return parts(spec -> spec.healthcheck(Optional.of(check)));
    }

    private static Map<String, String> limited(BlockIo.Builder limits) {
        return parts(spec ->
                spec.resources(Resources.builder().blockIo(limits.build()).build()));
    }

    private static Map<String, String> requested(DeviceRequest request) {
        return parts(spec -> spec.devices(Devices.builder().request(request).build()));
    }

    private static void mounted(ContainerSpecBuilder spec, MountSpec mount) {
        spec.mounts(List.of(mount));
    }

    private static MountSpec anonymous(Map<String, String> labels) {
        return new MountSpec.OfVolume(Optional.empty(), "/data", false, false, Optional.empty(), labels);
    }

    private static Map<String, String> ordered(String... pairs) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
