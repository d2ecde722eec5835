package me.meeshy.infra.mongo.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Crc64Test {

    @Test
    void valueIsThatOfTheCatalogueOfChecksums() {
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        Crc64 crc = new Crc64();
        crc.update(check, 0, check.length);

        assertThat(crc.value()).isEqualTo(0x995dc9bbdf1939faL);
    }

    @Test
    void valueIsTheSameHoweverTheBytesCome() {
        byte[] bytes = new byte[1_003];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Crc64 whole = new Crc64();
        whole.update(bytes, 0, bytes.length);
        Crc64 parts = new Crc64();
        for (int at = 0, length = 0; at < bytes.length; at += length) {
            length = Math.min(bytes.length - at, 1 + at % 13);
            parts.update(bytes, at, length);
        }

        assertThat(parts.value()).isEqualTo(whole.value());
    }

    @Test
    void valueOfNothingIsZero() {
        assertThat(new Crc64().value()).isZero();
    }
}
