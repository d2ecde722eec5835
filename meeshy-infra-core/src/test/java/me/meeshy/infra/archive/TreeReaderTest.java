package me.meeshy.infra.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReaderTest {

    @TempDir
    Path outside;

    private Path folder;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(outside.resolve("folder"));
        Files.writeString(outside.resolve("secret"), "theirs");
    }

    private void file(String name, String content) throws IOException {
        // as it is written, also where it is not as it should be
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
    }

    private void link(String name, String to, byte type) throws IOException {
        var entry = new TarArchiveEntry(name, type);
        entry.setLinkName(to);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void extract() throws IOException {
        tar.close();
        TreeReader.extract(new ByteArrayInputStream(bytes.toByteArray()), folder);
    }

    private void assertRefused() throws IOException {
        assertThatThrownBy(this::extract).isInstanceOf(UnsafeArchiveException.class);
        try (Stream<Path> all = Files.list(outside)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("folder", "secret");
        }
        assertThat(outside.resolve("secret")).hasContent("theirs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/evil", "a/../../secret", "..", "a/..", "."})
    void extractWhenAnEntryLeavesTheFolderRefuses(String name) throws IOException {
        file(name, "evil");

        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"link, ../secret", "link, /etc/passwd", "a/link, ../../secret", "link, a/../../secret", "link, .."})
    void extractWhenALinkLeadsOutRefuses(String name, String to) throws IOException {
        link(name, to, TarConstants.LF_SYMLINK);

        assertRefused();
    }

    @Test
    void extractWhenAnEntryLeadsThroughALinkRefuses() throws IOException {
        Files.createDirectory(folder.resolve("real"));
        link("door", "real", TarConstants.LF_SYMLINK);
        file("door/file", "evil");

        assertRefused();
    }

    @Test
    void extractWhenALinkTurnsUpwardsBehindAnotherLinkRefuses() throws IOException {
        file("a/b/c/file", "");
        link("a/b/c/up", "../../..", TarConstants.LF_SYMLINK);
        // seems to be a/b/c, and is outside
        link("way", "a/b/c/up/..", TarConstants.LF_SYMLINK);

        assertRefused();
    }

    @Test
    void extractWhenAHardLinkLeadsOutOrToNoFileRefuses() throws IOException {
        link("hard", "../secret", TarConstants.LF_LINK);

        assertRefused();
    }

    @Test
    void extractWhenADeviceComesRefuses() throws IOException {
        link("null", "", TarConstants.LF_CHR);

        assertRefused();
    }

    @Test
    void extractWhenAFileComesTwiceFails() throws IOException {
        file("one", "1");
        file("one", "2");

        assertThatThrownBy(this::extract).isInstanceOf(IOException.class);
    }

    @Test
    void extractKeepsFoldersFilesAndLinksWithin() throws IOException {
        file("a/file", "text");
        link("a/soft", "../a/file", TarConstants.LF_SYMLINK);
        link("hard", "a/file", TarConstants.LF_LINK);

        extract();

        assertThat(folder.resolve("a/file")).hasContent("text");
        assertThat(folder.resolve("a/soft")).hasContent("text").isSymbolicLink();
        assertThat(folder.resolve("hard")).hasContent("text");
    }

    @Test
    void contentIsOfAFileOnly() throws IOException {
        file("one", "text");
        tar.close();
        var out = new ByteArrayOutputStream();

        TreeReader.content(new ByteArrayInputStream(bytes.toByteArray()), "/one", out);

        assertThat(out).hasToString("text");
        assertThatThrownBy(() -> TreeReader.content(
                        new ByteArrayInputStream(new byte[1024]), "/none", new ByteArrayOutputStream()))
                .hasMessage("/none is no file");
    }
}
