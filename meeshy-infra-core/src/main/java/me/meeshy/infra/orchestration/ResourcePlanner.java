package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.orchestration.DesiredState.DesiredNetwork;
import me.meeshy.infra.orchestration.DesiredState.DesiredVolume;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Change.Kind;
import me.meeshy.infra.plan.Difference;
import me.meeshy.infra.plan.UpOptions;
import org.jspecify.annotations.Nullable;

/** Decides about networks and volumes: made where they are missing, refused where they are another's; networks that differ are replaced, volumes never. */
final class ResourcePlanner {

    private final DesiredState desired;
    private final ObservedState observed;
    private final UpOptions options;
    private final List<String> warnings;
    private final List<NetworkSpec> networksToMake = new ArrayList<>();
    private final List<String> networksToReplace = new ArrayList<>();
    private final List<VolumeSpec> volumesToMake = new ArrayList<>();

    ResourcePlanner(DesiredState desired, ObservedState observed, UpOptions options, List<String> warnings) {
        this.options = options;
        this.desired = desired;
        this.observed = observed;
        this.warnings = warnings;
    }

    List<NetworkSpec> networksToMake() {
        return List.copyOf(networksToMake);
    }

    /** Names of those to make of which there are others. */
    List<String> networksToReplace() {
        return List.copyOf(networksToReplace);
    }

    List<VolumeSpec> volumesToMake() {
        return List.copyOf(volumesToMake);
    }

    List<Change> networks() {
        return desired.networks().values().stream().map(this::network).toList();
    }

    List<Change> volumes() {
        return desired.volumes().values().stream().map(this::volume).toList();
    }

    private Change network(DesiredNetwork wanted) {
        NetworkDetails found = observed.networks().get(wanted.engineName());
        Optional<NetworkSpec> spec = wanted.spec();
        if (spec.isEmpty()) {
            return external(Kind.NETWORK, wanted.key(), wanted.engineName(), found != null);
        }
        if (found == null) {
            networksToMake.add(spec.get());
            return change(Action.CREATE, Kind.NETWORK, wanted.key(), wanted.engineName());
        }
        String owner = found.labels().get(Labels.PROJECT);
        if (!desired.project().name().equals(owner)) {
            return change(
                    Action.REFUSE,
                    Kind.NETWORK,
                    wanted.key(),
                    wanted.engineName(),
                    "there is one of that name, and it belongs to " + owner(owner)
                            + "; name this one differently, or declare it external to share it");
        }
        List<Difference> differences = differences(found.labels(), wanted.fingerprint());
        if (!differences.isEmpty()) {
            return replaced(wanted, spec.get(), differences);
        }
        return change(Action.LEAVE, Kind.NETWORK, wanted.key(), wanted.engineName());
    }

    /** Whose containers would lose their network with it, and are not made anew in the new one, keeps it from being replaced. */
    private Change replaced(DesiredNetwork wanted, NetworkSpec spec, List<Difference> differences) {
        List<String> reasons = new ArrayList<>();
        differences.forEach(difference -> reasons.add(difference.toString()));
        if (options.noRecreate()) {
            reasons.add("not replaced, as asked for");
            return new Change(Action.LEAVE, Kind.NETWORK, wanted.key(), wanted.engineName(), reasons, differences);
        }
        List<String> others =
                observed.others(wanted.engineName(), desired.selection().selected());
        if (!others.isEmpty()) {
            return refused(
                    Kind.NETWORK,
                    wanted.key(),
                    wanted.engineName(),
                    differences,
                    "it cannot be replaced while there run in it " + String.join(", ", others)
                            + ", which this up does not replace; stop them, or bring their services up with it");
        }
        networksToMake.add(spec);
        networksToReplace.add(wanted.engineName());
        reasons.add("its containers are stopped first, and made anew in the new one");
        return new Change(Action.RECREATE, Kind.NETWORK, wanted.key(), wanted.engineName(), reasons, differences);
    }

    private Change volume(DesiredVolume wanted) {
        VolumeDetails found = observed.volumes().get(wanted.engineName());
        Optional<VolumeSpec> spec = wanted.spec();
        if (spec.isEmpty()) {
            return external(Kind.VOLUME, wanted.key(), wanted.engineName(), found != null);
        }
        if (found == null) {
            volumesToMake.add(spec.get());
            return change(Action.CREATE, Kind.VOLUME, wanted.key(), wanted.engineName());
        }
        String owner = found.labels().get(Labels.PROJECT);
        if (owner != null && !desired.project().name().equals(owner)) {
            return change(
                    Action.REFUSE,
                    Kind.VOLUME,
                    wanted.key(),
                    wanted.engineName(),
                    "there is one of that name, and it belongs to " + owner(owner)
                            + ": two projects would share its data; name this one differently, or declare it external to share it");
        }
        if (owner == null) {
            warnings.add("volume " + wanted.engineName()
                    + " is there but was not made for a project; it is used as it is, and never deleted by us");
        }
        List<Difference> differences = new ArrayList<>(differences(found.labels(), wanted.fingerprint()));
        boolean otherDriver =
                spec.get().driver().isPresent() && !spec.get().driver().get().equals(found.driver());
        if (otherDriver && differences.isEmpty()) {
            differences.add(new Difference("driver", Difference.How.CHANGED));
        }
        if (!differences.isEmpty()) {
            return refused(
                    Kind.VOLUME,
                    wanted.key(),
                    wanted.engineName(),
                    differences,
                    "a volume cannot be changed, and replacing it would lose its data: declare it as it was; or give it"
                            + " another name, so that a new one is made and this one stays; or back it up and remove it yourself");
        }
        return change(Action.LEAVE, Kind.VOLUME, wanted.key(), wanted.engineName());
    }

    private static Change refused(
            Kind kind, String key, String engineName, List<Difference> differences, String waysOut) {
        var reasons = new ArrayList<String>();
        differences.forEach(difference -> reasons.add(difference.toString()));
        reasons.add(waysOut);
        return new Change(Action.REFUSE, kind, key, engineName, reasons, differences);
    }

    /** None where another tool made it: that it has other options cannot be told. */
    static List<Difference> differences(Map<String, String> theirs, Fingerprint ours) {
        String hash = theirs.get(Labels.HASH);
        if (hash == null || hash.equals(ours.hash())) {
            return List.of();
        }
        return ours.differencesFrom(theirs.get(Labels.PARTS));
    }

    private static String owner(@Nullable String project) {
        return project == null ? "nobody's project" : "the project '" + project + "'";
    }

    private static Change external(Kind kind, String key, String engineName, boolean there) {
        return there
                ? change(Action.LEAVE, kind, key, engineName, "external")
                : change(
                        Action.REFUSE,
                        kind,
                        key,
                        engineName,
                        "it is external but not there; make it first, or do not declare it external");
    }

    private static Change change(Action action, Kind kind, String key, String engineName, String... reasons) {
        return new Change(action, kind, key, engineName, List.of(reasons));
    }
}
