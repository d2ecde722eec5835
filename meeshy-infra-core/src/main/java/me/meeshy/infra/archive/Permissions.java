package me.meeshy.infra.archive;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Permission bits to Java's and back. */
final class Permissions {

    private static final int HIGHEST_BIT = 0400;
    private static final List<PosixFilePermission> BY_BIT = List.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private Permissions() {}

    static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (int at = 0; at < BY_BIT.size(); at++) {
            bits |= permissions.contains(BY_BIT.get(at)) ? HIGHEST_BIT >> at : 0;
        }
        return bits;
    }

    static Set<PosixFilePermission> of(int bits) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int at = 0; at < BY_BIT.size(); at++) {
            if ((bits & (HIGHEST_BIT >> at)) != 0) {
                permissions.add(BY_BIT.get(at));
            }
        }
        return permissions;
    }
}
