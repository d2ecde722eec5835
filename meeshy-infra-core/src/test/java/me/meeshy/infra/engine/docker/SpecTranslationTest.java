package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerSpecBuilder;
import me.meeshy.infra.model.BlockIo;
import me.meeshy.infra.model.CpuLimits;
import me.meeshy.infra.model.DeviceRequest;
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.Security;
import org.junit.jupiter.api.Test;

/** What no engine here can start, and what depends on the engine's version; the rest is compared with compose in ServiceKeysIT. */
class SpecTranslationTest {

    private static final ApiVersion OLD = new ApiVersion(1, 41);
    private static final ApiVersion NEW = new ApiVersion(1, 44);

    private static ContainerSpecBuilder spec() {
        return ContainerSpec.builder("c", "i");
    }

    @Test
    void bodyHasWhatThisHostCannotRun() {
        String body = SpecTranslation.body(
                        spec().resources(Resources.builder()
                                        .cpu(CpuLimits.builder()
                                                .realtimeRuntime(Duration.ofMillis(400))
                                                .build())
                                        .blockIo(BlockIo.builder()
                                                .deviceWeight("/dev/sda", 400)
                                                .readBytes("/dev/sdb", 12L)
                                                .build())
                                        .build())
                                .devices(Devices.builder()
                                        .request(DeviceRequest.allGpus())
                                        .build())
                                .security(Security.builder()
                                        .privileged(true)
                                        .dropCapability("all")
                                        .option("systempaths=unconfined")
                                        .build())
                                .build(),
                        OLD)
                .text();

        assertThat(body)
                .contains("\"CpuRealtimeRuntime\":400000")
                .contains("\"BlkioWeightDevice\":[{\"Path\":\"/dev/sda\",\"Weight\":400}]")
                .contains("\"BlkioDeviceReadBps\":[{\"Path\":\"/dev/sdb\",\"Rate\":12}]")
                .contains("\"DeviceRequests\":[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]")
                .contains("\"Privileged\":true")
                .contains("\"CapDrop\":[\"ALL\"]")
                .contains("\"MaskedPaths\":[]")
                .doesNotContain("systempaths");
    }

    @Test
    void bodyWhenEngineIsOldHasOneNetworkAndNoAnnotations() {
        Map<String, NetworkAttachment> networks = new LinkedHashMap<>();
        networks.put("one", NetworkAttachment.PLAIN);
        networks.put("two", NetworkAttachment.PLAIN);
        ContainerSpec spec = spec().networks(networks)
                .annotations(Map.of("a", "b"))
                .naming(Naming.builder().macAddress("02:42:ac:11:65:43").build())
                .build();

        assertThat(SpecTranslation.body(spec, OLD).text())
                .startsWith("{\"Image\":\"i\",\"MacAddress\":\"02:42:ac:11:65:43\"")
                .contains("\"EndpointsConfig\":{\"one\":{\"Aliases\":[]}}")
                .doesNotContain("Annotations");
        assertThat(SpecTranslation.furtherNetworks(spec, OLD)).containsExactly("two");
        assertThat(SpecTranslation.body(spec, NEW).text())
                .contains("\"EndpointsConfig\":{\"one\":{\"Aliases\":[],\"MacAddress\":\"02:42:ac:11:65:43\"},\"two\":")
                .contains("\"Annotations\":{\"a\":\"b\"}");
        assertThat(SpecTranslation.furtherNetworks(spec, NEW)).isEqualTo(List.of());
    }

    @Test
    void bodyHasWhatOnlyNewerEnginesKnow() {
        String body = SpecTranslation.body(
                        spec().networks(Map.of(
                                        "n",
                                        NetworkAttachment.builder()
                                                .gatewayPriority(7)
                                                .build()))
                                .mounts(List.of(
                                        new MountSpec.OfImage("i", "/i", Optional.of("etc")),
                                        new MountSpec.OfVolume(
                                                Optional.of("v"), "/v", false, false, Optional.of("folder"), Map.of()),
                                        new MountSpec.OfHost(
                                                Path.of("/h"),
                                                "/h",
                                                true,
                                                true,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of("readonly"))))
                                .build(),
                        new ApiVersion(1, 48))
                .text();

        assertThat(body)
                .contains("\"GwPriority\":7")
                .contains("\"Type\":\"image\",\"Target\":\"/i\",\"Source\":\"i\"")
                .contains("\"ImageOptions\":{\"Subpath\":\"etc\"}")
                .contains("\"Subpath\":\"folder\"")
                .contains("\"CreateMountpoint\":true,\"ReadOnlyForceRecursive\":true");
    }

    @Test
    void bodyNamesAVolumeWithALabelWhereEnginesTakeLabels() {
        String body = SpecTranslation.body(
                        spec().mounts(List.of(new MountSpec.OfVolume(
                                        Optional.of("v"),
                                        "/v",
                                        true,
                                        true,
                                        Optional.empty(),
                                        Map.of(),
                                        Optional.of("Z"))))
                                .build(),
                        OLD)
                .text();

        assertThat(body).contains("\"Binds\":[\"v:/v:ro,nocopy,Z\"]").doesNotContain("Mounts");
    }

    @Test
    void bodyCountsProcessorsInSinglePrecisionAsComposeDoes() {
        String body = SpecTranslation.body(
                        spec().resources(Resources.builder()
                                        .cpu(CpuLimits.builder()
                                                .cpus(new BigDecimal("0.3333333333333"))
                                                .build())
                                        .build())
                                .build(),
                        OLD)
                .text();

        assertThat(body).contains("\"NanoCpus\":333333344");
    }
}
