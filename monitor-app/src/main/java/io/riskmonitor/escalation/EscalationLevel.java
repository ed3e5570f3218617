package io.riskmonitor.escalation;

import io.riskmonitor.interaction.Severity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of the escalation path.
 *
 * @param target who is told
 * @param acknowledgeWithin after which the next step is taken; null for the last
 * @param minSeverity alerts that are less severe pass this step by
 * @param repeatEvery after which the target is told again that nobody has answered; null for once
 * @param during when the target may be told; null for always
 */
public record EscalationLevel(
        String target,
        @Nullable Duration acknowledgeWithin,
        Severity minSeverity,
        @Nullable Duration repeatEvery,
        @Nullable WorkingHours during) {

    /** Tells everything, once and at any time. */
    public EscalationLevel(String target, @Nullable Duration acknowledgeWithin) {
        this(target, acknowledgeWithin, Severity.LOW, null, null);
    }

    /** When the target is told of what is due then. */
    Instant opens(Instant due, boolean atOnce) {
        return during == null || atOnce ? due : during.next(due);
    }
}
