package io.riskmonitor.pane;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a rule counts as confirmed: it does not wait for its pane.
 *
 * @param rule id of the rule
 * @param at when it was judged
 * @param confidence of the verdict, in [0, 1]
 */
public record Confirmed(
        String application,
        String rule,
        String interactionId,
        Instant at,
        RiskCategory category,
        String evaluator,
        Source source,
        @Nullable Double confidence)
        implements Report {}
