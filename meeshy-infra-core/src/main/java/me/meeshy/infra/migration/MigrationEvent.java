package me.meeshy.infra.migration;

import java.time.Duration;

/** What a migration tells while it runs. */
public sealed interface MigrationEvent {

    /**
     * The step that it belongs to.
     *
     * @return the step
     */
    MigrationStep step();

    /**
     * A step began.
     *
     * @param step the step
     */
    record StepStarted(MigrationStep step) implements MigrationEvent {}

    /**
     * A store got further within a step.
     *
     * @param step the step
     * @param store the store's name
     * @param what what is being worked on, such as the name of a collection
     * @param done how much of it is done
     * @param total how much there is, or -1 if that is not known
     */
    record Progress(MigrationStep step, String store, String what, long done, long total) implements MigrationEvent {}

    /**
     * A step is done.
     *
     * @param step the step
     * @param took how long it took
     */
    record StepFinished(MigrationStep step, Duration took) implements MigrationEvent {}

    /**
     * A step failed, and the steps up to it are being undone.
     *
     * @param step the step that failed
     * @param why why
     */
    record StepFailed(MigrationStep step, String why) implements MigrationEvent {}

    /**
     * A step was undone.
     *
     * @param step the step
     * @param took how long that took
     */
    record StepUndone(MigrationStep step, Duration took) implements MigrationEvent {}

    /**
     * Something that the operator should know.
     *
     * @param step the step in which it came up
     * @param text what it is
     */
    record Note(MigrationStep step, String text) implements MigrationEvent {}
}
