package io.riskmonitor.pane;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a rule counts as confirmed: it does not wait for its pane.
 *
 * @param rule id of the rule
 * @param judgedAt when it was judged
 * @param at event time at which it is told: the same, unless it came too late for its pane; then it is when it was found
 * @param confidence of the verdict, in [0, 1]
 */
public record Confirmed(
        String application,
        String rule,
        String interactionId,
        Instant judgedAt,
        Instant at,
        RiskCategory category,
        String evaluator,
        Source source,
        @Nullable Double confidence)
        implements Report {

    /** Whether it was judged long before anybody heard of it. */
    public boolean isLate() {
        return at.isAfter(judgedAt);
    }
}
