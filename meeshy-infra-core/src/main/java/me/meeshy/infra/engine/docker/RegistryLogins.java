package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/**
 * With which credentials images are pulled: those of {@code docker login}, in the docker command's {@code config.json} or kept by
 * the credential helper that it names. Read anew at each pull; never kept, never printed.
 */
final class RegistryLogins {

    /** Docker Hub's key, since before there were other registries. */
    private static final String HUB = "https://index.docker.io/v1/";

    private static final String TOKEN_USER = "<token>";

    private final DockerSettings settings;

    RegistryLogins(DockerSettings settings) {
        this.settings = settings;
    }

    /**
     * The login for an image's registry, or empty if there is none.
     *
     * @throws EngineException with {@link EngineException.Reason#CONFIGURATION} if what is there cannot be used
     */
    Optional<AuthConfig> forImage(String reference) {
        String registry = registry(reference);
        Map<?, ?> configuration = settings.read();
        @Nullable String helper = JsonValues.texts(configuration, "credHelpers").get(registry);
        Optional<String> chosen = helper == null ? JsonValues.text(configuration, "credsStore") : Optional.of(helper);
        return chosen.isPresent()
                ? CredentialHelper.named(chosen.get(), settings)
                        .get(registry)
                        .map(kept -> login(registry, kept.user(), kept.secret()))
                : entry(configuration, registry).flatMap(entry -> login(registry, entry));
    }

    /**
     * All of them as {@code config.json} has them, whoever keeps them.
     *
     * @throws EngineException with {@link EngineException.Reason#CONFIGURATION} if what is there cannot be used
     */
    String all() {
        Map<?, ?> configuration = settings.read();
        Map<String, AuthConfig> logins = new TreeMap<>();
        Optional<CredentialHelper> store =
                JsonValues.text(configuration, "credsStore").map(name -> CredentialHelper.named(name, settings));
        if (store.isPresent()) {
            store.get()
                    .registries()
                    .forEach(registry -> kept(store.get(), registry).ifPresent(login -> logins.put(registry, login)));
        } else {
            Map<?, ?> entries = JsonValues.object(configuration, "auths").orElse(Map.of());
            entries.forEach((registry, entry) -> JsonValues.object(entry)
                    .flatMap(known -> login(String.valueOf(registry), known))
                    .ifPresent(login -> logins.put(String.valueOf(registry), login)));
        }
        JsonValues.texts(configuration, "credHelpers")
                .forEach((registry, name) -> kept(CredentialHelper.named(name, settings), registry)
                        .ifPresent(login -> logins.put(registry, login)));
        Map<String, Object> entries = new LinkedHashMap<>();
        logins.forEach((registry, login) -> entries.put(registry, entry(login)));
        return Json.write(Map.of("auths", entries));
    }

    private static Optional<AuthConfig> kept(CredentialHelper helper, String registry) {
        return helper.get(registry).map(kept -> login(registry, kept.user(), kept.secret()));
    }

    private static Map<String, String> entry(AuthConfig login) {
        if (login.getIdentitytoken() != null) {
            return Map.of("identitytoken", login.getIdentitytoken());
        }
        if (login.getRegistrytoken() != null) {
            return Map.of("registrytoken", login.getRegistrytoken());
        }
        String both = login.getUsername() + ":" + login.getPassword();
        return Map.of("auth", Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /** What stands before the first slash, if it looks like a host; else Docker Hub. */
    static String registry(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        boolean hub = !host || first.equals("docker.io") || first.equals("index.docker.io");
        return hub ? HUB : first;
    }

    /** Old entries are written as addresses. */
    private static Optional<Map<?, ?>> entry(Map<?, ?> configuration, String registry) {
        Map<?, ?> all = JsonValues.object(configuration, "auths").orElse(Map.of());
        Optional<Map<?, ?>> exact = JsonValues.object(all, registry);
        if (exact.isPresent()) {
            return exact;
        }
        for (Map.Entry<?, ?> each : all.entrySet()) {
            if (each.getKey() instanceof String key && host(key).equals(host(registry))) {
                return JsonValues.object(each.getValue());
            }
        }
        return Optional.empty();
    }

    private static String host(String address) {
        String bare = address.replaceFirst("^https?://", "");
        int slash = bare.indexOf('/');
        return slash < 0 ? bare : bare.substring(0, slash);
    }

    private Optional<AuthConfig> login(String registry, Map<?, ?> entry) {
        Optional<String> identity = JsonValues.text(entry, "identitytoken");
        if (identity.isPresent()) {
            return Optional.of(new Login(registry).withIdentityToken(identity.get()));
        }
        Optional<String> token = JsonValues.text(entry, "registrytoken");
        if (token.isPresent()) {
            return Optional.of(new Login(registry).withRegistrytoken(token.get()));
        }
        Optional<String> both = JsonValues.text(entry, "auth").map(encoded -> decoded(registry, encoded));
        if (both.isPresent()) {
            int colon = both.get().indexOf(':');
            return Optional.of(
                    login(registry, both.get().substring(0, colon), both.get().substring(colon + 1)));
        }
        return JsonValues.text(entry, "username")
                .flatMap(user -> JsonValues.text(entry, "password").map(secret -> login(registry, user, secret)));
    }

    private String decoded(String registry, String encoded) {
        try {
            // Some writers end it with zero bytes.
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).replace("\0", "");
            if (both.indexOf(':') > 0) {
                return both;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text, which may be nearly right.
        }
        throw new EngineException(
                EngineException.Reason.CONFIGURATION,
                "Cannot use the login for registry " + registry + " in " + settings.configuration()
                        + ": its \"auth\" is no user and password in base64; log in anew with `docker login "
                        + registry + "`",
                null);
    }

    private static AuthConfig login(String registry, String user, String secret) {
        return user.equals(TOKEN_USER)
                ? new Login(registry).withIdentityToken(secret)
                : new Login(registry).withUsername(user).withPassword(secret);
    }

    /** docker-java prints its requests where it is told to log them, and with them this. */
    private static final class Login extends AuthConfig {

        private static final long serialVersionUID = 1L;

        Login(String registry) {
            withRegistryAddress(registry);
        }

        @Override
        public String toString() {
            return "AuthConfig[<hidden>]";
        }
    }
}
