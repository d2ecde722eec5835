package me.meeshy.infra.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import me.meeshy.infra.archive.TreeSelection.Part;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnorePatternsTest {

    /** A space in a pattern stands for the end of a line. */
    private static IgnorePatterns of(String patterns) {
        return IgnorePatterns.of(patterns.replace(' ', '\n'), ".dockerignore");
    }

    @ParameterizedTest
    @CsvSource({
        "*.md, a.md, true",
        "*.md, docs/a.md, false",
        "*/*.md, docs/a.md, true",
        "*/*.md, docs/x/a.md, false",
        "**/*.md, a.md, true",
        "**/*.md, docs/x/a.md, true",
        "**, a/b, true",
        "docs/**, docs/x/a.md, true",
        "docs/**/a.md, docs/a.md, true",
        "docs/**/a.md, docs/x/y/a.md, true",
        "docs/**/a.md, docs/x/y/b.md, false",
        "docs, docs/x/a.md, true",
        "docs/, docs/x, true",
        "/docs, docs, true",
        "./docs, docs, true",
        "x/../docs, docs, true",
        "docs, docs2, false",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[a-c]x, bx, true",
        "[^a-c]x, bx, false",
        "[^a-c]x, /x, false",
        "[a&&b]x, &x, true",
        "a.c, abc, false",
        "a+b(c)|$, a+b(c)|$, true",
        "\\*, *, true",
        "\\*, x, false",
        "#docs, #docs, false",
        "., a, false",
        "*.md !keep.md, keep.md, false",
        "!keep.md *.md, keep.md, true",
        "* !src, src/a/b, false",
        "* !src src/secret, src/secret/x, true",
        "docs !docs/**/*.md, docs/x/a.md, false",
        "docs !docs/**/*.md, docs/x/a.txt, true",
    })
    void lastLineThatFitsAPathOrAFolderOfItCounts(String patterns, String path, boolean ignored) {
        assertThat(of(patterns).isIgnored(path)).isEqualTo(ignored);
    }

    @Test
    void folderThatIsIgnoredIsEnteredOnlyWhereSomethingInItMayBeKept() {
        assertThat(of("docs").of("docs", true)).isEqualTo(Part.LEFT_OUT);
        assertThat(of("* !docs/keep").of("docs", true)).isEqualTo(Part.ENTERED);
        assertThat(of("* !docs/keep").of("other", true)).isEqualTo(Part.LEFT_OUT);
        assertThat(of("* !**/keep").of("other", true)).isEqualTo(Part.ENTERED);
        assertThat(of("* !docs/keep").of("docs", false)).isEqualTo(Part.LEFT_OUT);
        assertThat(of("").of("docs", true)).isEqualTo(Part.TAKEN);
    }

    @Test
    void linesThatAreNoPatternsAreNamed() {
        for (String wrong : new String[] {"a [x", "a !", "a x\\"}) {
            assertThatThrownBy(() -> of(wrong))
                    .as(wrong)
                    .isInstanceOf(InfraException.class)
                    .hasMessageStartingWith(".dockerignore:2: ");
        }
    }
}
