package me.meeshy.infra.orchestration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import me.meeshy.infra.secret.SecretMask;

/**
 * A stack in its place, as far as orchestration needs to know.
 *
 * @param environment the environment's name
 * @param role what it is for
 * @param stack what it runs
 * @param directory where relative paths start; absolute
 * @param composeFiles the files that it was loaded from; absolute
 * @param variables what secrets and configs that are variables hold; never printed
 * @param warnings what in these files deserves a look
 * @param inactiveServices services that these files have and whose profiles are not enabled
 */
public record Project(
        String environment,
        Role role,
        Stack stack,
        Path directory,
        List<Path> composeFiles,
        Map<String, String> variables,
        List<String> warnings,
        Set<String> inactiveServices) {

    private static final Pattern SECRET_LOOKING =
            Pattern.compile("PASS(WORD|WD|PHRASE)?|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|KEY$|AUTH$");
    private static final Pattern PASSWORD_IN_URI = Pattern.compile("://[^/\\s:@]*:([^/\\s@]+)@");

    /**
     * The project's name in the engine.
     *
     * @return the stack's name
     */
    public String name() {
        return stack.name();
    }

    /**
     * The name that a service's container has.
     *
     * @param service the service
     * @return the fixed name, or project, service and number joined by {@code -}
     */
    public String containerName(Service service) {
        return containerName(service, 1);
    }

    /**
     * The name that one of a service's containers has.
     *
     * @param service the service
     * @param number which of them, from 1 on
     * @return the fixed name, or project, service and number joined by {@code -}
     */
    String containerName(Service service, int number) {
        return service.containerName().orElse(name() + "-" + service.name() + "-" + number);
    }

    /** The name of a service's container, for messages; also of a service that the stack does not have. */
    String containerName(String service) {
        Service known = stack.services().get(service);
        return known == null ? name() + "-" + service + "-1" : containerName(known);
    }

    // A stack declares what its services name: its builder saw to that.

    String networkName(String key) {
        return network(key).engineName(name());
    }

    Network network(String key) {
        return Objects.requireNonNull(stack.networks().get(key));
    }

    Volume volume(String key) {
        return Objects.requireNonNull(stack.volumes().get(key));
    }

    GrantedContent secret(FileGrant grant) {
        return Objects.requireNonNull(stack.secrets().get(grant.source())).content();
    }

    GrantedContent config(FileGrant grant) {
        return Objects.requireNonNull(stack.configs().get(grant.source())).content();
    }

    /**
     * A path of the stack.
     *
     * @param path relative or not
     * @return an absolute path
     */
    public Path resolve(Path path) {
        return directory.resolve(path).normalize();
    }

    /**
     * Hides what the secret files hold, what secret-looking variables hold, and passwords in URIs.
     *
     * @return the mask
     */
    public SecretMask mask() {
        List<Path> files = stack.secrets().values().stream()
                .flatMap(secret -> secret.file().stream())
                .map(this::resolve)
                .toList();
        var values = new ArrayList<String>();
        for (Service service : stack.services().values()) {
            Stream.concat(service.postStart().stream(), service.preStop().stream())
                    .flatMap(hook -> hook.environment().entrySet().stream())
                    .filter(variable -> looksSecret(variable.getKey()))
                    .forEach(variable -> values.add(variable.getValue()));
            var variables = new ArrayList<>(service.environment().entrySet());
            service.build().ifPresent(build -> variables.addAll(build.args().entrySet()));
            for (Map.Entry<String, String> variable : variables) {
                if (looksSecret(variable.getKey())) {
                    values.add(variable.getValue());
                }
                var password = PASSWORD_IN_URI.matcher(variable.getValue());
                while (password.find()) {
                    values.add(password.group(1));
                }
            }
        }
        for (Secret secret : stack.secrets().values()) {
            if (secret.content() instanceof GrantedContent.OfVariable there) {
                Optional.ofNullable(variables.get(there.variable())).ifPresent(values::add);
            }
        }
        return SecretMask.ofFiles(files).and(values);
    }

    /**
     * Whether a variable is likely to hold a secret.
     *
     * @param variable its name
     * @return true if so
     */
    public static boolean looksSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        // the name of a file that holds a secret is none
        return !name.endsWith("_FILE") && SECRET_LOOKING.matcher(name).find();
    }

    /** The names alone: its variables may be secret. */
    @Override
    public String toString() {
        return "Project[" + environment + ", " + role + ", " + name() + "]";
    }
}
