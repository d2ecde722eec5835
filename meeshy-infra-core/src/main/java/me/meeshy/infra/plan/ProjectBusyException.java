package me.meeshy.infra.plan;

import java.time.Instant;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;

/** Another process is working on the project, and was not done within the time that the caller allowed. */
public final class ProjectBusyException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** The project's name in the engine. */
    private final String project;

    /** Who holds it. */
    private final transient Holder holder;

    /**
     * Who works on a project.
     *
     * @param host the name of the host that its process runs on, as it said itself
     * @param pid its process there
     * @param since when it began, by the clock of its host; empty if it did not say so legibly
     * @param claim the engine's volume that says so
     */
    public record Holder(String host, long pid, Optional<Instant> since, String claim) {}

    /**
     * Creates an exception.
     *
     * @param project the project's name in the engine
     * @param holder who holds it
     * @param waited how long was waited, in words
     */
    public ProjectBusyException(String project, Holder holder, String waited) {
        super("Cannot work on project '" + project + "': process " + holder.pid() + " on host " + holder.host()
                + " works on it"
                + holder.since().map(moment -> " since " + moment).orElse("")
                + ", and was not done within " + waited
                + "; try again when it is. If it hangs, end it: its claim is void then. If that host is gone for good, remove the volume "
                + holder.claim());
        this.project = project;
        this.holder = holder;
    }

    /**
     * The project.
     *
     * @return its name in the engine
     */
    public String project() {
        return project;
    }

    /**
     * Who works on it.
     *
     * @return the process that was working on it when we gave up
     */
    public Holder holder() {
        return holder;
    }
}
