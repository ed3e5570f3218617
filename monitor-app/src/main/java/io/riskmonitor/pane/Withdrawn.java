package io.riskmonitor.pane;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Source;
import java.time.Instant;

/**
 * A failure that a rule counted as confirmed was none: it was corrected, and nobody else confirms it.
 *
 * @param rule id of the rule
 * @param at when it was corrected; when that was found, if it came too late
 * @param evaluator who corrected it
 */
public record Withdrawn(
        String application,
        String rule,
        String interactionId,
        Instant at,
        RiskCategory category,
        String evaluator,
        Source source)
        implements Report {}
