package io.riskmonitor.interaction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One evaluator's judgement of one interaction.
 *
 * @param givenId the id its publisher gave it, if any; see {@link #verdictId()}
 * @param judgedAt when it was judged; it counts at this time
 * @param score of the failure, in [0, 1]
 * @param confidence in [0, 1]
 */
public record Verdict(
        @Nullable String givenId,
        String interactionId,
        Instant judgedAt,
        RiskCategory category,
        String evaluator,
        @Nullable String evaluatorVersion,
        Source source,
        Outcome outcome,
        @Nullable Double score,
        @Nullable Double confidence,
        @Nullable Severity severity) {

    /** Unique within the interaction: the given id, else evaluator and category together. */
    public String verdictId() {
        return givenId != null ? givenId : defaultId(evaluator, category);
    }

    /** Id of a verdict that was given none. */
    public static String defaultId(String evaluator, RiskCategory category) {
        return evaluator + '/' + category;
    }
}
