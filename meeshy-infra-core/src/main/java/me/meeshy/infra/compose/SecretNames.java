package me.meeshy.infra.compose;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses which variables hold secrets: by their names, or because a URL holds a password. */
final class SecretNames {

    private static final List<String> ANYWHERE =
            List.of("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY");
    private static final Set<String> AS_A_WORD = Set.of("KEY", "PASS", "PWD", "PRIVATE", "AUTH", "KEYS", "PW");

    /** What follows names a property of the secret, or where it is kept, rather than the secret. */
    private static final Set<String> ENDINGS_OF_OTHERS = Set.of(
            "FILE",
            "PATH",
            "DIR",
            "LENGTH",
            "TTL",
            "EXPIRY",
            "EXPIRES",
            "EXPIRATION",
            "SECONDS",
            "MINUTES",
            "HOURS",
            "DAYS",
            "ENABLED",
            "DISABLED",
            "NAME",
            "HEADER",
            "ISSUER",
            "ALGORITHM",
            "TYPE",
            "ROUNDS",
            "IN",
            "SOURCE");

    private static final Pattern URL_WITH_PASSWORD =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\\s:@]*:[^/?#\\s@]+@");

    private SecretNames() {}

    static boolean looksSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        List<String> words = Arrays.asList(name.split("[^A-Z0-9]+"));
        Set<String> set = new HashSet<>(words);
        if (words.isEmpty() || ENDINGS_OF_OTHERS.contains(words.get(words.size() - 1)) || set.contains("PUBLIC")) {
            return false;
        }
        return ANYWHERE.stream().anyMatch(name::contains)
                || (!name.equals("PWD") && AS_A_WORD.stream().anyMatch(set::contains));
    }

    /** By the convention of the official images, such a variable names a file that holds the secret. */
    static boolean namesFile(String variable) {
        return variable.toUpperCase(Locale.ROOT).endsWith("_FILE");
    }

    static boolean holdsPassword(String value) {
        return URL_WITH_PASSWORD.matcher(value).find();
    }
}
