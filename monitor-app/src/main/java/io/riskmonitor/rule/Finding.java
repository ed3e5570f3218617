package io.riskmonitor.rule;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one rule found for one cell at one evaluation.
 *
 * @param at event time of the evaluation
 * @param policyVersion version of the policy that asked
 */
public record Finding(
        String rule,
        String kind,
        Severity severity,
        String application,
        @Nullable RiskCategory category,
        @Nullable String evaluator,
        Group group,
        RuleOutcome outcome,
        Instant at,
        String policyVersion,
        Evidence evidence) {}
