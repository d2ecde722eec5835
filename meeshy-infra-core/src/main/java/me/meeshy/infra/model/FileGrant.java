package me.meeshy.infra.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * That a service sees a secret or a config of its stack as a read-only file.
 *
 * @param source the secret's or config's key in the stack
 * @param target the absolute path inside the container; {@code /run/secrets/<key>} for a secret and {@code /<key>} for a
 *     config unless the file says otherwise
 * @param user id of the file's owner; what the file has on the host, or 0 for a copy, if empty
 * @param group id of the file's group; what the file has on the host, or 0 for a copy, if empty
 * @param mode permission bits; what the file has on the host, or 0444 for a copy, if empty
 */
public record FileGrant(String source, String target, Optional<String> user, Optional<String> group, OptionalInt mode) {

    /**
     * With the owner and the permissions that the file has.
     *
     * @param source the secret's or config's key in the stack
     * @param target the absolute path inside the container
     */
    public FileGrant(String source, String target) {
        this(source, target, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    /**
     * A secret in its usual place.
     *
     * @param key the secret's key
     * @return the grant, at {@code /run/secrets/<key>}
     */
    public static FileGrant secret(String key) {
        return new FileGrant(key, "/run/secrets/" + key);
    }

    /**
     * A config in its usual place.
     *
     * @param key the config's key
     * @return the grant, at {@code /<key>}
     */
    public static FileGrant config(String key) {
        return new FileGrant(key, "/" + key);
    }
}
