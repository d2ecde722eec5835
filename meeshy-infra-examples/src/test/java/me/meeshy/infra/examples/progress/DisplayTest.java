package me.meeshy.infra.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void stepWhenDonePrintsOneLineWithItsResult() {
        Display display = new Lines(out);

        try (Display.Step step = display.begin("bring staging up")) {
            step.done("9 services are ready");
        }

        assertThat(lines())
                .singleElement()
                .asString()
                .matches("ok +\\d+[.,]\\d s  bring staging up: 9 services are ready");
    }

    @Test
    void stepWhenClosedBeforeItIsDonePrintsThatItFailed() {
        Display display = new Lines(out);

        display.begin("bring staging up").close();

        assertThat(lines()).singleElement().asString().startsWith("FAILED").endsWith("bring staging up");
    }

    @Test
    void stepWhenOverIsNotChangedByLateNews() {
        Display display = new Lines(out);
        Display.Step step = display.begin("copy");
        step.done("all of it");

        step.advance("Message", 1, 2);
        step.close();

        assertThat(lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 124_896})
    void barWhenDoneIsFullWhateverWasKnownOfTheWhole(long total) {
        Display display = new Bars(out);

        try (Display.Step step = display.begin("copy")) {
            step.advance("Message", Math.max(0, total / 2), total);
            step.done("28 collections");
        }

        assertThat(text()).contains("100%").contains("28 collections").doesNotContain("FAILED");
    }

    @Test
    void barWhenClosedBeforeItIsDoneSaysThatItFailed() {
        Display display = new Bars(out);

        try (Display.Step step = display.begin("copy")) {
            step.advance("Message", 1, 3);
        }

        assertThat(text()).contains("FAILED").doesNotContain("100%");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return text().lines().toList();
    }
}
