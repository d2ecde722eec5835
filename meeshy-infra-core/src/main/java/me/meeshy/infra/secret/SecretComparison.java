package me.meeshy.infra.secret;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import me.meeshy.infra.model.InfraException;

/**
 * Which secrets of two environments are the same, whatever their names; no value is shown.
 *
 * @param equal the pairs with the same value, in the order of the first environment's secrets
 * @param missing the files of either that are not there, so that nothing can be said of them
 */
public record SecretComparison(List<Pair> equal, List<Path> missing) {

    /**
     * Two secrets with the same value.
     *
     * @param one the name in the first environment
     * @param other the name in the second
     */
    public record Pair(String one, String other) {}

    /**
     * Copies the lists.
     *
     * @param equal the pairs with the same value, in the order of the first environment's secrets
     * @param missing the files of either that are not there, so that nothing can be said of them
     */
    public SecretComparison {
        equal = List.copyOf(equal);
        missing = List.copyOf(missing);
    }

    /**
     * Compares each secret of one with each of the other.
     *
     * @param one secret files of the first environment by name
     * @param other secret files of the second by name
     * @return what is equal
     * @throws InfraException if a file is there but cannot be read
     */
    static SecretComparison of(Map<String, Path> one, Map<String, Path> other) {
        // digests under a key that nobody else has: they cannot be looked up, and all take the same time to compare
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        var missing = new TreeSet<Path>();
        Map<String, byte[]> ones = digests(one, key, missing);
        Map<String, byte[]> others = digests(other, key, missing);
        var equal = new ArrayList<Pair>();
        ones.forEach((oneName, oneDigest) -> others.forEach((otherName, otherDigest) -> {
            if (MessageDigest.isEqual(oneDigest, otherDigest)) {
                equal.add(new Pair(oneName, otherName));
            }
        }));
        return new SecretComparison(equal, List.copyOf(missing));
    }

    private static Map<String, byte[]> digests(Map<String, Path> files, byte[] key, TreeSet<Path> missing) {
        var digests = new LinkedHashMap<String, byte[]>();
        files.forEach((name, file) -> {
            Optional<SecretValue> value = SecretValue.readIfPresent(file);
            if (value.isPresent()) {
                digests.put(name, digest(value.get(), key));
            } else {
                missing.add(file);
            }
        });
        return digests;
    }

    private static byte[] digest(SecretValue secret, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(secret.reveal().strip().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new InfraException("this Java runtime has no HmacSHA256, which every one must have", e);
        }
    }
}
