package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class HttpAnswerTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more', 200, hello",
        "'HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello', 200, hello",
        "'HTTP/1.1 200 OK\r\n\r\nto the end', 200, to the end",
        "'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno', 404, no",
        "'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello', 204, ''",
        "'HTTP/1.1 304\r\n\r\n', 304, ''",
    })
    void bodyIsReadAsFarAsItGoes(String answer, int status, String body) throws IOException {
        InputStream in = bytes(answer);
        HttpAnswer read = HttpAnswer.read(in);

        assertThat(read.status()).isEqualTo(status);
        assertThat(read.body(in)).isEqualTo(body);
    }

    @Test
    void bodyInChunksIsPutTogether() throws IOException {
        InputStream in = bytes(CHUNKED + "3\r\nc\u00fc\r\nA;why=not\r\n0123456789\r\n0\r\n\r\n");

        assertThat(HttpAnswer.read(in).body(in)).isEqualTo("c\u00fc0123456789");
    }

    @Test
    void chunkIsReadBeforeTheNextHasCome() throws IOException {
        var sent = new PipedOutputStream();
        InputStream in = new PipedInputStream(sent);
        sent.write((CHUNKED + "6\r\nevent\n").getBytes(StandardCharsets.UTF_8));

        var lines = new BufferedReader(new InputStreamReader(HttpAnswer.read(in).stream(in), StandardCharsets.UTF_8));

        assertThat(lines.readLine()).isEqualTo("event");
    }

    @Test
    void readLeavesWhatFollowsTheHead() throws IOException {
        InputStream in = bytes("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nstream");

        assertThat(HttpAnswer.read(in).status()).isEqualTo(101);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                CHUNKED + "5\r\nhell",
                CHUNKED + "5\r\nhello\r\n",
                CHUNKED + "5\r\nhello\r\n0",
            })
    void answerThatBreaksOffIsNoAnswer(String answer) {
        InputStream in = bytes(answer);

        assertThatThrownBy(() -> HttpAnswer.read(in).body(in)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 two OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                CHUNKED + "xyz\r\n",
            })
    void answerThatIsNoHttpSaysIt(String answer) {
        InputStream in = bytes(answer);

        assertThatThrownBy(() -> HttpAnswer.read(in).body(in))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no HTTP");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
