package me.meeshy.infra.engine;

/** What is thrown for a verb that an engine does not have. */
final class Unsupported {

    private Unsupported() {}

    static EngineException verb(String what, Object engine) {
        return new EngineException(
                EngineException.Reason.UNSUPPORTED,
                "Cannot " + what + ": " + engine.getClass().getSimpleName() + " does not do that; use a Docker engine",
                null);
    }
}
