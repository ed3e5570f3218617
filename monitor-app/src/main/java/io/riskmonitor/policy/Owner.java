package io.riskmonitor.policy;

import org.jspecify.annotations.Nullable;

/** Who answers for an application or a rule. */
public record Owner(
        @Nullable String team,
        @Nullable String contact,
        @Nullable String runbook) {

    public static final Owner NOBODY = new Owner(null, null, null);
}
