package me.meeshy.infra.mongo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpKeyTest {

    private static final int HEAD = 40;
    private static final int CHUNK = 64 * 1024 + 16;

    @TempDir
    Path directory;

    private Path file;
    private DumpKey key;

    @BeforeEach
    void makeKey() {
        file = directory.resolve("key");
        key = DumpKey.create(file);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void whatWasSealedIsOpenedWithTheKeyFromTheFile(int length) throws IOException {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);

        byte[] sealed = sealed(plain);

        assertThat(DumpKey.isSealed(sealed)).isTrue();
        assertThat(opened(DumpKey.fromFile(file), sealed)).isEqualTo(plain);
        assertThat(sealed(plain)).isNotEqualTo(sealed);
    }

    @Test
    void whatWasCutAnywhereIsNotOpened() throws IOException {
        byte[] sealed = sealed(new byte[200_000]);
        for (int length = 0; length < sealed.length; length += length < 200 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> opened(key, cut)).as("cut at %s", length).isInstanceOf(IOException.class);
        }
        for (int chunks = 1; chunks <= 3; chunks++) {
            byte[] cut = Arrays.copyOf(sealed, HEAD + chunks * CHUNK);
            assertThatThrownBy(() -> opened(key, cut))
                    .as("cut after chunk %s", chunks)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatWasChangedPutInAnotherOrderOrAppendedToIsNotOpened() throws IOException {
        byte[] sealed = sealed(new byte[200_000]);
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> opened(key, changed)).isInstanceOf(IOException.class);
        }
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, HEAD, swapped, HEAD + CHUNK, CHUNK);
        System.arraycopy(sealed, HEAD + CHUNK, swapped, HEAD, CHUNK);
        assertThatThrownBy(() -> opened(key, swapped)).isInstanceOf(IOException.class);
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 16);
        assertThatThrownBy(() -> opened(key, longer)).isInstanceOf(IOException.class);
        byte[] other = sealed(new byte[200_000]);
        System.arraycopy(other, HEAD, swapped, HEAD, CHUNK);
        System.arraycopy(sealed, HEAD + CHUNK, swapped, HEAD + CHUNK, CHUNK);
        assertThatThrownBy(() -> opened(key, swapped)).isInstanceOf(IOException.class);
    }

    @Test
    void anotherKeyOpensNothingAndNoKeyIsShown() throws IOException {
        byte[] sealed = sealed(new byte[10]);
        DumpKey other = DumpKey.create(directory.resolve("other"));

        assertThatThrownBy(() -> opened(other, sealed)).isInstanceOf(IOException.class);
        assertThat(key.toString()).doesNotContain(Files.readString(file).strip());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> DumpKey.create(file)).isInstanceOf(DataException.class);
        Files.writeString(directory.resolve("short"), "abc");
        assertThatThrownBy(() -> DumpKey.fromFile(directory.resolve("short")))
                .isInstanceOf(DataException.class)
                .hasMessageNotContaining("abc");
        assertThatThrownBy(() -> DumpKey.fromFile(directory.resolve("absent"))).isInstanceOf(DataException.class);
    }

    private byte[] sealed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream seal = key.seal(out)) {
            int half = plain.length / 2;
            seal.write(plain, 0, half);
            seal.write(plain, half, plain.length - half);
        }
        return out.toByteArray();
    }

    private static byte[] opened(DumpKey key, byte[] sealed) throws IOException {
        return key.open(new ByteArrayInputStream(sealed)).readAllBytes();
    }
}
