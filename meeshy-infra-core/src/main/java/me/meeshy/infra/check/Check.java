package me.meeshy.infra.check;

import java.time.Duration;

/**
 * Something that should hold of what runs, and that can be asked again. A lambda does.
 *
 * <p>Implementations change nothing and may be asked by several threads at once.
 */
@FunctionalInterface
public interface Check {

    /**
     * Asks once. A check that throws counts as one that does not hold; its message is the reason.
     *
     * @param deadline how long the answer may take
     * @return whether it holds, and if not, why not
     * @throws me.meeshy.infra.model.InfraException if the calling thread is interrupted, whose flag is set again
     */
    CheckResult run(Duration deadline);
}
