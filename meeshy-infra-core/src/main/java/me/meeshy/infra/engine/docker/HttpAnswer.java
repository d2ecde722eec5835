package me.meeshy.infra.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request over a connection of ours, as far as it has been read: the head. What follows is a body, or a stream that
 * the connection has been taken over for.
 *
 * @param status the HTTP status
 * @param headers their names in small letters
 */
record HttpAnswer(int status, Map<String, String> headers) {

    private static final int LONGEST_HEAD_BYTES = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    static final String BROKEN_OFF = "the engine ended the connection in the middle of an answer";

    /** Reads a head, and nothing behind it if the stream has no buffer. */
    static HttpAnswer read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n", -1);
        String[] words = lines[0].split(" ", 3);
        int status;
        try {
            status = Integer.parseInt(words[1]);
        } catch (RuntimeException e) {
            throw new IOException("the engine's answer is no HTTP: " + words[0], e);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new HttpAnswer(status, headers);
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int one = in.read();
            if (one < 0 || head.size() > LONGEST_HEAD_BYTES) {
                throw new EOFException("the engine ended the connection instead of an answer");
            }
            head.write(one);
            matched = one == "\r\n\r\n".charAt(matched) ? matched + 1 : one == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /** Reads the whole body, which must be what comes next. */
    String body(InputStream in) throws IOException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return "";
        }
        @Nullable String length = headers.get("content-length");
        byte[] bytes = isChunked() || length == null ? stream(in).readAllBytes() : exactly(in, number(length, 10));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The body as it comes, which must be what comes next; it ends where the engine ends it. */
    InputStream stream(InputStream in) {
        return isChunked() ? new ChunkedStream(in) : in;
    }

    private boolean isChunked() {
        return "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
    }

    static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix) & Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new IOException("the engine's answer is no HTTP: a length of \"" + text + "\"", e);
        }
    }

    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0 || line.length() > LONGEST_HEAD_BYTES) {
                throw new EOFException(BROKEN_OFF);
            }
            line.append((char) one);
        }
        return line.toString().strip();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(BROKEN_OFF);
        }
        return bytes;
    }
}
