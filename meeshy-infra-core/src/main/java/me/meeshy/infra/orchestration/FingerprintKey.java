package me.meeshy.infra.orchestration;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;

/**
 * What the digests on a project's containers are made with. A container's labels travel far, into metrics and reports of
 * problems, and whoever has a digest of a short password can try all short passwords; so digests are made with a key that is
 * not among the container's labels. It is a label of the project's networks instead, or of an empty volume where none of them
 * is ours: who can read that can read the secrets anyway. Each machine that works on the project finds the same key there.
 *
 * @param value the key in hexadecimal digits
 * @param isNew whether it is not there yet
 */
record FingerprintKey(String value, boolean isNew) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static String volumeOf(Project project) {
        return "meeshy-infra_key_" + project.name();
    }

    /** The key among the project's networks and volumes, else a new one. */
    static FingerprintKey of(List<NetworkDetails> networks, List<VolumeDetails> volumes) {
        return Stream.concat(
                        networks.stream().map(NetworkDetails::labels),
                        volumes.stream().map(VolumeDetails::labels))
                .flatMap(labels -> Optional.ofNullable(labels.get(Labels.KEY)).stream())
                .sorted()
                .findFirst()
                .map(value -> new FingerprintKey(value, false))
                .orElseGet(FingerprintKey::made);
    }

    private static FingerprintKey made() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new FingerprintKey(HexFormat.of().formatHex(bytes), true);
    }

    /** What keeps it where no network does. */
    VolumeSpec volume(Project project) {
        return new VolumeSpec(volumeOf(project), Optional.empty(), Map.of(), Labels.ofKey(project, value));
    }

    @Override
    public String toString() {
        return "FingerprintKey[<hidden>]";
    }
}
