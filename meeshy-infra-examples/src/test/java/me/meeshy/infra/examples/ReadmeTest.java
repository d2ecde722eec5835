package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Path SNIPPET = Path.of("src/test/java/me/meeshy/infra/examples/ReadmeSnippet.java");

    @Test
    void readmeShowsWhatIsCompiled() throws IOException {
        String source = Files.readString(SNIPPET);
        String compiled = source.substring(
                source.indexOf("// README: begin\n") + "// README: begin\n".length(), source.indexOf("// README: end"));

        assertThat(blocks("How it reads", "java"))
                .singleElement()
                .isEqualTo(compiled.stripTrailing().stripIndent().strip());
    }

    @Test
    void readmeHasOneCommandToRunItAndOneToTestIt() throws IOException {
        assertThat(blocks("Run it", "sh")).singleElement().asString().startsWith("./mvnw ");
        assertThat(blocks("Test it", "sh")).singleElement().asString().startsWith("./mvnw ");
    }

    private static List<String> blocks(String heading, String language) throws IOException {
        Matcher section =
                Pattern.compile("(?ms)^## " + heading + "$(.*?)(?=^## |\\z)").matcher(Files.readString(README));
        assertThat(section.find()).as("section " + heading).isTrue();
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(section.group(1))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
    }
}
