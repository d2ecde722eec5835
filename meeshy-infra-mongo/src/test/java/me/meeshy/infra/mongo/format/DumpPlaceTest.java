package me.meeshy.infra.mongo.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpPlaceTest {

    @TempDir
    Path directory;

    @Test
    void prepareRemovesWhatAKilledProcessHasLeft() throws IOException {
        Path left = Files.createDirectories(directory.resolve(".meeshy-db-0a1b2c3d.partial/db"));
        Files.writeString(left.resolve("a.bson"), "half");
        Files.createFile(directory.resolve(".meeshy-db-0a1b2c3d.partial.lock"));

        try (DumpPlace place = DumpPlace.prepare(directory.resolve("dump"), "db")) {
            assertThat(names())
                    .containsExactlyInAnyOrder(
                            place.temporary().getFileName().toString(),
                            place.temporary().getFileName() + ".lock");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void prepareLeavesAloneWhatIsInTheMakingAndWhatIsNotOurs() throws IOException {
        Files.createDirectory(directory.resolve(".meeshy-mine.partial"));
        try (DumpPlace first = DumpPlace.prepare(directory.resolve("one"), "db");
                DumpPlace second = DumpPlace.prepare(directory.resolve("two"), "db")) {
            assertThat(first.temporary()).exists().isNotEqualTo(second.temporary());
        }
        assertThat(names()).containsExactly(".meeshy-mine.partial");
    }

    @Test
    void publishGivesAFileItsName() throws IOException {
        try (DumpPlace place = DumpPlace.prepare(directory.resolve("dump"), "db")) {
            Path file = Files.writeString(place.temporary().resolve("x"), "whole");
            place.publish(file);
        }
        assertThat(directory.resolve("dump")).hasContent("whole");
        assertThat(names()).containsExactly("dump");
    }

    @Test
    void publishWhenTheNameWasTakenMeanwhileRefusesAndKeepsIt() throws IOException {
        try (DumpPlace place = DumpPlace.prepare(directory.resolve("dump"), "db")) {
            Path file = Files.writeString(place.temporary().resolve("x"), "second");
            Files.writeString(directory.resolve("dump"), "first");
            assertThatThrownBy(() -> place.publish(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("never replaces another");
        }
        assertThat(directory.resolve("dump")).hasContent("first");
        assertThat(names()).containsExactly("dump");
    }

    @Test
    void publishWhenADirectoryWasMadeThereMeanwhileRefusesAndKeepsIt() throws IOException {
        try (DumpPlace place = DumpPlace.prepare(directory.resolve("dump"), "db")) {
            Path made = Files.createDirectory(place.temporary().resolve("db"));
            Files.createDirectory(directory.resolve("dump"));
            Files.writeString(directory.resolve("dump/other"), "first");
            assertThatThrownBy(() -> place.publish(made)).isInstanceOf(DataException.class);
        }
        assertThat(directory.resolve("dump/other")).hasContent("first");
    }

    @Test
    void prepareWhenThePlaceCannotBeWrittenSaysSo() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> DumpPlace.prepare(file.resolve("dump"), "db"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("check the path and the rights");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(each -> each.getFileName().toString()).toList();
        }
    }
}
