package io.riskmonitor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real answers with real verdicts: 2,250 of five models, judged by a rule, a model and two people (XSTest).
 *
 * <p>As an extension it skips the class where the file is not; an assumption in {@code @BeforeAll} would leave no trace in the
 * report.
 */
public final class XstestFile implements ExecutionCondition {

    private static final String NAME = "RISK_MONITOR_XSTEST";

    public static Path path() {
        String named = System.getProperty(NAME, System.getenv(NAME));
        // tests run in the directory of their module; the data lie beside the repository
        return named != null ? Path.of(named) : Path.of("..", "..", "shared", "data", "xstest.jsonl.gz");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Files.isReadable(path())
                ? ConditionEvaluationResult.enabled("the file is there")
                : ConditionEvaluationResult.disabled(path() + " is not there; " + NAME + " may say where it is");
    }
}
