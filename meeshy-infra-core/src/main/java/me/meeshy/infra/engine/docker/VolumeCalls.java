package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;

/** The requests about volumes. */
final class VolumeCalls {

    private final Connection connection;
    private final DockerClient client;

    VolumeCalls(Connection connection) {
        this.connection = connection;
        this.client = connection.client();
    }

    List<VolumeDetails> list(Map<String, String> labels) {
        List<String> filter = Labels.filter(labels);
        return connection.send("list volumes", () -> {
            var command = client.listVolumesCmd();
            if (!filter.isEmpty()) {
                command.withFilter("label", filter);
            }
            List<InspectVolumeResponse> volumes = command.exec().getVolumes();
            return volumes == null
                    ? List.of()
                    : volumes.stream().map(VolumeCalls::details).toList();
        });
    }

    Optional<VolumeDetails> find(String name) {
        return connection.<Optional<VolumeDetails>>send("inspect volume " + name, () -> {
            try {
                return Optional.of(details(client.inspectVolumeCmd(name).exec()));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    void create(VolumeSpec spec) {
        connection.send("create volume " + spec.name(), () -> {
            var command = client.createVolumeCmd()
                    .withName(spec.name())
                    .withDriverOpts(spec.driverOptions())
                    .withLabels(spec.labels());
            spec.driver().ifPresent(command::withDriver);
            return command.exec().getName();
        });
    }

    void remove(String name) {
        connection.send("remove volume " + name, () -> {
            try {
                client.removeVolumeCmd(name).exec();
            } catch (NotFoundException e) {
                // There is none.
            }
        });
    }

    private static VolumeDetails details(InspectVolumeResponse volume) {
        return new VolumeDetails(volume.getName(), volume.getDriver(), DetailsTranslation.labels(volume.getLabels()));
    }
}
