package io.riskmonitor.interaction;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an interaction so that repeats count once and later verdicts find its release and segments.
 *
 * @param release name of the release; see {@link Release#name()}
 * @param counted verdict id to how it was counted; changed in place as verdicts arrive
 */
public record KnownInteraction(
        String application,
        @Nullable String conversationId,
        @Nullable String release,
        Map<String, String> segments,
        Map<String, CountedVerdict> counted) {

    /**
     * How one verdict was counted, so that a correction can be told from a repeat and changes the same counts, and two
     * verdicts on the interaction can be compared.
     */
    public record CountedVerdict(
            Outcome outcome,
            Instant judgedAt,
            RiskCategory category,
            String evaluator,
            @Nullable String evaluatorVersion,
            Source source,
            @Nullable Double confidence) {

        /** The first time that a verdict comes. */
        public static CountedVerdict of(Verdict verdict) {
            return new CountedVerdict(
                    verdict.outcome(),
                    verdict.judgedAt(),
                    verdict.category(),
                    verdict.evaluator(),
                    verdict.evaluatorVersion(),
                    verdict.source(),
                    verdict.confidence());
        }

        /** The same verdict, counted where it was, with what it says now. */
        public CountedVerdict corrected(Verdict now) {
            return new CountedVerdict(
                    now.outcome(), judgedAt, category, evaluator, evaluatorVersion, source, now.confidence());
        }

        /** Whether the other one says what is true of the same category, as seen from somebody else. */
        public boolean isComparableTo(CountedVerdict reference) {
            return (reference.source == Source.HUMAN || reference.source == Source.GOLD)
                    && source != reference.source
                    && category == reference.category
                    && outcome.isTrial()
                    && reference.outcome.isTrial();
        }
    }

    /** An interaction that is seen for the first time: none of its verdicts are counted yet. */
    public static KnownInteraction of(Interaction interaction) {
        return new KnownInteraction(
                interaction.application(),
                interaction.conversationId(),
                interaction.release() == null ? null : interaction.release().name(),
                interaction.segments(),
                new HashMap<>());
    }
}
