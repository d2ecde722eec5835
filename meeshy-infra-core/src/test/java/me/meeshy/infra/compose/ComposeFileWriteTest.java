package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read again as what it was. */
class ComposeFileWriteTest {

    @TempDir
    private Path directory;

    static Stream<String> corpus() {
        return Corpus.names();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void writeWhenReadAgainGivesTheSameStack(String name) throws IOException {
        Path project = Corpus.project(directory, name);
        Stack stack = ComposeFile.in(project).variables(Corpus.VARIABLES).load().stack();
        Path written = Files.createDirectory(directory.resolve("written")).resolve("compose.yaml");
        ComposeFile.write(stack, written);
        LoadedStack again = ComposeFile.of(written).variables(Map.of()).strict().load();
        assertThat(again.stack()).as(Files.readString(written)).isEqualTo(stack);
        assertThat(again.stack().services().keySet())
                .containsExactlyElementsOf(stack.services().keySet());
        // canonical: what was read from it is written as it is
        Path twice = directory.resolve("twice.yaml");
        ComposeFile.write(again.stack(), twice);
        assertThat(twice).hasSameTextualContentAs(written);
    }

    @Test
    void corpusUsesEveryKeyThatIsRead() {
        assertThat(Corpus.names().count()).isGreaterThanOrEqualTo(60);
        List<String> all = new ArrayList<>();
        Corpus.names().map(Corpus::text).forEach(text -> {
            for (YamlNode document : YamlReader.parse(Source.of(Path.of("x")), text)) {
                keys(document, all);
            }
        });
        for (Section section : Section.values()) {
            assertThat(all).as("corpus, keys of " + section).containsAll(section.read());
        }
    }

    private static void keys(YamlNode node, List<String> all) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                all.add(key);
                keys(entry.value(), all);
            });
        } else if (node instanceof YamlNode.Sequence sequence) {
            sequence.items().forEach(item -> keys(item, all));
        }
    }

    @Test
    void writeWhenStackIsBuiltInJavaIsReadAgain() throws IOException {
        Stack stack = Stack.builder("chat")
                .service(Service.builder("database", "mongo:8.0")
                        .expose(27017)
                        .volume("data", "/data/db")
                        .healthcheck(Healthcheck.shell("mongosh --eval \"db.x.find({$gt: 1})\"")
                                .interval(Duration.ofMillis(1500)))
                        .environment("PASS", "a$b${C}\n\"q\" \\ é 🙂 \u0001")
                        .build())
                .service(Service.builder("gateway", "gateway")
                        .publish(3000)
                        .dependsOn("database", Condition.HEALTHY)
                        .secret("key")
                        .build())
                .volume(new Volume("data", Optional.of("fixed"), true, Optional.empty(), Map.of(), Map.of()))
                .secret(new Secret("key", directory.resolve("k")))
                .build();
        Path written = directory.resolve("compose.yaml");
        ComposeFile.write(stack, written);
        assertThat(ComposeFile.of(written).variables(Map.of()).load().stack()).isEqualTo(stack);
        assertThat(Files.getPosixFilePermissions(written)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(written)).contains("image: mongo:8.0\n").contains("interval: \"1.5s\"\n");
    }

    @Test
    void writeWhenFileCannotBeWrittenLeavesWhatIsThere() throws IOException {
        Stack stack =
                Stack.builder("chat").service(Service.builder("a", "x").build()).build();
        assertThatThrownBy(() -> ComposeFile.write(stack, directory.resolve("gone/compose.yaml")))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("gone/compose.yaml");
        assertThatThrownBy(() -> ComposeFile.write(stack, directory))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("it is a directory");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
