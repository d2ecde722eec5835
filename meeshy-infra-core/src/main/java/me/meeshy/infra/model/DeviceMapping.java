package me.meeshy.infra.model;

/**
 * A device of the host inside a container.
 *
 * @param source its path on the host, or a name that a device interface of the host resolves, such as {@code vendor.com/gpu=0}
 * @param target its path in the container
 * @param permissions what the container may do, letters of {@code rwm}: read, write, make
 */
public record DeviceMapping(String source, String target, String permissions) {

    /**
     * Checks the permissions.
     *
     * @param source its path on the host, or a name that a device interface of the host resolves, such as {@code vendor.com/gpu=0}
     * @param target its path in the container
     * @param permissions what the container may do, letters of {@code rwm}: read, write, make
     * @throws IllegalArgumentException if the permissions have another letter
     */
    public DeviceMapping {
        if (!permissions.matches("[rwm]{1,3}")) {
            throw new IllegalArgumentException(
                    "devices: '" + permissions + "' are no permissions of a device; they are letters of rwm");
        }
    }

    /**
     * A device at the same path, with all permissions.
     *
     * @param path the path on the host and in the container
     * @return the mapping
     */
    public static DeviceMapping of(String path) {
        return new DeviceMapping(path, path, "rwm");
    }
}
