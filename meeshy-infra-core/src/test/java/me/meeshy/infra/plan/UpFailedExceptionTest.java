package me.meeshy.infra.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UpFailedExceptionTest {

    private static final Instant MOMENT = Instant.parse("2026-11-24T07:00:00Z");

    private static final ServiceFailure DATABASE = new ServiceFailure(
            "database",
            "chat-database-1",
            ServiceFailure.Kind.EXITED,
            "ended with exit code 14\nsee its log",
            OptionalInt.of(14),
            List.of("starting", "no space left on device"));
    private static final ServiceFailure API = new ServiceFailure(
            "api", "chat-api-1", ServiceFailure.Kind.WAITING, "waits for database", OptionalInt.empty(), List.of());

    @Test
    void messageNamesTheCauseFirstThenEachServiceWithItsLastWords() {
        var failed = new UpFailedException(
                "staging",
                "bring up",
                List.of(DATABASE, API),
                "Removed what was made.",
                List.of("network chat_default: in use"),
                MOMENT,
                null);

        assertThat(failed).hasMessage("""
                Cannot bring up environment 'staging': service database: ended with exit code 14
                  database (chat-database-1): ended with exit code 14
                      see its log
                    | starting
                    | no space left on device
                  api (chat-api-1): waits for database
                Removed what was made.
                Left behind, remove it yourself: network chat_default: in use""");
        assertThat(failed.environment()).isEqualTo("staging");
        assertThat(failed.failures()).containsExactly(DATABASE, API);
        assertThat(failed.leftBehind()).containsExactly("network chat_default: in use");
        assertThat(failed.failedAt()).isEqualTo(MOMENT);
        assertThat(failed.failures().get(0).exitCode()).hasValue(14);
    }

    @Test
    void messageWhenNoServiceIsToBlameStaysShort() {
        var cause = new IllegalStateException("the engine went away");

        var failed = new UpFailedException("staging", "bring up", List.of(), "", List.of(), MOMENT, cause);

        assertThat(failed).hasMessage("Cannot bring up environment 'staging'").hasCause(cause);
    }

    @Test
    void serialisedCopySaysTheSameAndPromisesNoMore() throws Exception {
        var failed = new UpFailedException(
                "staging", "bring up", List.of(DATABASE), "", List.of("network x: in use"), MOMENT, null);
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(failed);
        }

        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            var copy = (UpFailedException) in.readObject();
            assertThat(copy).hasMessage(failed.getMessage());
            assertThat(copy.environment()).isEqualTo("staging");
            assertThat(copy.failedAt()).isEqualTo(MOMENT);
            assertThat(copy.failures()).isEmpty();
            assertThat(copy.leftBehind()).isEmpty();
        }
    }

    @Test
    void kindsHaveWords() {
        assertThat(ServiceFailure.Kind.OUT_OF_MEMORY.word()).isEqualTo("out of memory");
    }
}
