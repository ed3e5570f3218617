package io.riskmonitor.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Runs the class only where Docker answers and has the images. Elsewhere the class is skipped with the reason; where
 * {@code CI_REQUIRE_DOCKER} is set it fails instead, so that a machine meant to have Docker cannot pass by testing less.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@ExtendWith(RequiresDocker.Condition.class)
public @interface RequiresDocker {

    /** Testcontainers' own {@code disabledWithoutDocker} would skip in every case. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return without("no Docker daemon answers");
            }
            List<String> missing = Images.missing();
            if (!missing.isEmpty()) {
                return without("Docker has no image " + String.join(" and no ", missing));
            }
            return ConditionEvaluationResult.enabled("Docker answers and has the images");
        }

        private static ConditionEvaluationResult without(String reason) {
            if (System.getenv("CI_REQUIRE_DOCKER") != null) {
                throw new ExtensionConfigurationException("CI_REQUIRE_DOCKER is set, but " + reason);
            }
            return ConditionEvaluationResult.disabled(reason, "see CONTRIBUTING.md");
        }
    }
}
