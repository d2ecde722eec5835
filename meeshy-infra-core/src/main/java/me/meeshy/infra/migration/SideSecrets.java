package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.secret.SecretMask;

/**
 * Keeps the secrets of both sides out of what a migration writes down or throws: the contents of secret files, and values that
 * stand in the stack itself under a name that says what they are.
 */
final class SideSecrets {

    private static final Pattern SECRET_NAME =
            Pattern.compile("PASS|SECRET|TOKEN|CREDENTIAL|KEY|SALT|PRIVATE|AUTH|DSN", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^:/@\\s]*:([^@/\\s]+)@");

    /** A shorter value of such a name is a switch, such as {@code true}, and stands in texts that give nothing away. */
    private static final int SHORTEST = 6;

    private final SecretMask mask;

    private SideSecrets(SecretMask mask) {
        this.mask = mask;
    }

    static SideSecrets of(List<Environment> sides) {
        var files = new ArrayList<Path>();
        Set<String> values = new HashSet<>();
        for (Environment side : sides) {
            for (Secret secret : side.stack().secrets().values()) {
                if (secret.file().isPresent()) {
                    files.add(side.secretFile(secret.key()));
                } else if (secret.content() instanceof GrantedContent.OfText text) {
                    values.add(text.text());
                } else if (secret.content() instanceof GrantedContent.OfVariable variable) {
                    Optional.ofNullable(side.variables().get(variable.variable()))
                            .ifPresent(values::add);
                }
            }
            collect(side.variables(), values);
            for (Service service : side.stack().services().values()) {
                collect(service.environment(), values);
            }
        }
        return new SideSecrets(SecretMask.ofFiles(files).and(values));
    }

    private static void collect(Map<String, String> variables, Set<String> values) {
        variables.forEach((name, value) -> {
            // what ends in _FILE is a path, which messages have to name
            if (value.length() >= SHORTEST && SECRET_NAME.matcher(name).find() && !name.endsWith("_FILE")) {
                values.add(value);
            }
            Matcher password = PASSWORD_IN_URL.matcher(value);
            while (password.find()) {
                values.add(password.group(1));
            }
        });
    }

    String masked(String text) {
        return mask.mask(text);
    }

    String words(Throwable failure) {
        String message = failure.getMessage();
        return masked(failure instanceof InfraException && message != null ? message : failure.toString());
    }

    /**
     * The failure itself, unless it or what it carries tells a secret: then one that says the same without it. Whoever logs an
     * exception logs its causes as well.
     */
    Throwable shown(Throwable failure) {
        if (!tells(failure, Collections.newSetFromMap(new IdentityHashMap<>()))) {
            return failure;
        }
        var shown = new InfraException(words(failure));
        shown.setStackTrace(failure.getStackTrace());
        return shown;
    }

    private boolean tells(Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return false;
        }
        if (!masked(failure.toString()).equals(failure.toString())) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (tells(suppressed, seen)) {
                return true;
            }
        }
        return failure.getCause() != null && tells(failure.getCause(), seen);
    }
}
