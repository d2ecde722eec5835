package me.meeshy.infra.plan;

import java.util.List;
import java.util.Optional;
import me.meeshy.infra.model.InfraException;

/** The image of a service could not be built. Nothing else was changed. Secrets that we know of are masked out of every text in it. */
public final class BuildFailedException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** Whose. */
    private final String service;

    /** What it was to be called. */
    private final String image;

    /** Where; empty text if it had not begun. */
    private final String step;

    /** What was written last. */
    private final transient List<String> lastLines;

    /**
     * Creates an exception.
     *
     * @param service the service's name
     * @param image what the image was to be called
     * @param step the step that failed, where one had begun
     * @param lastLines what was written last, oldest first
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure behind it
     */
    public BuildFailedException(
            String service,
            String image,
            Optional<String> step,
            List<String> lastLines,
            String message,
            Throwable cause) {
        super(message, cause);
        this.service = service;
        this.image = image;
        this.step = step.orElse("");
        this.lastLines = List.copyOf(lastLines);
    }

    /**
     * Whose image it is.
     *
     * @return the service's name
     */
    public String service() {
        return service;
    }

    /**
     * What the image was to be called.
     *
     * @return its reference
     */
    public String image() {
        return image;
    }

    /**
     * The step that failed.
     *
     * @return for instance {@code Step 3/7 : RUN make}; empty if none had begun
     */
    public Optional<String> step() {
        return Optional.of(step).filter(text -> !text.isEmpty());
    }

    /**
     * What the build wrote last.
     *
     * @return the lines, oldest first; none after a serialization
     */
    @SuppressWarnings("ConstantValue") // it is null once it was serialized
    public List<String> lastLines() {
        return lastLines == null ? List.of() : lastLines;
    }
}
