package me.meeshy.infra;

import java.util.OptionalInt;

/**
 * How a container ended.
 *
 * @param container its name
 * @param exitCode its exit code
 * @param outOfMemory whether it was ended for want of memory
 */
public record ContainerExit(String container, int exitCode, boolean outOfMemory) {

    private static final int SIGNALS_FROM = 128;
    private static final int LAST_SIGNAL = 64;

    /**
     * Whether it ended with exit code 0.
     *
     * @return true if so
     */
    public boolean well() {
        return exitCode == 0;
    }

    /**
     * The signal that ended it, as far as the exit code tells.
     *
     * @return for instance 9 for exit code 137; empty if the code stands for no signal
     */
    public OptionalInt signal() {
        int signal = exitCode - SIGNALS_FROM;
        return signal > 0 && signal <= LAST_SIGNAL ? OptionalInt.of(signal) : OptionalInt.empty();
    }
}
