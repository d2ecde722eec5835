package me.meeshy.infra.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.model.Build;
import me.meeshy.infra.model.InfraException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildContextTest {

    @TempDir
    Path folder;

    private Path context = Path.of("");

    @BeforeEach
    void files() throws IOException {
        context = Files.createDirectory(folder.resolve("context"));
        write("Dockerfile", "FROM a\n");
        write("src/main.c", "main");
        write("src/deep/keep.me", "kept");
        write("src/deep/other", "other");
    }

    private Path write(String name, String text) throws IOException {
        Path file = context.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Build.Builder build() {
        return Build.builder(context);
    }

    private BuildContext of(Build.Builder build) {
        return BuildContext.of(build.build(), context);
    }

    /** What is sent, by name: a file's text, where a link leads, or {@code /}. */
    private Map<String, String> sent(BuildContext sent) throws IOException {
        var all = new TreeMap<String, String>();
        try (var tar = new TarArchiveInputStream(sent.stream())) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String what = entry.isDirectory()
                        ? "/"
                        : entry.isSymbolicLink()
                                ? "-> " + entry.getLinkName()
                                : new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(all.put(entry.getName(), what)).as("sent once").isNull();
                assertThat(entry.getLongUserId()).isZero();
            }
        }
        return all;
    }

    @Test
    void filesAreSentWithTheirModesAndLinksAsLinks() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");
        Files.createSymbolicLink(context.resolve("out"), secret);
        Files.createSymbolicLink(context.resolve("src/away"), folder);
        Path script = write("run.sh", "run");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));

        BuildContext sent = of(build());

        assertThat(sent.dockerfile()).isEqualTo("Dockerfile");
        assertThat(sent(sent))
                .containsEntry("out", "-> " + secret)
                .containsEntry("src/away", "-> " + folder)
                .containsEntry("src/main.c", "main")
                .containsOnlyKeys(
                        "Dockerfile",
                        "out",
                        "run.sh",
                        "src/",
                        "src/away",
                        "src/main.c",
                        "src/deep/",
                        "src/deep/keep.me",
                        "src/deep/other");
        try (var tar = new TarArchiveInputStream(sent.stream())) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals("run.sh")) {
                    assertThat(entry.getMode() & 0777).isEqualTo(0750);
                }
            }
        }
    }

    @Test
    void whatIsIgnoredIsNotSentButWhatTheEngineNeedsIs() throws Exception {
        write(".dockerignore", "**\n!src/**/*.me\nsrc/main.c\n");

        assertThat(sent(of(build())))
                .containsOnlyKeys("Dockerfile", ".dockerignore", "src/", "src/deep/", "src/deep/keep.me");
    }

    @Test
    void dockerfilesOwnIgnoreFileGoesBeforeTheOther() throws Exception {
        write(".dockerignore", "src\n");
        write("Dockerfile.dockerignore", "src/deep\n");

        assertThat(sent(of(build())))
                .containsEntry(".dockerignore", "src/deep\n")
                .containsKey("src/main.c")
                .doesNotContainKey("src/deep/other");
    }

    @Test
    void dockerfileOutsideOrInlineTravelsBesideAndIsHiddenFromCopies() throws Exception {
        write(".dockerignore", "src/main.c\n");
        Path outside = Files.writeString(folder.resolve("Other.docker"), "FROM b\n");
        for (Build.Builder build : new Build.Builder[] {
            build().dockerfile("../Other.docker"), build().dockerfile(outside.toString()), build().inline("FROM b\n")
        }) {
            BuildContext sent = of(build);

            assertThat(sent.bases()).containsExactly("b");
            assertThat(sent(sent))
                    .containsEntry(sent.dockerfile(), "FROM b\n")
                    .containsEntry(".dockerignore", "src/main.c\n\n" + sent.dockerfile() + "\n")
                    .containsEntry("Dockerfile", "FROM a\n")
                    .doesNotContainKey("src/main.c");
        }
    }

    @Test
    void whatIsNotThereOrNeedsBuildKitIsNamed() throws Exception {
        assertThatThrownBy(() -> of(build().dockerfile("none")))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining(
                        "there is no Dockerfile " + context.toRealPath().resolve("none"));
        assertThatThrownBy(() -> BuildContext.of(build().build(), folder.resolve("none")))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("is no directory");
        assertThatThrownBy(() -> of(build().inline("FROM a\nRUN --mount=type=cache x")))
                .hasMessageStartingWith("dockerfile_inline:2: RUN --mount is refused");
    }
}
