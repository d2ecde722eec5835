package me.meeshy.infra.plan;

import me.meeshy.infra.model.InfraException;

/** A command that is run after a container's start or before its stop did not end with exit code 0. */
public final class HookFailedException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** Whose. */
    private final String service;

    /** Which. */
    private final String hook;

    /** How it ended. */
    private final int exitCode;

    /**
     * Creates an exception.
     *
     * @param service the service's name
     * @param hook which of its commands, such as {@code post_start[0]}
     * @param exitCode how it ended
     * @param words what failed, on what and what it wrote last, without secrets
     */
    public HookFailedException(String service, String hook, int exitCode, String words) {
        super(words);
        this.service = service;
        this.hook = hook;
        this.exitCode = exitCode;
    }

    /**
     * Whose command it is.
     *
     * @return the service's name
     */
    public String service() {
        return service;
    }

    /**
     * Which of the service's commands.
     *
     * @return for instance {@code post_start[0]}
     */
    public String hook() {
        return hook;
    }

    /**
     * How it ended.
     *
     * @return its exit code
     */
    public int exitCode() {
        return exitCode;
    }
}
