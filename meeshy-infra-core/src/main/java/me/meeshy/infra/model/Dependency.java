package me.meeshy.infra.model;

/**
 * That one service needs another.
 *
 * @param condition what the other must have reached first
 * @param restart whether this service is restarted when the other is restarted or replaced
 * @param required whether the other's absence or failure is an error; otherwise it is only a warning
 */
public record Dependency(Condition condition, boolean restart, boolean required) {

    /**
     * A required dependency that is not followed in restarts.
     *
     * @param condition what the other service must have reached first
     * @return the dependency
     */
    public static Dependency on(Condition condition) {
        return new Dependency(condition, false, true);
    }
}
