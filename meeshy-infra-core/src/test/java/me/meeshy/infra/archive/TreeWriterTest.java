package me.meeshy.infra.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeWriterTest {

    @TempDir
    Path folder;

    @Test
    void writeKeepsNamesModesLinksAndSetsTheOwner() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/inner"));
        Files.writeString(tree.resolve("file"), "text");
        Files.setPosixFilePermissions(tree.resolve("file"), PosixFilePermissions.fromString("rwx--x-w-"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("/nowhere"));
        var bytes = new ByteArrayOutputStream();

        TreeWriter.write(folder.resolve("tree"), "made", new Owner(false, 7, 8), bytes);

        var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        var seen = new java.util.TreeMap<String, String>();
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            seen.put(
                    entry.getName(),
                    Integer.toOctalString(entry.getMode() & 0777) + " " + entry.getLongUserId() + ":"
                            + entry.getLongGroupId() + " " + entry.getLinkName() + entry.getSize());
        }
        assertThat(seen).containsOnlyKeys("made/", "made/inner/", "made/inner/file", "made/inner/link");
        assertThat(seen.get("made/inner/file")).isEqualTo("712 7:8 4");
        assertThat(seen.get("made/inner/link")).isEqualTo("777 7:8 /nowhere0");
    }

    @Test
    void writeWhenTheOwnerIsKeptTellsTheFilesOwn() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "text");
        var bytes = new ByteArrayOutputStream();

        TreeWriter.write(file, "file", Owner.KEPT, bytes);

        var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(tar.getNextEntry().getLongUserId())
                .isEqualTo(((Integer) Files.getAttribute(file, "unix:uid")).longValue());
    }

    @Test
    void pipeWhenTheWriterFailsFailsTheReaderToo() throws Exception {
        try (Pipe pipe = Pipe.of(out -> {
            out.write(1);
            throw new IOException("torn");
        })) {
            assertThat(pipe.read()).isEqualTo(1);
            assertThatThrownBy(pipe::read).isInstanceOf(IOException.class).hasMessage("torn");
            assertThat(pipe.failure()).hasMessage("torn");
            assertThat(pipe.isAbandoned()).isFalse();
        }
    }

    @Test
    void pipeWhenAllIsWrittenEnds() throws Exception {
        try (Pipe pipe = Pipe.of(out -> out.write(new byte[1_000_000]))) {
            assertThat(pipe.readAllBytes()).hasSize(1_000_000);
        }
    }
}
