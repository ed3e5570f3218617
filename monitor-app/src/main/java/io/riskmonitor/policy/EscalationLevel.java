package io.riskmonitor.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of the escalation path.
 *
 * @param target who is told
 * @param acknowledgeWithin after which the next step is taken; null for the last
 */
public record EscalationLevel(String target, @Nullable Duration acknowledgeWithin) {}
