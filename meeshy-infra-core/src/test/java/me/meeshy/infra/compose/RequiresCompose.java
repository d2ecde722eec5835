package me.meeshy.infra.compose;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The test needs {@code docker compose}; where there is none it is skipped, and the reason is said. No engine is needed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCompose.Condition.class)
@interface RequiresCompose {

    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ComposeCommand.version()
                    .map(version -> ConditionEvaluationResult.enabled("docker compose is there: " + version))
                    .orElseGet(() -> ConditionEvaluationResult.disabled(
                            "docker compose is not to be had here; dev/peers brings it"));
        }
    }
}
