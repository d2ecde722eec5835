package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/compose.md says of every key what the reader's own table says, and of no other. */
class ComposeDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "compose.md");
    private static final Pattern MARK = Pattern.compile("<!-- keys: ([A-Z0-9_]+) -->");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z ]+) \\| (.*) \\|");
    private static final Set<String> READ = Set.of("honoured", "differs", "no effect");

    /** By section, the word for each key. */
    private static Map<Section, Map<String, String>> documented() throws Exception {
        var documented = new EnumMap<Section, Map<String, String>>(Section.class);
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            var mark = MARK.matcher(line);
            var row = ROW.matcher(line);
            if (mark.matches()) {
                rows = new TreeMap<>();
                documented.put(Section.valueOf(mark.group(1)), rows);
            } else if (row.matches()) {
                assertThat(rows.put(row.group(1), row.group(2))).as(line).isNull();
                assertThat(row.group(2).equals("honoured") || !row.group(3).isBlank())
                        .as("what is not simply honoured is explained: " + line)
                        .isTrue();
            }
        }
        return documented;
    }

    @ParameterizedTest
    @EnumSource(Section.class)
    void documentSaysWhatTheReaderDoes(Section section) throws Exception {
        Map<String, String> rows = documented().getOrDefault(section, Map.of());

        assertThat(keys(rows, READ)).as("read").isEqualTo(new TreeSet<>(section.supported()));
        assertThat(keys(rows, Set.of("refused")))
                .as("refused")
                .isEqualTo(new TreeSet<>(section.refused().keySet()));
        assertThat(keys(rows, Set.of("not yet"))).as("not yet").isEqualTo(new TreeSet<>(section.later()));
    }

    private static Set<String> keys(Map<String, String> rows, Set<String> words) {
        var keys = new TreeSet<String>();
        rows.forEach((key, word) -> {
            if (words.contains(word)) {
                keys.add(key);
            }
        });
        return keys;
    }

    @Test
    void everyRowHasAWordThatIsKnown() throws Exception {
        documented()
                .values()
                .forEach(rows ->
                        assertThat(rows.values()).isSubsetOf("honoured", "differs", "no effect", "refused", "not yet"));
    }
}
