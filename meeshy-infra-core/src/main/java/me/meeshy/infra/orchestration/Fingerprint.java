package me.meeshy.infra.orchestration;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import me.meeshy.infra.plan.Difference;
import org.jspecify.annotations.Nullable;

/**
 * What a resource is made of, as digests: one of everything, and one of each key, which says what changed without giving away
 * what it is. They are made with the project's key where the contents may be secret.
 */
final class Fingerprint {

    private static final int PART_DIGITS = 8;
    /** For what is no secret: each may make the digest. */
    private static final String NO_KEY = "meeshy-infra";

    private final String hash;
    private final TreeMap<String, String> parts;

    private Fingerprint(String hash, Map<String, String> parts) {
        this.hash = hash;
        this.parts = new TreeMap<>(parts);
    }

    /** Of contents by key that are no secrets. */
    static Fingerprint of(Map<String, String> contents) {
        return of(contents, NO_KEY);
    }

    /** Of contents by key: they do not leave this method. */
    static Fingerprint of(Map<String, String> contents, String key) {
        Mac mac = mac(key);
        var digests = new TreeMap<String, String>();
        var all = new StringBuilder();
        new TreeMap<>(contents).forEach((name, content) -> {
            String digest = digest(mac, name + '\0' + content);
            all.append(digest);
            // a semicolon stands between two parts
            digests.put(name.replace(';', ','), digest.substring(0, PART_DIGITS));
        });
        return new Fingerprint(digest(mac, all.toString()), digests);
    }

    String hash() {
        return hash;
    }

    String partsAsText() {
        var pairs = new ArrayList<String>();
        parts.forEach((name, digest) -> pairs.add(name + "=" + digest));
        return String.join(";", pairs);
    }

    /** Which keys differ from those that a label holds; if there is none, it is not known. */
    List<Difference> differencesFrom(@Nullable String label) {
        if (label == null) {
            return List.of(new Difference("its configuration", Difference.How.CHANGED));
        }
        var theirs = new TreeMap<String, String>();
        for (String pair : label.split(";", -1)) {
            int equals = pair.lastIndexOf('=');
            if (equals > 0) {
                theirs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        var names = new TreeSet<>(theirs.keySet());
        names.addAll(parts.keySet());
        var differences = new ArrayList<Difference>();
        for (String name : names) {
            String ours = parts.get(name);
            String their = theirs.get(name);
            if (their == null) {
                differences.add(new Difference(name, Difference.How.ADDED));
            } else if (ours == null) {
                differences.add(new Difference(name, Difference.How.REMOVED));
            } else if (!ours.equals(their)) {
                differences.add(new Difference(name, Difference.How.CHANGED));
            }
        }
        return differences;
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String digest(Mac mac, String content) {
        return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Mac mac(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
