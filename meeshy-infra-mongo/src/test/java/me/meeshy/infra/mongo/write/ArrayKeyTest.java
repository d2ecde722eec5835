package me.meeshy.infra.mongo.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArrayKeyTest {

    @Test
    void countsAsDecimalNumbersDo() {
        ArrayKey key = new ArrayKey();
        byte[] written = new byte[16];

        for (int i = 0; i <= 100_001; i++) {
            int end = key.write(written, 3);

            assertThat(end - 3).isEqualTo(key.length());
            assertThat(new String(written, 3, end - 3, StandardCharsets.US_ASCII))
                    .isEqualTo(Integer.toString(i));
            key.next();
        }
    }
}
