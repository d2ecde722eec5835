package me.meeshy.infra.mongo.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The library for Zstandard is optional: whoever does not have it reads and writes all else. */
class ZstdAbsentTest {

    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final URLClassLoader withoutZstd = new URLClassLoader(
            Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(Pattern.quote(File.pathSeparator)))
                    .filter(path -> !path.contains("zstd"))
                    .map(ZstdAbsentTest::url)
                    .toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader());

    @AfterEach
    void close() throws IOException {
        withoutZstd.close();
    }

    @Test
    void libraryIsNotThere() {
        assertThatThrownBy(() -> withoutZstd.loadClass("com.github.luben.zstd.Zstd"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void ofWhenTheStreamIsGzippedOrPlainUnpacksIt() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("documents".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(unpacked(packed.toByteArray())).hasContent("documents");
        assertThat(unpacked("documents".getBytes(StandardCharsets.UTF_8))).hasContent("documents");
    }

    @Test
    void ofWhenTheStreamIsZstandardSaysWhichLibraryIsWanted() {
        Throwable failure = catchThrowable(() -> unpacked(ZSTD_MAGIC));

        assertThat(failure)
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessageContaining("com.github.luben:zstd-jni")
                .hasMessageContaining("add it to the class path")
                // not by its type, which another loader defined
                .extracting(cause -> cause.getClass().getSimpleName())
                .isEqualTo("DataException");
    }

    private InputStream unpacked(byte[] packed) throws Exception {
        Class<?> unpacking = withoutZstd.loadClass(Unpacking.class.getName());
        return (InputStream)
                unpacking.getMethod("of", InputStream.class).invoke(null, new ByteArrayInputStream(packed));
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
