package io.riskmonitor.policy;

import io.riskmonitor.escalation.Deadline;
import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner declared about one application.
 *
 * @param version names the content: the same content has the same version; stamped on every finding and alert
 */
public record Policy(
        String application,
        String version,
        Owner owner,
        FalseAlarmBudget falseAlarms,
        RiskMatrix risk,
        Segmentation segmentation,
        EscalationPath escalation,
        List<Deadline> deadlines,
        List<DeclaredRule> rules) {

    /** The same declarations for another application. */
    public Policy withApplication(String other) {
        return new Policy(other, version, owner, falseAlarms, risk, segmentation, escalation, deadlines, rules);
    }

    /** The rule with this id. */
    public Optional<DeclaredRule> rule(String id) {
        return rules.stream()
                .filter(declared -> declared.rule().id().equals(id))
                .findFirst();
    }

    /** How bad a failure in this series is: the worst that a rule which reads it says; empty where none reads it. */
    public Optional<Severity> severityOf(Series series) {
        return rules.stream()
                .map(DeclaredRule::rule)
                .filter(rule ->
                        rule.basics().category() != null && rule.basics().watches(series))
                .map(Rule::severity)
                .max(Comparator.naturalOrder());
    }

    /** Who answers for an alert of this rule. */
    public @Nullable String ownerOf(DeclaredRule declared) {
        return declared.owner() != null ? declared.owner() : owner.team();
    }

    /** What to do about an alert of this rule. */
    public @Nullable String runbookOf(DeclaredRule declared) {
        return declared.runbook() != null ? declared.runbook() : owner.runbook();
    }
}
