package io.riskmonitor.rule;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one rule found for one group at one evaluation.
 *
 * @param at event time of the evaluation
 * @param policyVersion version of the policy that asked
 * @param claim what a breach says of the group, as the rest of a sentence: {@code is credibly above 3.00 %}
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
        String claim,
        Evidence evidence) {

    /** What a rule found for one cell in the pane it is asked about. */
    public static Finding of(
            Rule rule, RuleContext context, Cell cell, RuleOutcome outcome, String claim, Evidence evidence) {
        return of(
                rule,
                context,
                cell.series().category(),
                cell.series().evaluator(),
                cell.group(),
                outcome,
                claim,
                evidence);
    }

    /** What a rule found in the pane it is asked about. */
    public static Finding of(
            Rule rule,
            RuleContext context,
            @Nullable RiskCategory category,
            @Nullable String evaluator,
            Group group,
            RuleOutcome outcome,
            String claim,
            Evidence evidence) {
        return new Finding(
                rule.id(),
                rule.kind(),
                rule.severity(),
                context.application(),
                category,
                evaluator,
                group,
                outcome,
                context.paneEnd(),
                context.policyVersion(),
                claim,
                evidence);
    }

    /** The same with another outcome, and with what is to be known beside it. */
    public Finding relabelled(RuleOutcome other, String label) {
        return with(severity, other, claim + ", " + label, evidence.noted(label));
    }

    /** The same with what the failure rate means as a risk. */
    public Finding rated(RiskMatrix matrix) {
        return with(severity, outcome, claim, evidence.rated(matrix, severity));
    }

    /** The same, but not worse than this. */
    public Finding atMost(Severity most) {
        return severity.compareTo(most) <= 0 ? this : with(most, outcome, claim, evidence);
    }

    private Finding with(Severity otherSeverity, RuleOutcome other, String otherClaim, Evidence otherEvidence) {
        return new Finding(
                rule,
                kind,
                otherSeverity,
                application,
                category,
                evaluator,
                group,
                other,
                at,
                policyVersion,
                otherClaim,
                otherEvidence);
    }
}
