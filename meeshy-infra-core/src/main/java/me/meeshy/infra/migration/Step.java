package me.meeshy.infra.migration;

import java.util.function.Consumer;

/**
 * A step of the pipeline. Both ways look at what is there before they act, and can be gone again.
 *
 * @param step which it is; its {@link MigrationStep#guarantee() guarantee} holds when {@code perform} returns
 * @param perform does it, or what is left of it
 * @param undo takes back what {@code perform} did, as far as it got
 */
record Step(MigrationStep step, Consumer<Run> perform, Consumer<Run> undo) {}
