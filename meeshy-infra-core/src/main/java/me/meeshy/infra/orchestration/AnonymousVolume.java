package me.meeshy.infra.orchestration;

import java.util.regex.Pattern;

/** Volumes without a name: the engine gives them one of 64 hexadecimal digits. */
final class AnonymousVolume {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private AnonymousVolume() {}

    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }
}
