package io.riskmonitor.policy;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.rule.Rule;
import org.jspecify.annotations.Nullable;

/**
 * A rule with what the owner wants to happen when it breaches.
 *
 * @param owner overrides the policy's team
 * @param runbook overrides the policy's
 */
public record DeclaredRule(
        Rule rule,
        HoldPolicy hold,
        @Nullable String owner,
        @Nullable String runbook) {}
