package io.riskmonitor.alert;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.Evidence;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A finding of the rule {@code ceiling} on hallucinations in {@code billing-assistant}. */
public final class ExampleFinding {

    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private ExampleFinding() {}

    public static Finding of(Group group, RuleOutcome outcome, Instant at) {
        return of("judge-a", group, outcome, at, 0.2, 0.4);
    }

    /** With the interval of its failure rate. */
    static Finding of(
            @Nullable String evaluator,
            Group group,
            RuleOutcome outcome,
            Instant at,
            @Nullable Double lower,
            @Nullable Double upper) {
        return new Finding(
                "ceiling",
                "failure-rate",
                Severity.HIGH,
                "billing-assistant",
                RiskCategory.HALLUCINATION,
                evaluator,
                group,
                outcome,
                at,
                "v1",
                "is credibly above 2.00 %",
                new Evidence(
                        NOON,
                        at,
                        40,
                        12,
                        0.3,
                        lower,
                        upper,
                        15.0,
                        13.3,
                        null,
                        null,
                        0.02,
                        0.1,
                        null,
                        null,
                        null,
                        Map.of(),
                        List.of(),
                        List.of("i-1"),
                        0));
    }
}
