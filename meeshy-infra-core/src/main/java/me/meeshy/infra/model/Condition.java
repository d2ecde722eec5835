package me.meeshy.infra.model;

/** What a dependency must have reached before the service that depends on it starts. */
public enum Condition {
    /** Its container runs; compose's {@code service_started}. */
    STARTED("service_started"),
    /** Its health check passes; compose's {@code service_healthy}. */
    HEALTHY("service_healthy"),
    /** It ended with exit code 0; compose's {@code service_completed_successfully}. */
    COMPLETED("service_completed_successfully");

    private final String composeName;

    Condition(String composeName) {
        this.composeName = composeName;
    }

    /**
     * The word that stands for this condition in a compose file and in compose's labels.
     *
     * @return for instance {@code service_healthy}
     */
    public String composeName() {
        return composeName;
    }
}
