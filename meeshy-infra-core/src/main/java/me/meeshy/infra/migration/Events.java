package me.meeshy.infra.migration;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user's consumer what happens, one event at a time. A consumer that fails must not fail a migration. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Consumer<MigrationEvent> consumer;
    private volatile MigrationStep step = MigrationStep.PREFLIGHT;

    Events(Consumer<MigrationEvent> consumer) {
        this.consumer = consumer;
    }

    void at(MigrationStep current) {
        step = current;
    }

    MigrationStep step() {
        return step;
    }

    void note(String text) {
        LOG.info("{}", text);
        tell(new MigrationEvent.Note(step, text));
    }

    synchronized void tell(MigrationEvent event) {
        try {
            consumer.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("the consumer of a migration's progress failed on {}; the migration goes on", event, e);
        }
    }
}
