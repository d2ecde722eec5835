package me.meeshy.infra.examples;

import java.util.function.Consumer;
import me.meeshy.infra.examples.progress.Display;
import me.meeshy.infra.migration.MigrationEvent;
import org.jspecify.annotations.Nullable;

/** Shows the steps of a migration as they come. */
final class MigrationDisplay implements Consumer<MigrationEvent>, AutoCloseable {

    private final Display display;
    private Display.@Nullable Step step;

    MigrationDisplay(Display display) {
        this.display = display;
    }

    @Override
    public synchronized void accept(MigrationEvent event) {
        if (event instanceof MigrationEvent.StepStarted) {
            close();
            step = display.begin("migrate: " + event.step().title());
        } else if (event instanceof MigrationEvent.Progress progress) {
            if (step != null) {
                step.advance(progress.store() + " " + progress.what(), progress.done(), progress.total());
            }
        } else if (event instanceof MigrationEvent.StepFinished && step != null) {
            step.done(event.step().guarantee());
            step = null;
        } else if (event instanceof MigrationEvent.StepFailed failed) {
            close();
            display.print("        " + failed.step().title() + " failed: " + failed.why());
        } else if (event instanceof MigrationEvent.StepUndone undone) {
            display.print("undone  " + undone.step().title());
        } else if (event instanceof MigrationEvent.Note note) {
            display.print("note    " + note.text());
        }
    }

    /** Ends a step that nobody ended. */
    @Override
    public synchronized void close() {
        if (step != null) {
            step.close();
            step = null;
        }
    }
}
