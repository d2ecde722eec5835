package me.meeshy.infra.check;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import me.meeshy.infra.internal.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That an address answers a GET as expected: with the status that was asked for, or any from 200 to 299. Redirects are
 * not followed. At most 1 MiB of the answer's body is read.
 *
 * <p>Over https the server's certificate must be trusted and must be for the name in the URI, also where
 * {@link #resolve(String, InetSocketAddress)} says where that name is to be found.
 *
 * <p>Immutable: each method that changes something returns a changed copy. Thread-safe.
 */
public final class HttpCheck implements Check {

    /** How long one attempt may take unless {@link #timeout} says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HttpCheck.class);

    private final Target target;
    private final OptionalInt status;
    private final List<Expectation> expectations;

    private record Target(
            URI uri, Optional<InetAddress> address, OptionalInt port, Optional<Path> trusted, Duration timeout) {}

    private record Expectation(String what, HttpExpectation holds) {}

    private interface HttpExpectation {
        /** Why the answer does not hold, or empty if it does. */
        Optional<String> failure(HttpExchange.Answer answer);
    }

    private HttpCheck(Target target, OptionalInt status, List<Expectation> expectations) {
        this.target = target;
        this.status = status;
        this.expectations = List.copyOf(expectations);
    }

    static HttpCheck of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("an HTTP check takes an absolute http or https URI with a host, not "
                    + (uri.getRawUserInfo() == null ? uri : "one with credentials"));
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the URI of an HTTP check for " + uri.getHost()
                    + " holds credentials, which would end up in reports; leave them out");
        }
        URI plain = URI.create(uri.toASCIIString());
        return new HttpCheck(
                new Target(plain, Optional.empty(), OptionalInt.empty(), Optional.empty(), DEFAULT_TIMEOUT),
                OptionalInt.empty(),
                List.of());
    }

    /**
     * With the status that the answer must have; any from 200 to 299 if this is not called.
     *
     * @param expected for instance 200
     * @return the changed copy
     * @throws IllegalArgumentException if it is not between 100 and 599
     */
    public HttpCheck status(int expected) {
        if (expected < 100 || expected > 599) {
            throw new IllegalArgumentException("an HTTP status is between 100 and 599, not " + expected);
        }
        return new HttpCheck(target, OptionalInt.of(expected), expectations);
    }

    /**
     * With a header that the answer must have.
     *
     * @param name its name, without regard to case
     * @param value its whole value
     * @return the changed copy
     */
    public HttpCheck header(String name, String value) {
        return expecting("header " + name, answer -> {
            List<String> seen = answer.headers().getOrDefault(name, List.of());
            return seen.contains(value) ? Optional.empty() : Optional.of("expected " + value + ", got " + seen);
        });
    }

    /**
     * With a text that must stand in the answer's body, read as JSON.
     *
     * @param pointer where (RFC 6901), such as {@code /status}; empty for the whole document
     * @param expected the text
     * @return the changed copy
     * @throws IllegalArgumentException if the pointer is neither empty nor begins with a slash
     */
    public HttpCheck json(String pointer, String expected) {
        return expectingJson(pointer, expected);
    }

    /**
     * With a number that must stand in the answer's body, read as JSON.
     *
     * @param pointer where (RFC 6901), such as {@code /users}; empty for the whole document
     * @param expected the number
     * @return the changed copy
     * @throws IllegalArgumentException if the pointer is neither empty nor begins with a slash
     */
    public HttpCheck json(String pointer, long expected) {
        return expectingJson(pointer, BigDecimal.valueOf(expected));
    }

    /**
     * With a truth value that must stand in the answer's body, read as JSON.
     *
     * @param pointer where (RFC 6901), such as {@code /ready}; empty for the whole document
     * @param expected true or false
     * @return the changed copy
     * @throws IllegalArgumentException if the pointer is neither empty nor begins with a slash
     */
    public HttpCheck json(String pointer, boolean expected) {
        return expectingJson(pointer, expected);
    }

    /**
     * With the address that the URI's name is looked for at, in place of what name servers say. The name still stands in the
     * {@code Host} header and in TLS's server name, and is what the certificate must be for.
     *
     * @param host the URI's host
     * @param address where to connect; the port is the URI's
     * @return the changed copy
     * @throws IllegalArgumentException if the URI has another host
     */
    public HttpCheck resolve(String host, InetAddress address) {
        requireHost(host);
        return with(new Target(target.uri, Optional.of(address), OptionalInt.empty(), target.trusted, target.timeout));
    }

    /**
     * The same with a port of its own, such as {@code service.address(443)}.
     *
     * @param host the URI's host
     * @param address where to connect, port included
     * @return the changed copy
     * @throws IllegalArgumentException if the URI has another host, or the address is itself unresolved
     */
    public HttpCheck resolve(String host, InetSocketAddress address) {
        requireHost(host);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("cannot resolve " + host + " to " + address.getHostString()
                    + ", which is a name without an address itself");
        }
        return with(new Target(
                target.uri,
                Optional.of(address.getAddress()),
                OptionalInt.of(address.getPort()),
                target.trusted,
                target.timeout));
    }

    /**
     * Trusts one certificate, such as a self-signed one, and no other. It must still be valid and for the URI's name.
     *
     * @param pem a file with the server's own certificate in PEM; read at each attempt
     * @return the changed copy
     * @throws IllegalArgumentException if the URI is not https
     */
    public HttpCheck trust(Path pem) {
        if (!https()) {
            throw new IllegalArgumentException("a certificate to trust goes only with https, not " + shown());
        }
        return with(new Target(target.uri, target.address, target.port, Optional.of(pem), target.timeout));
    }

    /**
     * With another limit for one attempt; 5 s if this is not called.
     *
     * @param attempt how long one attempt may take, more than zero
     * @return the changed copy
     * @throws IllegalArgumentException if it is not more than zero
     */
    public HttpCheck timeout(Duration attempt) {
        if (attempt.isNegative() || attempt.isZero()) {
            throw new IllegalArgumentException("the timeout of an HTTP check must be more than zero, not " + attempt);
        }
        return with(new Target(target.uri, target.address, target.port, target.trusted, attempt));
    }

    @Override
    public CheckResult run(Duration deadline) {
        Duration limit = deadline.compareTo(target.timeout) < 0 ? deadline : target.timeout;
        var socket = new Socket();
        return Abortable.run("GET " + shown(), limit, () -> close(socket), () -> judge(exchange(socket, limit)));
    }

    private HttpExchange.Answer exchange(Socket socket, Duration limit) throws IOException {
        String host = name();
        InetAddress address = target.address.isPresent() ? target.address.get() : InetAddress.getByName(host);
        int scheme = https() ? 443 : 80;
        int port = target.port.orElse(target.uri.getPort() < 0 ? scheme : target.uri.getPort());
        socket.connect(new InetSocketAddress(address, port), (int) Math.min(limit.toMillis() + 1, Integer.MAX_VALUE));
        if (!https()) {
            return ask(socket);
        }
        // the name, not the address: it goes into TLS's server name and is what the certificate is compared with
        try (var tls = (SSLSocket) TrustedCertificate.sockets(target.trusted).createSocket(socket, host, port, true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return ask(tls);
        }
    }

    private HttpExchange.Answer ask(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(HttpExchange.request(target.uri));
        out.flush();
        return HttpExchange.read(socket.getInputStream());
    }

    private CheckResult judge(HttpExchange.Answer answer) {
        if (!statusFits(answer.status())) {
            String wanted = status.isPresent() ? String.valueOf(status.getAsInt()) : "200 to 299";
            return CheckResult.fails("GET " + shown() + ": expected status " + wanted + ", got " + answer.status());
        }
        for (Expectation expectation : expectations) {
            Optional<String> failure = expectation.holds.failure(answer);
            if (failure.isPresent()) {
                return CheckResult.fails(
                        "GET " + shown() + ": " + expectation.what + ": " + Excerpt.head(failure.get()));
            }
        }
        return CheckResult.holds("GET " + shown() + ": " + answer.status());
    }

    private boolean statusFits(int seen) {
        return status.isPresent() ? seen == status.getAsInt() : (seen >= 200 && seen < 300);
    }

    private HttpCheck expectingJson(String where, Object expected) {
        var pointer = new JsonPointer(where);
        return expecting("JSON " + pointer, answer -> {
            try {
                Optional<Object> seen = pointer.in(Optional.ofNullable(Json.parse(answer.body())));
                return seen.filter(value -> same(value, expected)).isPresent()
                        ? Optional.empty()
                        : Optional.of("expected " + expected + ", got "
                                + seen.map(String::valueOf).orElse("nothing"));
            } catch (IllegalArgumentException e) {
                return Optional.of("expected " + expected + ", but the body is " + e.getMessage());
            }
        });
    }

    private static boolean same(Object seen, Object expected) {
        if (seen instanceof BigDecimal one && expected instanceof BigDecimal other) {
            return one.compareTo(other) == 0;
        }
        return seen.equals(expected);
    }

    private HttpCheck expecting(String what, HttpExpectation expectation) {
        var changed = new ArrayList<>(expectations);
        changed.add(new Expectation(what, expectation));
        return new HttpCheck(target, status, changed);
    }

    private HttpCheck with(Target changed) {
        return new HttpCheck(changed, status, expectations);
    }

    private void requireHost(String host) {
        if (!name().equalsIgnoreCase(host)) {
            throw new IllegalArgumentException(
                    "an HTTP check of " + shown() + " does not look up '" + host + "' but '" + name() + "'");
        }
    }

    private boolean https() {
        return target.uri.getScheme().equalsIgnoreCase("https");
    }

    private String name() {
        String host = target.uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Without the query, which may hold a token. */
    private String shown() {
        String text = target.uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query) + "?<hidden>";
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is lost: the exchange is over or was given up
            LOG.debug("closing a check's socket failed", e);
        }
    }

    /**
     * What is asked.
     *
     * @return for instance {@code GET https://meeshy.me/health}, the query hidden
     */
    @Override
    public String toString() {
        return "GET " + shown();
    }
}
