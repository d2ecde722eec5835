package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of the corpus, and what we write of it, mean the same to us and to {@code docker compose config}. */
@RequiresCompose
class CorpusIT {

    @TempDir
    private Path directory;

    static Stream<String> corpus() {
        return Corpus.names();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void loadAndWriteAgreeWithCompose(String name) throws IOException {
        Path project = Corpus.project(directory, name);
        Stack stack = ComposeFile.in(project).variables(Corpus.VARIABLES).load().stack();
        Map<String, Object> ours = ResolvedByUs.of(stack);
        String theirs = config(project, Corpus.VARIABLES);
        assertThat(ours).isEqualTo(ResolvedByCompose.read(theirs));
        Path written = Files.createDirectory(directory.resolve("written"));
        ComposeFile.write(stack, written.resolve("compose.yaml"));
        String again = config(written, Map.of("HOME", "/nowhere"));
        assertThat(ResolvedByCompose.read(again)).isEqualTo(ours);
        // the program prints nothing of pull_refresh_after, which says how old an image may be
        if (!name.equals("pull-refresh")) {
            assertThat(WholeConfig.of(again)).as("key by key").isEqualTo(WholeConfig.of(theirs));
        }
    }

    private static String config(Path project, Map<String, String> variables) {
        ComposeCommand.Result result = ComposeCommand.config(project, variables);
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return result.output();
    }
}
