package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import org.jspecify.annotations.Nullable;

/** Turns what docker-java throws into {@link EngineException}s: what failed, on what, why, and what to do next. */
final class Failures {

    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern STATUS = Pattern.compile("^Status \\d+: ");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    /** What Go's server answers to a request without TLS. */
    private static final String WANTS_TLS = "Client sent an HTTP request to an HTTPS server";

    /** The HTTP client's words for a connection that ends before the answer does; docker-java hides their classes. */
    private static final Set<String> HANGING_UP = Set.of(
            "NoHttpResponseException",
            "ConnectionClosedException",
            "MalformedChunkCodingException",
            "TruncatedChunkException");

    /** The system's words, which a channel of a unix socket passes on in a plain exception. */
    private static final Set<String> CUT_CONNECTIONS =
            Set.of("Broken pipe", "Connection reset by peer", "Connection reset");

    private static final String CHECK_TLS = "; check that the engine speaks TLS there, under that name, and that"
            + " DOCKER_CERT_PATH holds the ca.pem, cert.pem and key.pem made for it";

    private final EngineHost host;

    Failures(EngineHost host) {
        this.host = host;
    }

    /**
     * The exception for a failed request.
     *
     * @param what what was tried, such as {@code "start container x"}
     */
    EngineException translate(String what, Throwable failure) {
        if (failure instanceof EngineException already) {
            return already;
        }
        if (failure instanceof DockerException refused) {
            return refused(what, refused.getHttpStatus(), words(refused), refused);
        }
        if (cause(failure, InterruptedException.class).isPresent()
                || cause(failure, ClosedByInterruptException.class).isPresent()) {
            return interrupted(what, failure);
        }
        Optional<SSLException> tls = cause(failure, SSLException.class);
        if (tls.isPresent()) {
            return new EngineException(
                    Reason.UNREACHABLE,
                    "Cannot " + what + ": no TLS with what answers at " + host + ": "
                            + tls.get().getMessage() + CHECK_TLS,
                    failure);
        }
        if (unreachable(failure)) {
            return unreachable(what, failure);
        }
        return new EngineException(
                Reason.OTHER, "Cannot " + what + ": " + deepestWords(failure) + " (engine at " + host + ")", failure);
    }

    /**
     * The exception for what the engine refused.
     *
     * @param status the HTTP status, or 0 where the engine had begun to answer before it refused
     */
    EngineException refused(String what, int status, String words, @Nullable Throwable cause) {
        if (words.contains(WANTS_TLS)) {
            return new EngineException(
                    Reason.UNREACHABLE,
                    "Cannot " + what + ": the Docker engine at " + host
                            + " speaks TLS alone; set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its"
                            + " certificates",
                    cause);
        }
        Reason reason = Refusal.reason(status, words);
        return new EngineException(reason, "Cannot " + what + ": " + words + Refusal.mend(reason), cause);
    }

    EngineException unreachable(String what, Throwable failure) {
        return new EngineException(
                Reason.UNREACHABLE,
                "Cannot " + what + ": no Docker engine answers at " + host + ": " + deepestWords(failure)
                        + "; start the engine, or name another with DOCKER_HOST"
                        + (host.tls().isPresent() ? CHECK_TLS : ""),
                failure);
    }

    EngineException timeout(String what, Duration limit, @Nullable Throwable failure) {
        return new EngineException(
                Reason.TIMEOUT,
                "Cannot " + what + " within " + seconds(limit) + ": the engine at " + host
                        + " has not finished it; check the engine's load, or allow more time",
                failure);
    }

    /** Sets the thread's flag again, since docker-java loses it. */
    EngineException interrupted(String what, Throwable failure) {
        Thread.currentThread().interrupt();
        return new EngineException(
                Reason.INTERRUPTED, "Gave up waiting to " + what + ": the thread was interrupted", failure);
    }

    EngineException closed(String what, @Nullable Throwable failure) {
        return new EngineException(
                Reason.OTHER, "Cannot " + what + ": this connection to the engine is closed; connect anew", failure);
    }

    private static boolean unreachable(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (HANGING_UP.contains(at.getClass().getSimpleName())
                    || (at instanceof IOException && CUT_CONNECTIONS.contains(String.valueOf(at.getMessage())))) {
                return true;
            }
        }
        return cause(failure, ConnectException.class).isPresent()
                || cause(failure, UnknownHostException.class).isPresent()
                || cause(failure, NoSuchFileException.class).isPresent()
                || cause(failure, EOFException.class).isPresent()
                || cause(failure, SocketException.class).isPresent()
                || cause(failure, ClosedChannelException.class).isPresent();
    }

    /** The engine's own words, without status and JSON. */
    static String words(DockerException refused) {
        String text = String.valueOf(refused.getMessage());
        Matcher matcher = MESSAGE.matcher(text);
        String words = matcher.find()
                ? unescape(matcher.group(1))
                : STATUS.matcher(text).replaceFirst("");
        return words.strip();
    }

    private static String unescape(String json) {
        return ESCAPE.matcher(json).replaceAll(found -> {
            String code = found.group(1);
            String plain = switch (code.charAt(0)) {
                case 'n' -> "\n";
                case 't' -> "\t";
                case 'r' -> "";
                case 'u' -> code.length() == 5 ? Character.toString(Integer.parseInt(code.substring(1), 16)) : code;
                default -> code;
            };
            return Matcher.quoteReplacement(plain);
        });
    }

    private static String deepestWords(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getMessage() != null) {
                deepest = at;
            }
        }
        boolean plain = deepest instanceof IOException && !(deepest instanceof UnknownHostException);
        String words = String.valueOf(deepest.getMessage());
        return plain && deepest.getMessage() != null
                ? words
                : deepest.getClass().getSimpleName() + " " + words;
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
