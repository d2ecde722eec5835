package me.meeshy.infra.isolation.shared;

import static me.meeshy.infra.isolation.shared.Sides.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.isolation.Leak;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Volume;

/** Volumes of both, and folders that one writes and the other has. */
final class SharedData {

    private final Sides sides;

    SharedData(Sides sides) {
        this.sides = sides;
    }

    List<Leak> leaks() {
        var leaks = new ArrayList<Leak>();
        for (Volume volume : sides.one().project().stack().volumes().values()) {
            for (Volume same : sides.other().project().stack().volumes().values()) {
                shared(volume, same).ifPresent(leaks::add);
            }
        }
        leaks.addAll(written(sides.one(), sides.other(), false));
        leaks.addAll(written(sides.other(), sides.one(), true));
        return leaks;
    }

    private Optional<Leak> shared(Volume volume, Volume same) {
        String name = volume.engineName(sides.one().project().name());
        String otherName = same.engineName(sides.other().project().name());
        if (name.equals(otherName)) {
            String external = volume.external() || same.external() ? ", which is external" : "";
            return Optional.of(sides.leak(
                    Leak.Kind.VOLUME,
                    "both use the volume '" + name + "'" + external,
                    path("volumes", volume.key()),
                    path("volumes", same.key()),
                    "give one of them a volume of its own: another name:, or none"));
        }
        return VolumeDevice.of(volume)
                .filter(device -> VolumeDevice.of(same).filter(device::overlaps).isPresent())
                .map(device -> sides.leak(
                        Leak.Kind.VOLUME,
                        "the volumes '" + name + "' and '" + otherName + "' are both on " + device.text(),
                        path("volumes", volume.key(), "driver_opts"),
                        path("volumes", same.key(), "driver_opts"),
                        "give one of them another device"));
    }

    /** What the writer writes, and the other one has. */
    private static List<Leak> written(Side writer, Side owner, boolean told) {
        var leaks = new ArrayList<Leak>();
        for (Service service : writer.services()) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Bind bind && !bind.readOnly()) {
                    HostPath source = source(writer, bind);
                    of(owner, source, told)
                            .ifPresent(what -> leaks.add(new Leak(
                                    Leak.Kind.BIND,
                                    service.name() + " of '" + writer.name() + "' writes to " + source + ", which is "
                                            + what + " of '" + owner.name() + "'",
                                    writer.places().of("services", service.name(), "volumes"),
                                    Optional.empty(),
                                    "give it a folder of its own, or let it only read (:ro)")));
                }
            }
        }
        return leaks;
    }

    private static HostPath source(Side side, Mount.Bind bind) {
        return HostPath.of(side.project().resolve(bind.source()));
    }

    private static Optional<String> of(Side owner, HostPath source, boolean told) {
        if (source.isEngineSocket()) {
            // no data of either is in it
            return Optional.empty();
        }
        for (Service service : owner.services()) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Bind bind && source.overlaps(source(owner, bind))) {
                    // what both write is told once
                    return told && !bind.readOnly() ? Optional.empty() : Optional.of("bound by " + service.name());
                }
            }
        }
        for (Volume volume : owner.project().stack().volumes().values()) {
            if (VolumeDevice.of(volume)
                    .filter(device -> device.overlaps(source))
                    .isPresent()) {
                return Optional.of("the device of the volume '" + volume.key() + "'");
            }
        }
        return owner.directory().map(HostPath::of).filter(source::overlaps).map(directory -> "in the directory");
    }
}
