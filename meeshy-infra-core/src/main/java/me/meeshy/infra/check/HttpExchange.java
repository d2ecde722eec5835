package me.meeshy.infra.check;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One GET over a socket that is connected already. The JDK's client cannot connect to an address of our choice and still
 * ask for, and check the certificate of, the name in the URI; this one is told where to connect by its caller.
 */
final class HttpExchange {

    private static final int LINE_LIMIT_BYTES = 16 * 1024;
    private static final int HEADER_LIMIT = 200;
    /** More than a health endpoint answers; the rest of a longer body is not read. */
    static final int BODY_LIMIT_BYTES = 1024 * 1024;

    /** An answer; {@code headers} has names without regard to case, {@code body} at most the limit. */
    record Answer(int status, Map<String, List<String>> headers, String body) {}

    private final InputStream in;

    private HttpExchange(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    static byte[] request(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return ("GET " + path + query + " HTTP/1.1\r\nHost: " + uri.getHost() + port
                        + "\r\nUser-Agent: meeshy-infra\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static Answer read(InputStream stream) throws IOException {
        return new HttpExchange(stream).answer();
    }

    private Answer answer() throws IOException {
        while (true) {
            int status = status(line());
            Map<String, List<String>> headers = headers();
            if (status >= 200 || status == 101) {
                boolean bodiless = status == 204 || status == 304 || status == 101;
                return new Answer(status, headers, bodiless ? "" : body(headers));
            }
        }
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new IOException("the answer is not HTTP/1.1 but begins '" + Excerpt.head(line) + "'");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, List<String>> headers() throws IOException {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (int count = 0; count < HEADER_LIMIT; count++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("the answer has a header line without a name");
            }
            headers.computeIfAbsent(line.substring(0, colon).strip(), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        throw new IOException("the answer has more than " + HEADER_LIMIT + " headers");
    }

    private String body(Map<String, List<String>> headers) throws IOException {
        var body = new ByteArrayOutputStream();
        String encoding = last(headers, "Transfer-Encoding");
        String length = last(headers, "Content-Length");
        if (encoding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
            chunks(body);
        } else if (length.isEmpty()) {
            body.writeBytes(in.readNBytes(BODY_LIMIT_BYTES));
        } else {
            copy(body, number(length, 10, "Content-Length"));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (body.size() < BODY_LIMIT_BYTES) {
            long size = number(line().split(";", 2)[0].strip(), 16, "length of a chunk");
            if (size == 0) {
                return;
            }
            copy(body, size);
            if (body.size() < BODY_LIMIT_BYTES) {
                line();
            }
        }
    }

    private void copy(ByteArrayOutputStream body, long length) throws IOException {
        int wanted = (int) Math.min(length, BODY_LIMIT_BYTES - body.size());
        byte[] bytes = in.readNBytes(wanted);
        body.writeBytes(bytes);
        if (bytes.length < wanted) {
            throw new EOFException("the answer ends after " + body.size() + " bytes of its body");
        }
    }

    private static long number(String text, int radix, String what) throws IOException {
        try {
            return Long.parseUnsignedLong(text, radix) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new IOException("the answer has the " + what + " '" + Excerpt.head(text) + "'", e);
        }
    }

    private static String last(Map<String, List<String>> headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (line.size() < LINE_LIMIT_BYTES) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed before the answer was complete");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
        throw new IOException("the answer has a line longer than " + LINE_LIMIT_BYTES + " bytes");
    }
}
