package me.meeshy.infra.orchestration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a container is made of, as digests: one of everything, and a short one of each part, which says what changed without
 * giving away what it is. Four hexadecimal digits do not identify a value, however short it is.
 */
final class Fingerprint {

    private static final int PART_DIGITS = 4;

    private final String hash;
    private final TreeMap<String, String> parts;

    private Fingerprint(String hash, Map<String, String> parts) {
        this.hash = hash;
        this.parts = new TreeMap<>(parts);
    }

    /** Of parts by name: the contents do not leave this method. */
    static Fingerprint of(Map<String, String> contents) {
        var digests = new TreeMap<String, String>();
        MessageDigest all = sha256();
        new TreeMap<>(contents).forEach((name, content) -> {
            byte[] digest = sha256().digest((name + '\0' + content).getBytes(StandardCharsets.UTF_8));
            all.update(digest);
            digests.put(name, HexFormat.of().formatHex(digest).substring(0, PART_DIGITS));
        });
        return new Fingerprint(HexFormat.of().formatHex(all.digest()), digests);
    }

    String hash() {
        return hash;
    }

    String partsAsText() {
        var pairs = new ArrayList<String>();
        parts.forEach((name, digest) -> pairs.add(name + "=" + digest));
        return String.join(";", pairs);
    }

    /** Which parts differ from those that a label holds. */
    List<String> differencesFrom(String label) {
        var theirs = new TreeMap<String, String>();
        for (String pair : label.split(";", -1)) {
            int equals = pair.lastIndexOf('=');
            if (equals > 0) {
                theirs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        var names = new TreeSet<>(theirs.keySet());
        names.addAll(parts.keySet());
        var differences = new ArrayList<String>();
        for (String name : names) {
            String ours = parts.get(name);
            String their = theirs.get(name);
            if (their == null) {
                differences.add(name + " added");
            } else if (ours == null) {
                differences.add(name + " removed");
            } else if (!ours.equals(their)) {
                differences.add(name + " changed" + (name.startsWith("environment ") ? " (value hidden)" : ""));
            }
        }
        return differences;
    }

    static String digest(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
