package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastOutputTest {

    private final LastOutput output = new LastOutput();

    @Test
    void textWhenLittleIsWrittenIsAllOfIt() {
        write("one ");
        output.write('2');

        assertThat(output.text()).isEqualTo("one 2");
    }

    @Test
    void textWhenMuchIsWrittenIsItsEnd() {
        write("lost".repeat(1000) + "x".repeat(600));
        write("y".repeat(600));
        assertThat(output.text()).isEqualTo("x".repeat(400) + "y".repeat(600));

        write("z".repeat(5000));
        assertThat(output.text()).isEqualTo("z".repeat(1000));
    }

    private void write(String text) {
        byte[] bytes = (" " + text + " ").getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 1, bytes.length - 2);
    }
}
