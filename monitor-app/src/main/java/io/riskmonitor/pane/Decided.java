package io.riskmonitor.pane;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a failure that awaited confirmation has changed.
 *
 * @param rule id of the rule that doubts it
 * @param doubtedAt event time at which it was counted
 * @param groups in which it was counted
 * @param evaluator whose verdict changed it
 * @param at when that was judged
 */
public record Decided(
        String application,
        String rule,
        RiskCategory category,
        String interactionId,
        Instant doubtedAt,
        List<Group> groups,
        Ruling before,
        Ruling now,
        String evaluator,
        Instant at)
        implements Report {

    /** This change and the next one as one. */
    public Decided then(Decided next) {
        return new Decided(
                application,
                rule,
                category,
                interactionId,
                doubtedAt,
                groups,
                before,
                next.now,
                next.evaluator,
                next.at);
    }
}
