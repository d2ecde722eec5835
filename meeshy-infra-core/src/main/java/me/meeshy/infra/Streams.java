package me.meeshy.infra;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.LimitedOutput;

/** Where the streams of something that is run lead; what leads nowhere is kept for the result, up to a megabyte each. */
record Streams(Optional<InputStream> input, Optional<Sink> output, Optional<Sink> error) {

    static final Streams KEPT = new Streams(Optional.empty(), Optional.empty(), Optional.empty());

    private static final int KEPT_BYTES = 1024 * 1024;

    /** Where an output leads. */
    record Sink(OutputStream stream, Runnable end) {

        static Sink of(OutputStream stream) {
            return new Sink(Objects.requireNonNull(stream), () -> {});
        }

        static Sink of(Consumer<String> consumer) {
            var lines = new LineOutput(Objects.requireNonNull(consumer));
            return new Sink(lines, lines::end);
        }
    }

    Streams withInput(InputStream source) {
        return new Streams(Optional.of(source), output, error);
    }

    Streams withOutput(Sink sink) {
        return new Streams(input, Optional.of(sink), error);
    }

    Streams withError(Sink sink) {
        return new Streams(input, output, Optional.of(sink));
    }

    /** Runs it, which gives an exit code. */
    ExecResult join(ToIntFunction<ExecStreams> run) {
        var keptOutput = new LimitedOutput(KEPT_BYTES);
        var keptError = new LimitedOutput(KEPT_BYTES);
        int exitCode = run.applyAsInt(new ExecStreams(
                input,
                output.map(Sink::stream).orElse(keptOutput),
                error.map(Sink::stream).orElse(keptError)));
        output.ifPresent(sink -> sink.end().run());
        error.ifPresent(sink -> sink.end().run());
        return new ExecResult(exitCode, keptOutput.text(), keptError.text());
    }
}
