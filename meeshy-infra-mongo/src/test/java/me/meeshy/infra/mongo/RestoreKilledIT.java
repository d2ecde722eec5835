package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.RestoreReport;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A restore that loads a dump as it reads it for the first time, and is killed: until it has recorded what it has read, what it loaded
 * belongs to no dump; from then on to this one alone.
 */
class RestoreKilledIT {

    /** Behind the documents, and the record that the journal begins with. */
    private static final int INSERT_OF_THE_RECORD = 10;

    /** With three on their way at once three batches are stored by then, one of the first collection's six at least, and not all. */
    private static final int INSERT_AMID_A = 7;

    private static final Kill AMID_A = new Kill("insert", INSERT_AMID_A, true, false);

    private static final List<Kill> BEFORE_THE_RECORD =
            List.of(AMID_A, new Kill("insert", INSERT_OF_THE_RECORD, false, false));

    private static final List<Kill> AFTER_THE_RECORD = List.of(
            new Kill("insert", INSERT_OF_THE_RECORD, true, true),
            new Kill("createIndexes", 2, true, true),
            new Kill("renameCollection", 2, true, true));

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final Generations generations = new Generations(server, name);

    @TempDir
    Path directory;

    private Path dump = Path.of("");
    private Map<String, Object> fresh = Map.of();

    /** A process is killed at a command, either before the server has it or after; whether it had recorded then what it has read. */
    private record Kill(String command, int number, boolean passing, boolean recorded) {
        @Override
        public String toString() {
            return (passing ? "after " : "before ") + command + " " + number;
        }
    }

    @BeforeEach
    void fillWithTheNew() {
        dump = directory.resolve("dump");
        generations.fill("new");
        fresh = generations.contents();
    }

    @AfterEach
    void dropDatabase() {
        generations.database().drop();
    }

    static Stream<Arguments> beforeTheRecord() {
        return ofEachForm(BEFORE_THE_RECORD);
    }

    static Stream<Arguments> afterTheRecord() {
        return ofEachForm(AFTER_THE_RECORD);
    }

    private static Stream<Arguments> ofEachForm(List<Kill> kills) {
        return Stream.of(ManifestlessDump.values())
                .flatMap(form -> kills.stream().map(kill -> Arguments.of(form, kill)));
    }

    @ParameterizedTest
    @MethodSource("beforeTheRecord")
    void whatWasLoadedBeforeAllWasReadBelongsToNoDump(ManifestlessDump form, Kill kill) throws Exception {
        form.write(server, name, dump);
        Path other = other(form);
        Map<String, Object> others = generations.contents();

        restoreOverTheOld(kill);
        RestoreReport again = RestoreProcess.restore(dump, server.uri()).run();
        assertThat(generations.contents()).isEqualTo(fresh);
        assertThat(again.notes())
                .as("the dump has not changed, and what it holds was found by reading")
                .noneMatch(each -> each.contains("filled up"));

        restoreOverTheOld(kill);
        RestoreReport another = RestoreProcess.restore(other, server.uri()).run();
        assertThat(generations.contents()).isEqualTo(others);
        assertThat(another.notes())
                .anyMatch(each -> each.contains(name + ".a is loaded anew"))
                .noneMatch(each -> each.contains("filled up") || each.contains("not loaded again"));
        generations.assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("afterTheRecord")
    void whatWasLoadedWhenAllWasReadIsGoneOnWithByTheSameDumpAlone(ManifestlessDump form, Kill kill) throws Exception {
        form.write(server, name, dump);
        Path other = other(form);

        restoreOverTheOld(kill);
        Map<String, Object> before = generations.contents();
        assertThatThrownBy(() -> RestoreProcess.restore(other, server.uri()).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("repair");
        assertThat(generations.contents()).isEqualTo(before);

        RestoreReport report = RestoreProcess.restore(dump, server.uri()).run();
        assertThat(generations.contents()).isEqualTo(fresh);
        assertThat(report.written()).isZero();
        assertThat(report.notes()).anyMatch(each -> each.contains("interrupted run"));
        generations.assertNothingIsLeft();
    }

    /** It says from the beginning what is loaded. */
    @Test
    void whatAManifestTellsIsFilledUp() throws Exception {
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(dump)).run();
        restoreOverTheOld(AMID_A);

        RestoreReport again = RestoreProcess.restore(dump, server.uri()).run();

        assertThat(generations.contents()).isEqualTo(fresh);
        assertThat(again.notes()).anyMatch(each -> each.contains(name + ".a is filled up"));
        generations.assertNothingIsLeft();
    }

    @Test
    void restoreIsUndoneWithoutTheDump() throws Exception {
        ManifestlessDump.DIRECTORY.write(server, name, dump);
        restoreOverTheOld(AMID_A);
        Map<String, Object> old = generations.contents();
        old.keySet().removeIf(each -> each.startsWith("__m"));

        MongoRestore.repair(server.uri()).database(name).undo();

        assertThat(generations.contents()).isEqualTo(old);
        generations.assertNothingIsLeft();
    }

    /** One with the same metadata and sizes, and other documents under the same identities. */
    private Path other(ManifestlessDump form) throws IOException {
        generations.rename("odd");
        Path other = directory.resolve("other");
        form.write(server, name, other);
        assertThat(form.end(other, name)).hasSize(Files.size(form.end(dump, name)));
        return other;
    }

    /** In a process that is killed; the old generation is still there afterwards. */
    private void restoreOverTheOld(Kill kill) throws Exception {
        generations.replaceBy("old");
        Map<String, Object> old = generations.contents();
        RestoreProcess.kill(dump, server, directory, kill.command(), kill.number(), kill.passing());
        if (!kill.command().equals("renameCollection")) {
            assertThat(generations.contents()).containsAllEntriesOf(old);
        }
        String journal = generations.database().listCollectionNames().into(new ArrayList<>()).stream()
                .filter(each -> each.endsWith(".journal"))
                .findFirst()
                .orElseThrow();
        assertThat(generations.database().getCollection(journal).countDocuments(new Document("what", "read")))
                .as("the record of what was read")
                .isEqualTo(kill.recorded() ? 1 : 0);
    }
}
