package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.DockerEngineIT.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Volumes, networks, images, and what stands in a container's file system. */
@RequiresEngine
class DockerStorageIT {

    @RegisterExtension
    private final EngineFixture fixture = new EngineFixture();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void volumesShowWhatCarriesTheLabels() {
        String name = fixture.name();
        fixture.engine()
                .createVolume(new VolumeSpec(
                        name,
                        Optional.of("local"),
                        Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m"),
                        fixture.labelsAnd("me.meeshy.test.colour", "red")));
        fixture.volume();

        assertThat(fixture.engine().volumes(fixture.labels())).hasSize(2);
        assertThat(fixture.engine().volumes(fixture.labelsAnd("me.meeshy.test.colour", "red")))
                .containsExactly(new VolumeDetails(name, "local", fixture.labelsAnd("me.meeshy.test.colour", "red")));
        assertThat(fixture.engine().volume(name)).isPresent();
        assertThat(fixture.engine().volume(fixture.name())).isEmpty();
    }

    @Test
    void removeVolumeWhenInUseSaysConflict() {
        String volume = fixture.volume();
        String container = fixture.engine()
                .create(fixture.idle(Images.NGINX)
                        .mount(new MountSpec.OfVolume(Optional.of(volume), "/data", false, false))
                        .spec());

        assertReason(Reason.CONFLICT, () -> fixture.engine().removeVolume(volume));
        fixture.engine().remove(container, true);
        assertThat(fixture.engine().volume(volume)).isPresent();
        fixture.engine().removeVolume(volume);
        fixture.engine().removeVolume(volume);

        assertThat(fixture.engine().volume(volume)).isEmpty();
    }

    @Test
    void volumeKeepsWhatOneContainerWroteForTheNext() {
        String volume = fixture.volume();
        String writer = fixture.started(
                fixture.idle(Images.NGINX).mount(new MountSpec.OfVolume(Optional.of(volume), "/data", false, false)));
        fixture.run(writer, "sh", "-c", "echo kept > /data/file");
        fixture.engine().remove(writer, true);

        String reader = fixture.started(
                fixture.idle(Images.NGINX).mount(new MountSpec.OfVolume(Optional.of(volume), "/data", true, false)));

        assertThat(fixture.run(reader, "cat", "/data/file")).isEqualTo("kept\n");
        assertThat(fixture.exec(reader, "touch", "/data/other").exitCode()).isNotZero();
        assertThat(fixture.engine().container(reader).orElseThrow().volumes()).containsEntry("/data", volume);
    }

    @Test
    void volumeIsFilledFromTheImageUnlessToldNotTo() {
        String filled = fixture.started(fixture.idle(Images.NGINX)
                .mount(new MountSpec.OfVolume(Optional.of(fixture.volume()), "/etc/nginx", false, false)));
        String empty = fixture.started(fixture.idle(Images.NGINX)
                .mount(new MountSpec.OfVolume(Optional.of(fixture.volume()), "/etc/nginx", false, true)));

        assertThat(fixture.run(filled, "ls", "/etc/nginx")).contains("nginx.conf");
        assertThat(fixture.run(empty, "ls", "/etc/nginx")).isEmpty();
    }

    @Test
    void anonymousVolumeGoesWithItsContainerIfAsked() {
        Specs specs = fixture.idle(Images.NGINX).mount(new MountSpec.OfVolume(Optional.empty(), "/data", false, false));
        String id = fixture.engine().create(specs.spec());
        String volume = volumeAtData(id);
        assertThat(fixture.engine().volume(volume)).isPresent();

        fixture.engine().remove(id, true);

        assertThat(fixture.engine().volume(volume)).isEmpty();
    }

    @Test
    void anonymousVolumeStaysIfAsked() {
        Specs specs = fixture.idle(Images.NGINX).mount(new MountSpec.OfVolume(Optional.empty(), "/data", false, false));
        String id = fixture.engine().create(specs.spec());
        String volume = volumeAtData(id);

        fixture.engine().remove(id, false);

        assertThat(fixture.engine().volume(volume)).isPresent();
        fixture.engine().removeVolume(volume);
    }

    @Test
    void fileOfTheHostCanBeReadAndNotWrittenIfReadOnly() throws Exception {
        Path file = Files.writeString(folder.resolve("a file: with a colon"), "content");
        String id = fixture.started(fixture.idle(Images.NGINX)
                .mount(new MountSpec.OfHost(file, "/run/file", true, true))
                .mount(new MountSpec.OfHost(folder, "/run/folder", false, false)));

        assertThat(fixture.run(id, "cat", "/run/file")).isEqualTo("content");
        assertThat(fixture.exec(id, "sh", "-c", "echo more >> /run/file").exitCode())
                .isNotZero();
        fixture.run(id, "sh", "-c", "echo written > /run/folder/new");
        assertThat(folder.resolve("new")).hasContent("written\n");
    }

    @Test
    void createWhenFileOfTheHostIsMissingRefuses() {
        Path missing = folder.resolve("missing");
        Specs specs = fixture.idle(Images.NGINX).mount(new MountSpec.OfHost(missing, "/data", false, false));

        assertThatThrownBy(() -> fixture.started(specs))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(missing.toString());

        assertThat(missing).doesNotExist();
    }

    @Test
    void createWhenFolderOfTheHostMayBeMadeMakesIt() {
        Path missing = folder.resolve("made/here");

        String id =
                fixture.started(fixture.idle(Images.NGINX).mount(new MountSpec.OfHost(missing, "/data", true, true)));

        assertThat(missing).isDirectory();
        assertThat(fixture.exec(id, "touch", "/data/file").exitCode()).isNotZero();
    }

    @Test
    void memoryIsOfTheSizeAndMode() {
        String id = fixture.started(fixture.idle(Images.NGINX)
                .mount(new MountSpec.OfMemory("/scratch", OptionalLong.of(2 << 20), OptionalInt.of(0700)))
                .mount(new MountSpec.OfMemory("/any", OptionalLong.empty(), OptionalInt.empty())));

        assertThat(fixture.run(id, "sh", "-c", "grep -E ' /(scratch|any) ' /proc/mounts"))
                .contains("/scratch tmpfs", "size=2048k", "mode=700", "/any tmpfs");
    }

    @Test
    void networksShowWhatCarriesTheLabels() {
        String name = fixture.name();
        String id = fixture.engine()
                .createNetwork(new NetworkSpec(
                        name,
                        Optional.of("bridge"),
                        Map.of("com.docker.network.bridge.enable_icc", "true"),
                        false,
                        fixture.labelsAnd("me.meeshy.test.colour", "red")));
        fixture.network();

        assertThat(fixture.engine().networks(fixture.labels())).hasSize(2);
        assertThat(fixture.engine().networks(fixture.labelsAnd("me.meeshy.test.colour", "red")))
                .containsExactly(new NetworkDetails(id, name, fixture.labelsAnd("me.meeshy.test.colour", "red")));
        assertThat(fixture.engine().network(name))
                .get()
                .extracting(NetworkDetails::id)
                .isEqualTo(id);
        assertThat(fixture.engine().network(id.substring(0, 4))).isEmpty();
        fixture.engine().removeNetwork(id.substring(0, 4));
        assertThat(fixture.engine().network(name)).isPresent();
        fixture.engine().removeNetwork(name);
        fixture.engine().removeNetwork(name);
        assertThat(fixture.engine().network(name)).isEmpty();
    }

    @Test
    void createNetworkWhenNameIsTakenSaysConflict() {
        String name = fixture.network();

        assertReason(
                Reason.CONFLICT,
                () -> fixture.engine()
                        .createNetwork(new NetworkSpec(name, Optional.empty(), Map.of(), false, fixture.labels())));
    }

    @Test
    void removeNetworkWhenInUseSaysConflict() {
        String network = fixture.network();
        fixture.started(fixture.idle(Images.NGINX).network(network));

        assertReason(Reason.CONFLICT, () -> fixture.engine().removeNetwork(network));
    }

    @Test
    void createNetworkPassesOnEverythingThatTheSpecSays() {
        String name = fixture.name();
        fixture.engine()
                .createNetwork(new NetworkSpec(
                        name,
                        Optional.of("bridge"),
                        Map.of("com.docker.network.driver.mtu", "1400"),
                        true,
                        fixture.labels()));

        try (Connection direct = Connection.open(
                EngineHost.ofEnvironment(),
                DockerSettings.ofThisProcess(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30))) {
            Network network =
                    direct.client().inspectNetworkCmd().withNetworkId(name).exec();
            assertThat(network.getInternal()).isTrue();
            assertThat(network.getDriver()).isEqualTo("bridge");
            assertThat(network.getOptions()).containsEntry("com.docker.network.driver.mtu", "1400");
        }
    }

    @Test
    void imageTellsWhatContainersInheritFromIt() {
        assertThat(fixture.engine().image(Images.MONGO)).get().satisfies(image -> {
            assertThat(image.id()).startsWith("sha256:");
            assertThat(image.tags()).contains(Images.MONGO);
            assertThat(image.exposed()).isNotNull();
        });
        assertThat(fixture.engine().image("meeshy/no-such-image:1")).isEmpty();
    }

    private String volumeAtData(String container) {
        Map<String, String> volumes =
                fixture.engine().container(container).orElseThrow().volumes();
        return Optional.ofNullable(volumes.get("/data")).orElseThrow();
    }
}
