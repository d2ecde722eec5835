package me.meeshy.infra.mongo.write;

import java.util.Map;

/** Which servers can be told to store a Timestamp(0,0) as it is. */
public final class EmptyTimestamps {

    /** The first patch release of each line. */
    private static final Map<String, Integer> FIRST_PATCH = Map.of("5.0", 29, "6.0", 17, "7.0", 13);

    private static final int ALL_FROM = 8;

    private EmptyTimestamps() {}

    public static boolean keptBy(String serverVersion) {
        String[] parts = serverVersion.split("[.-]", -1);
        try {
            if (Integer.parseInt(parts[0]) >= ALL_FROM) {
                return true;
            }
            Integer patch = parts.length < 3 ? null : FIRST_PATCH.get(parts[0] + "." + parts[1]);
            return patch != null && Integer.parseInt(parts[2]) >= patch;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
