package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.internal.Json;

/**
 * A program that keeps the credentials of registries, as the docker command uses it: {@code docker-credential-NAME get} reads the
 * registry's name, and writes user and secret.
 */
final class CredentialHelper {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OUTPUT_LIMIT = 64 * 1024;
    private static final String NOTHING_KEPT = "credentials not found";
    /** It becomes a part of a file's name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private final String program;
    private final DockerSettings settings;

    private CredentialHelper(String program, DockerSettings settings) {
        this.program = program;
        this.settings = settings;
    }

    static CredentialHelper named(String name, DockerSettings settings) {
        if (!NAME.matcher(name).matches()) {
            throw new EngineException(
                    EngineException.Reason.CONFIGURATION,
                    "Cannot run the credential helper '" + name + "' that " + settings.configuration()
                            + " names: that is no name of a program; correct credsStore or credHelpers",
                    null);
        }
        return new CredentialHelper("docker-credential-" + name, settings);
    }

    /** What a helper keeps. */
    record Kept(String user, String secret) {

        @Override
        public String toString() {
            return "Kept[<hidden>]";
        }
    }

    /**
     * Asks it; empty if it keeps nothing for the registry. What it writes is never told, since that may be a secret.
     *
     * @throws EngineException if it cannot be run, fails, or takes longer than 20 s
     */
    Optional<Kept> get(String registry) {
        return answer("get", registry, "the login for registry " + registry).flatMap(values -> {
            Optional<String> secret = JsonValues.text(values, "Secret");
            return JsonValues.text(values, "Username").flatMap(user -> secret.map(word -> new Kept(user, word)));
        });
    }

    /**
     * Those that it keeps something for.
     *
     * @throws EngineException if it cannot be run, fails, or takes longer than 20 s
     */
    Set<String> registries() {
        Set<String> registries = new TreeSet<>();
        answer("list", "", "the list of logins")
                .ifPresent(values -> values.keySet().forEach(registry -> registries.add(String.valueOf(registry))));
        return registries;
    }

    private Optional<Map<?, ?>> answer(String verb, String question, String what) {
        Process process;
        try {
            process = new ProcessBuilder(settings.program(program), verb)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed(what, "it cannot be run (is it installed, and on the PATH?)", e);
        }
        try {
            CompletableFuture<byte[]> output =
                    CompletableFuture.supplyAsync(() -> output(process), CredentialHelper::start);
            ask(process, question);
            byte[] written = output.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(what, "it did not end within " + Failures.seconds(LIMIT), null);
            }
            return read(what, process.exitValue(), new String(written, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw failed(what, "it did not answer within " + Failures.seconds(LIMIT), null);
        } catch (ExecutionException e) {
            throw failed(what, "its answer cannot be read", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED,
                    "Gave up waiting for " + program + ": the thread was interrupted",
                    e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void ask(Process process, String question) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(question.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended without reading: its exit code tells.
        }
    }

    private static byte[] output(Process process) {
        try (InputStream out = process.getInputStream()) {
            byte[] answer = out.readNBytes(OUTPUT_LIMIT);
            out.transferTo(OutputStream.nullOutputStream());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "meeshy-infra-credential-helper");
        thread.setDaemon(true);
        thread.start();
    }

    private Optional<Map<?, ?>> read(String what, int exitCode, String answer) {
        if (exitCode != 0) {
            if (answer.contains(NOTHING_KEPT)) {
                return Optional.empty();
            }
            throw failed(what, "it ended with exit code " + exitCode, null);
        }
        try {
            return Optional.of(JsonValues.object(Json.parse(answer)).orElse(Map.of()));
        } catch (IllegalArgumentException e) {
            throw failed(what, "its answer is not JSON", null);
        }
    }

    private EngineException failed(String what, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new EngineException(
                EngineException.Reason.CONFIGURATION,
                "Cannot get " + what + " from the credential helper " + program + " that "
                        + settings.configuration() + " names: " + why
                        + "; mend the helper, or log in anew with `docker login`",
                cause);
    }
}
