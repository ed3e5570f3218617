package io.riskmonitor.alert;

import org.jspecify.annotations.Nullable;

/**
 * What the owner of a rule wants to happen when it breaches.
 *
 * @param owner who answers for it
 * @param runbook what to do: a URL
 */
public record AlertSettings(
        HoldPolicy hold, @Nullable String owner, @Nullable String runbook) {}
