package me.meeshy.infra.examples.progress;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for each step. */
final class Bars implements Display {

    private static final int COLUMNS = 110;
    private static final int TITLE_COLUMNS = 34;
    private static final int UPDATE_MILLIS = 100;

    private final PrintStream out;

    Bars(PrintStream out) {
        this.out = out;
    }

    @Override
    public Step begin(String title) {
        return new BarStep(title);
    }

    @Override
    public void print(String text) {
        out.println(text);
    }

    private final class BarStep implements Step {

        private final ProgressBar bar;
        private boolean over;

        BarStep(String title) {
            String padded = String.format("%-" + TITLE_COLUMNS + "s", title);
            this.bar = new ProgressBarBuilder()
                    .setTaskName(padded)
                    .setInitialMax(1)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setMaxRenderedLength(COLUMNS)
                    .setConsumer(new ConsoleProgressBarConsumer(out, COLUMNS))
                    .hideEta()
                    .build();
        }

        @Override
        public synchronized void advance(String what, long done, long total) {
            if (!over) {
                bar.maxHint(total);
                bar.stepTo(done);
                bar.setExtraMessage(what);
            }
        }

        @Override
        public synchronized void done(String result) {
            if (!over) {
                bar.maxHint(Math.max(1, bar.getMax()));
                bar.stepTo(bar.getMax());
                end(result);
            }
        }

        @Override
        public synchronized void close() {
            if (!over) {
                end("FAILED");
            }
        }

        /** The result gets a line of its own: beside the bar there is room for a word. */
        private void end(String result) {
            over = true;
            bar.setExtraMessage("");
            bar.close();
            if (!result.isEmpty()) {
                out.println("  " + result);
            }
        }
    }
}
