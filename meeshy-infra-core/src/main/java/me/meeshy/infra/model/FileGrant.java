package me.meeshy.infra.model;

/**
 * That a service sees a secret or a config of its stack as a read-only file.
 *
 * @param source the secret's or config's key in the stack
 * @param target the absolute path inside the container; {@code /run/secrets/<key>} for a secret and {@code /<key>} for a
 *     config unless the file says otherwise
 */
public record FileGrant(String source, String target) {

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
