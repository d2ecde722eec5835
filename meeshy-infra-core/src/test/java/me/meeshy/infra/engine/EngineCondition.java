package me.meeshy.infra.engine;

import me.meeshy.infra.engine.docker.DockerEngine;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Behind {@link RequiresEngine}: asks once in each JVM whether an engine answers. Where the build says which API version is
 * to be spoken, an engine that does not speak it, or none, is a failure: the tests would prove nothing about what they are
 * run for.
 */
final class EngineCondition implements ExecutionCondition {

    /** The version that the build wants spoken, or nothing. */
    static final String WANTED_API = System.getProperty("meeshy.tests.api", "");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Answer.RESULT;
    }

    /** Fails where another version is spoken than the build wants. */
    static void requireWanted(DockerEngine engine) {
        String api = engine.info().apiVersion();
        if (!WANTED_API.isEmpty() && !WANTED_API.equals(api)) {
            throw new IllegalStateException(
                    "API " + WANTED_API + " was to be spoken, and it is " + api + " with " + engine);
        }
    }

    private static final class Answer {

        static final ConditionEvaluationResult RESULT = ask();

        private static ConditionEvaluationResult ask() {
            try (DockerEngine engine = DockerEngine.connect()) {
                requireWanted(engine);
                return ConditionEvaluationResult.enabled(engine + " answers");
            } catch (EngineException e) {
                // An engine that answers and cannot be used is a failure of the tests, not a reason to skip them.
                if (e.reason() != EngineException.Reason.UNREACHABLE || !WANTED_API.isEmpty()) {
                    throw e;
                }
                return ConditionEvaluationResult.disabled(e.getMessage());
            }
        }
    }
}
