package me.meeshy.infra.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import me.meeshy.infra.Environment;
import me.meeshy.infra.secret.SecretMask;

/** What must not show in the output of a program that was given an environment's secrets. */
final class EnvironmentSecrets {

    private static final Pattern SECRET_NAME =
            Pattern.compile("PASS|SECRET|TOKEN|CREDENTIAL|KEY|SALT|PRIVATE|AUTH|DSN", Pattern.CASE_INSENSITIVE);
    /** A URL that carries credentials, as in {@code mongodb://root:password@database}. */
    private static final Pattern URL_WITH_CREDENTIALS = Pattern.compile("(?s)[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s]*@.*");

    private EnvironmentSecrets() {}

    /** Hides what its secret files hold, and the variables whose name or value says that they are secret. */
    static SecretMask mask(Environment environment) {
        List<Path> files = environment.stack().secrets().values().stream()
                .filter(secret -> secret.file().isPresent())
                .map(secret -> environment.secretFile(secret.key()))
                .toList();
        List<String> values = environment.variables().entrySet().stream()
                .filter(EnvironmentSecrets::isSecret)
                .map(Map.Entry::getValue)
                .toList();
        return SecretMask.ofFiles(files).and(values);
    }

    private static boolean isSecret(Map.Entry<String, String> variable) {
        return SECRET_NAME.matcher(variable.getKey()).find()
                || URL_WITH_CREDENTIALS.matcher(variable.getValue()).matches();
    }
}
