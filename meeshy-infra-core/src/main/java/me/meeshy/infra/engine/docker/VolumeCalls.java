package me.meeshy.infra.engine.docker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;

/** The requests about volumes. */
final class VolumeCalls {

    private final Connection connection;
    private final JsonRequests json;

    VolumeCalls(Connection connection) {
        this.connection = connection;
        this.json = new JsonRequests(connection);
    }

    List<VolumeDetails> list(Map<String, String> labels) {
        return connection.send(
                "list volumes",
                () -> JsonValues.object(json.get("/volumes", JsonRequests.labelled(labels)))
                        .map(answer -> JsonValues.objects(answer.get("Volumes")))
                        .orElse(List.of())
                        .stream()
                        .map(VolumeCalls::details)
                        .toList());
    }

    Optional<VolumeDetails> find(String name) {
        return connection.<Optional<VolumeDetails>>send(
                "inspect volume " + name, () -> json.get(path(name)).map(VolumeCalls::details));
    }

    private static String path(String name) {
        return "/volumes/" + JsonRequests.part(name);
    }

    void create(VolumeSpec spec) {
        JsonBody body = new JsonBody()
                .with("Name", spec.name())
                .given("Driver", spec.driver())
                .given("DriverOpts", spec.driverOptions())
                .given("Labels", spec.labels());
        connection.send("create volume " + spec.name(), () -> {
            json.post("/volumes/create", Map.of(), body);
        });
    }

    void remove(String name) {
        connection.send("remove volume " + name, () -> {
            // There may be none.
            json.delete(path(name), Map.of());
        });
    }

    private static VolumeDetails details(Map<?, ?> volume) {
        return new VolumeDetails(
                DetailsTranslation.text(volume, "Name"),
                DetailsTranslation.text(volume, "Driver"),
                DetailsTranslation.labels(volume));
    }
}
