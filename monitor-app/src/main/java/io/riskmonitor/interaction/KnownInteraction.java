package io.riskmonitor.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an interaction so that repeats count once and later verdicts find its release and segments.
 *
 * @param release name of the release; see {@link Release#name()}
 * @param counted verdict id to how it was counted; changed in place as verdicts arrive
 * @param reference URI of the stored conversation
 * @param doubted rule id to the event time at which its failure was counted as one that awaits confirmation; changed in
 *     place
 */
public record KnownInteraction(
        String application,
        @Nullable String conversationId,
        @Nullable String release,
        Map<String, String> segments,
        Map<String, CountedVerdict> counted,
        @Nullable String reference,
        Map<String, Instant> doubted) {

    private static final Comparator<Map.Entry<String, CountedVerdict>> EARLIEST = Comparator.comparing(
                    (Map.Entry<String, CountedVerdict> verdict) -> verdict.getValue().judgedAt)
            .thenComparing(Map.Entry::getKey);

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

        private boolean isReference() {
            return (source == Source.HUMAN || source == Source.GOLD) && outcome.isTrial();
        }

        /** Whether the other one says what is true of the same category, as seen from somebody else. */
        private boolean isComparableTo(CountedVerdict reference) {
            return source != reference.source && category == reference.category && outcome.isTrial();
        }
    }

    /** What an evaluator said, beside what counts as true. */
    public record Pair(CountedVerdict evaluator, CountedVerdict reference) {

        /** When the later of the two was judged. */
        public Instant at() {
            return reference.judgedAt.isAfter(evaluator.judgedAt) ? reference.judgedAt : evaluator.judgedAt;
        }
    }

    /** Whose verdicts count as true, and of what. */
    private record Matter(Source source, RiskCategory category) {}

    /** An interaction that is seen for the first time: none of its verdicts are counted yet. */
    public static KnownInteraction of(Interaction interaction) {
        return new KnownInteraction(
                interaction.application(),
                interaction.conversationId(),
                interaction.release() == null ? null : interaction.release().name(),
                interaction.segments(),
                new HashMap<>(),
                interaction.reference(),
                new HashMap<>(0));
    }

    /** The message key that its verdicts need; see {@link Interaction#key()}. */
    public String key(String interactionId) {
        return conversationId != null ? conversationId : interactionId;
    }

    /**
     * The verdicts that can be compared: each with the first that people, and that gold answers, gave on its category,
     * in whatever order they came.
     *
     * <p>What more reviewers say of the same answer makes no more pairs: they hang together with the first, and an interval
     * over all of them would be too narrow.
     */
    public List<Pair> pairs() {
        if (!hasReference()) {
            return List.of(); // as most have none
        }
        List<Pair> pairs = new ArrayList<>();
        for (Map.Entry<String, CountedVerdict> reference : references()) {
            for (CountedVerdict evaluator : counted.values()) {
                if (evaluator.isComparableTo(reference.getValue())) {
                    pairs.add(new Pair(evaluator, reference.getValue()));
                }
            }
        }
        return pairs;
    }

    private boolean hasReference() {
        for (CountedVerdict verdict : counted.values()) {
            if (verdict.isReference()) {
                return true;
            }
        }
        return false;
    }

    private Collection<Map.Entry<String, CountedVerdict>> references() {
        Map<Matter, Map.Entry<String, CountedVerdict>> first = new HashMap<>();
        for (Map.Entry<String, CountedVerdict> entry : counted.entrySet()) {
            CountedVerdict verdict = entry.getValue();
            if (verdict.isReference()) {
                first.merge(new Matter(verdict.source, verdict.category), entry, BinaryOperator.minBy(EARLIEST));
            }
        }
        return first.values();
    }
}
