package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files into and out of containers. */
@RequiresEngine
@Timeout(90)
class FilesIT {

    private static final long LARGE = 100L * 1024 * 1024;

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path folder;

    private RunningService service;

    @BeforeEach
    void up() {
        var stack = fixture.stack().service(idle("worker").build()).build();
        service = fixture.infra().up(Environment.of("files", stack)).service("worker");
    }

    private String shell(String line) {
        var result = service.exec("sh", "-c", line).run(Duration.ofSeconds(20));
        assertThat(result.exitCode()).as(result.standardError()).isZero();
        return result.standardOutput();
    }

    @Test
    void folderGoesInAndComesOutAgainAsItWas() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/inner ü"));
        Files.writeString(tree.resolve("file"), "content");
        Files.setPosixFilePermissions(tree.resolve("file"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("inner ü/file"));
        Files.createFile(folder.resolve("tree/empty"));

        service.files().owner(1000, 33).copyIn(folder.resolve("tree"), "/opt/made");

        assertThat(shell("stat -c '%n %u %g %a' /opt/made/inner*/file /opt/made; readlink /opt/made/link"))
                .isEqualTo("/opt/made/inner ü/file 1000 33 751\n/opt/made 1000 33 755\ninner ü/file\n");
        Path back = folder.resolve("back");
        service.files().copyOut("/opt/made", back);
        assertThat(names(back)).isEqualTo(names(folder.resolve("tree")));
        assertThat(back.resolve("inner ü/file")).hasContent("content");
        assertThat(Files.getPosixFilePermissions(back.resolve("inner ü/file")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
        assertThat(Files.readSymbolicLink(back.resolve("link"))).hasToString("inner ü/file");
        assertThatThrownBy(() -> service.files().copyOut("/opt/made", back))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("is there already");
        // nothing half copied lies about
        assertThat(names(folder)).noneMatch(name -> name.endsWith(".part"));
    }

    private static List<String> names(Path top) throws Exception {
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.map(path -> top.relativize(path).toString()).sorted().toList();
        }
    }

    @Test
    void largeFileStreamsBothWaysWithoutMemory() throws Exception {
        var in = MessageDigest.getInstance("SHA-256");
        var out = MessageDigest.getInstance("SHA-256");

        service.files().write(new DigestInputStream(new Pattern(LARGE), in), LARGE, "/tmp/large");
        service.files().read("/tmp/large", new DigestOutputStream(OutputStream.nullOutputStream(), out));

        assertThat(out.digest()).isEqualTo(in.digest());
        assertThat(shell("stat -c '%s %u %a' /tmp/large")).isEqualTo(LARGE + " 0 644\n");
    }

    @Test
    void fileReplacesAFileAndTarStreamsPassAsTheyAre() throws Exception {
        Path target = folder.resolve("target");
        Files.writeString(target, "old");
        shell("echo new > /tmp/one");

        service.files().copyOut("/tmp/one", target);

        assertThat(target).hasContent("new\n");
        var tar = new ByteArrayOutputStream();
        service.files().archiveOut("/tmp/one", tar);
        service.files().extractIn(new ByteArrayInputStream(tar.toByteArray()), "/opt");
        assertThat(shell("cat /opt/one")).isEqualTo("new\n");
    }

    @Test
    void copyWhenSomethingIsMissingSaysWhatAndLeavesNothing() throws Exception {
        assertReason(Reason.NOT_FOUND, () -> service.files().copyOut("/no/such", folder.resolve("x")));
        assertReason(
                Reason.NOT_FOUND,
                () -> service.files().write(new ByteArrayInputStream(new byte[10]), 10, "/no/such/folder/file"));
        assertThatThrownBy(() -> service.files().copyIn(folder.resolve("none"), "/tmp/none"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("there is no file or folder");
        assertThatThrownBy(() -> service.files().write(new ByteArrayInputStream(new byte[10]), 11, "/tmp/short"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("ended 1 bytes before");
        assertThatThrownBy(() -> service.files().read("/tmp", new ByteArrayOutputStream()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("/tmp is no file");
        assertThatThrownBy(() -> service.files().copyIn(folder, "relative"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(names(folder)).containsExactly("");
    }

    private static void assertReason(Reason reason, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /** So many bytes, made up as they are read. */
    private static final class Pattern extends InputStream {

        private final byte[] block = "meeshy and the sea ".repeat(500).getBytes(StandardCharsets.UTF_8);
        private long left;

        Pattern(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? block[(int) (left % block.length)] : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(Math.min(length, left), block.length);
            System.arraycopy(block, 0, bytes, offset, some);
            left -= some;
            return some;
        }
    }
}
