package me.meeshy.infra.engine;

import me.meeshy.infra.engine.docker.DockerEngine;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Behind {@link RequiresEngine}: asks once in each JVM whether an engine answers. */
final class EngineCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Answer.RESULT;
    }

    private static final class Answer {

        static final ConditionEvaluationResult RESULT = ask();

        private static ConditionEvaluationResult ask() {
            try (DockerEngine engine = DockerEngine.connect()) {
                return ConditionEvaluationResult.enabled(engine + " answers");
            } catch (EngineException e) {
                // An engine that answers and cannot be used is a failure of the tests, not a reason to skip them.
                if (e.reason() != EngineException.Reason.UNREACHABLE) {
                    throw e;
                }
                return ConditionEvaluationResult.disabled(e.getMessage());
            }
        }
    }
}
