package io.riskmonitor.review;

import io.riskmonitor.interaction.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A review that has changed, with what its policy says of it; nothing where the rule is withdrawn.
 *
 * @param owner who answers for it
 * @param runbook what to do about it
 */
public record ReviewEvent(
        Review review,
        @Nullable Severity severity,
        @Nullable String owner,
        @Nullable String runbook) {}
