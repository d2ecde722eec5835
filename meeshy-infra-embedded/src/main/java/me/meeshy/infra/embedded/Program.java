package me.meeshy.infra.embedded;

import java.io.IOException;
import java.time.Duration;

/** What runs in place of a container's main process. Each is run once. */
interface Program {

    /**
     * Takes the ports.
     *
     * @throws java.net.BindException if a host port is taken
     */
    void open() throws IOException;

    /**
     * Runs until it ends by itself or is stopped.
     *
     * @return its exit code
     */
    int run() throws IOException, InterruptedException;

    /** Whether it does its service: what a health test would find out. */
    boolean answers();

    /** Ends it, also while it still starts; kills it after the grace. Gives its ports back. */
    void stop(Duration grace);
}
