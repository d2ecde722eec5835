package me.meeshy.infra.orchestration;

import java.util.regex.Pattern;

/** Names that containers bear during a replacement: twelve hexadecimal digits, and the name they had or will have. */
final class TemporaryName {

    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{12}_.*");
    private static final int DIGITS = 12;

    private TemporaryName() {}

    /** For a new container: from an id of the attempt. */
    static String of(String hexadecimal, String name) {
        return hexadecimal.substring(0, DIGITS) + "_" + name;
    }

    static boolean isOne(String temporary, String name) {
        return temporary.length() == DIGITS + 1 + name.length()
                && temporary.endsWith(name)
                && PREFIX.matcher(temporary).matches();
    }
}
