package me.meeshy.infra.examples.progress;

import java.io.PrintStream;
import java.time.Duration;

/** A line for each step when it ends, and one in between for each that takes long. */
final class Lines implements Display {

    private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;

    Lines(PrintStream out) {
        this.out = out;
    }

    @Override
    public Step begin(String title) {
        return new LineStep(title);
    }

    @Override
    public void print(String text) {
        out.println(text);
    }

    private final class LineStep implements Step {

        private final String title;
        private final long began = System.nanoTime();
        private long lastLine = began;
        private boolean over;

        LineStep(String title) {
            this.title = title;
        }

        @Override
        public synchronized void advance(String what, long done, long total) {
            long now = System.nanoTime();
            if (!over && now - lastLine >= NANOS_BETWEEN_LINES) {
                lastLine = now;
                out.println("  …    " + title + ": " + what
                        + (total > 0 ? String.format(" (%,d of %,d)", done, total) : ""));
            }
        }

        @Override
        public synchronized void done(String result) {
            end("ok    ", result.isEmpty() ? "" : ": " + result);
        }

        @Override
        public synchronized void close() {
            end("FAILED", "");
        }

        private void end(String how, String result) {
            if (!over) {
                over = true;
                out.printf("%s %6.1f s  %s%s%n", how, (System.nanoTime() - began) / 1e9, title, result);
            }
        }
    }
}
