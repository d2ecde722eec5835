package me.meeshy.infra.mongo.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackedOutputTest {

    private static final int CHUNK = 512 * 1024;

    @ParameterizedTest
    @CsvSource({
        "GZIP, 0",
        "GZIP, 1",
        "GZIP, 524287",
        "GZIP, 524288",
        "GZIP, 524289",
        "GZIP, 5000000",
        "ZSTD, 0",
        "ZSTD, 1",
        "ZSTD, 524288",
        "ZSTD, 5000000"
    })
    void whatWasPackedIsUnpackedToTheSame(Compression compression, int length) throws IOException {
        byte[] plain = text(length);

        byte[] packed = packed(compression, compression.usual(), plain, 3);

        assertThat(unpacked(packed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatCannotBePackedSmallerIsStillTheSame(Compression compression) throws IOException {
        byte[] plain = new byte[3 * CHUNK + 17];
        new Random(1).nextBytes(plain);

        assertThat(unpacked(packed(compression, compression.usual(), plain, 2))).isEqualTo(plain);
    }

    @Test
    void gzipIsOneMemberThatAnyReaderTakes() throws IOException {
        byte[] plain = text(3 * CHUNK);
        byte[] packed = packed(Compression.GZIP, 1, plain, 2);
        // one that reads a single member, and would show what stands behind it
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void gzipInChunksIsHardlyLargerThanInOnePiece() throws IOException {
        byte[] plain = text(8 * CHUNK);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole)) {
            gzip.write(plain);
        }

        assertThat(packed(Compression.GZIP, 6, plain, 2).length).isLessThan(whole.size() * 102 / 100);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void unpackingWhatWasCutShortFails(Compression compression) throws IOException {
        byte[] packed = packed(compression, compression.usual(), text(2 * CHUNK), 2);
        byte[] cut = java.util.Arrays.copyOf(packed, packed.length - 3);

        assertThatThrownBy(() -> unpacked(cut)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void unpackingWhatWasChangedFails(Compression compression) throws IOException {
        byte[] packed = packed(compression, compression.usual(), text(2 * CHUNK), 2);
        packed[packed.length / 2] ^= 0x10;

        assertThatThrownBy(() -> unpacked(packed)).isInstanceOf(IOException.class);
    }

    @Test
    void writeWhenTheDiskIsFullFailsAndLetsGoOfItsThreads() throws IOException {
        OutputStream full = new OutputStream() {
            private int left = 100;

            @Override
            public void write(int b) throws IOException {
                if (left-- == 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
        try (PackedOutput out = new PackedOutput(full, Compression.GZIP, 1, 2)) {
            assertThatThrownBy(() -> out.write(text(10 * CHUNK))).hasMessageContaining("No space left");
        }
    }

    private static byte[] packed(Compression compression, int level, byte[] plain, int threads) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (PackedOutput out = new PackedOutput(packed, compression, level, threads)) {
            int at = 0;
            Random random = new Random(2);
            while (at < plain.length) {
                int length = Math.min(plain.length - at, 1 + random.nextInt(100_000));
                out.write(plain, at, length);
                at += length;
            }
            out.finish();
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (InputStream in = Unpacking.of(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] text(int length) {
        Random random = new Random(3);
        byte[] text = new byte[length];
        String words = "the quick brown fox jumps over a lazy dog 0123456789 ";
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i % 60 < 40 ? words.charAt(i % words.length()) : 'a' + random.nextInt(26));
        }
        return text;
    }
}
