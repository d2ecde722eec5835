package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.LimitedOutput;
import me.meeshy.infra.engine.LogLine;
import org.junit.jupiter.api.Test;

/** What commands, exits, lines and events say. */
class RunValuesTest {

    @Test
    void exitTellsTheSignalWhereTheCodeStandsForOne() {
        assertThat(new ContainerExit("x", 137, true).signal()).hasValue(9);
        assertThat(new ContainerExit("x", 128, false).signal()).isEmpty();
        assertThat(new ContainerExit("x", 255, false).signal()).isEmpty();
        assertThat(new ContainerExit("x", 0, false).well()).isTrue();
    }

    @Test
    void commandNeedsAProgramAndHidesTheRest() {
        assertThatThrownBy(() -> ExecSpec.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(ExecSpec.of(List.of("sh", "-c", "pa55word"))).hasToString("ExecSpec[sh]");
    }

    @Test
    void linesAreSplitWhateverPartsTheyComeIn() {
        var lines = new ArrayList<String>();
        var output = new LineOutput(lines::add);

        for (String part : List.of("on", "e\ntw", "o\r\n\nla", "st ü")) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 0, bytes.length);
        }
        output.end();
        output.end();

        assertThat(lines).containsExactly("one", "two", "", "last ü");
    }

    @Test
    void outputIsKeptUpToItsLimit() throws Exception {
        try (var kept = new LimitedOutput(3)) {
            kept.write('a');
            kept.write("bcd".getBytes(StandardCharsets.UTF_8));
            kept.write('e');
            assertThat(kept.text()).isEqualTo("abc");
        }
    }

    @Test
    void serviceLineShowsItsContainer() {
        assertThat(new ServiceLine("api", "x-api-1", LogLine.Stream.OUT, "ready"))
                .hasToString("x-api-1 | ready");
    }

    @Test
    void eventsAreTypedAndThoseFromInsideLeftOut() {
        assertThat(event("die", Map.of("exitCode", "137")))
                .isInstanceOfSatisfying(
                        ContainerEvent.Ended.class,
                        ended -> assertThat(ended.exitCode()).isEqualTo(137));
        assertThat(event("kill", Map.of("signal", "15")))
                .isInstanceOfSatisfying(
                        ContainerEvent.Signalled.class,
                        told -> assertThat(told.signal()).isEqualTo("15"));
        assertThat(event("health_status", Map.of("health", "unhealthy")))
                .isInstanceOfSatisfying(
                        ContainerEvent.HealthChanged.class,
                        changed -> assertThat(changed.health()).isEqualTo(ContainerState.Health.UNHEALTHY));
        assertThat(event("oom", Map.of())).isInstanceOf(ContainerEvent.OutOfMemory.class);
        assertThat(event("rename", Map.of()))
                .isInstanceOfSatisfying(
                        ContainerEvent.Other.class,
                        other -> assertThat(other.action()).isEqualTo("rename"));
        assertThat(event("create", Map.of("com.docker.compose.oneoff", "True"))
                        .origin()
                        .oneOff())
                .isTrue();
        assertThat(EventView.translate("api", new EngineEvent("exec_start", "id", Map.of(), Instant.EPOCH)))
                .isEmpty();
    }

    private static ContainerEvent event(String action, Map<String, String> attributes) {
        return EventView.translate("api", new EngineEvent(action, "id", attributes, Instant.EPOCH))
                .orElseThrow();
    }
}
