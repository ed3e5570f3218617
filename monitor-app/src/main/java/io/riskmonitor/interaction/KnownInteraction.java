package io.riskmonitor.interaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /**
     * How one verdict was counted, so that a correction can be told from a repeat and changes the same counts, and two
     * verdicts on the interaction can be compared.
     *
     * @param judgedAt where it counts: when it was judged first
     * @param saidAt when it was last said, at the same time or later
     * @param earlier what it said before it was corrected, oldest first
     */
    public record CountedVerdict(
            Outcome outcome,
            Instant judgedAt,
            Instant saidAt,
            RiskCategory category,
            String evaluator,
            @Nullable String evaluatorVersion,
            Source source,
            @Nullable Double confidence,
            List<Earlier> earlier) {

        /** The first time that a verdict comes. */
        public static CountedVerdict of(Verdict verdict) {
            return new CountedVerdict(
                    verdict.outcome(),
                    verdict.judgedAt(),
                    verdict.judgedAt(),
                    verdict.category(),
                    verdict.evaluator(),
                    verdict.evaluatorVersion(),
                    verdict.source(),
                    verdict.confidence(),
                    List.of());
        }

        /** The same verdict, counted where it was, with what it says now. */
        public CountedVerdict corrected(Verdict now) {
            List<Earlier> said = new ArrayList<>(earlier);
            said.add(new Earlier(outcome, now.judgedAt()));
            return new CountedVerdict(
                    now.outcome(),
                    judgedAt,
                    now.judgedAt().isAfter(saidAt) ? now.judgedAt() : saidAt,
                    category,
                    evaluator,
                    evaluatorVersion,
                    source,
                    now.confidence(),
                    List.copyOf(said));
        }

        /** The same, said again later. */
        public CountedVerdict saidAt(Instant later) {
            return new CountedVerdict(
                    outcome, judgedAt, later, category, evaluator, evaluatorVersion, source, confidence, earlier);
        }

        /** Whether it says nothing new: the same as before, or what was said before the last time, which is a repeat. */
        public boolean isRepeat(Verdict verdict) {
            return verdict.outcome() == outcome || verdict.judgedAt().isBefore(saidAt);
        }

        /** What it said at a time; null before it was first judged. */
        private @Nullable CountedVerdict asOf(Instant time) {
            if (time.isBefore(judgedAt)) {
                return null;
            }
            Outcome then = outcome;
            for (Earlier said : earlier) {
                if (time.isBefore(said.until)) {
                    then = said.outcome;
                    break;
                }
            }
            return new CountedVerdict(
                    then, judgedAt, judgedAt, category, evaluator, evaluatorVersion, source, null, List.of());
        }

        private boolean mayBeReference() {
            return source == Source.HUMAN || source == Source.GOLD;
        }

        private boolean isReference() {
            return mayBeReference() && outcome.isTrial();
        }

        /** Whether the other one says what is true of the same category, as seen from somebody else. */
        private boolean isComparableTo(CountedVerdict reference) {
            return source != reference.source && category == reference.category && outcome.isTrial();
        }
    }

    /** What a verdict said until it was corrected. */
    public record Earlier(Outcome outcome, Instant until) {}

    /** What an evaluator said, beside what counts as true. */
    public record Pair(CountedVerdict evaluator, CountedVerdict reference) {

        /** When the later of the two was judged. */
        public Instant at() {
            return reference.judgedAt.isAfter(evaluator.judgedAt) ? reference.judgedAt : evaluator.judgedAt;
        }
    }

    /**
     * That two verdicts can be compared from now on, or no longer.
     *
     * @param at when one of them was judged, or corrected
     */
    public record Comparison(Instant at, Pair pair, boolean isMade) {}

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
     * How the verdicts that can be compared came to be and went, as they were judged and corrected: the same in whatever
     * order they are read. Each verdict is compared with the first that people, and that gold answers, gave on its category.
     *
     * <p>What more reviewers say of the same answer makes no more pairs: they hang together with the first, and an interval
     * over all of them would be too narrow.
     */
    public List<Comparison> comparisons() {
        if (!hasReference()) {
            return List.of(); // as most have none
        }
        List<Comparison> comparisons = new ArrayList<>();
        List<Pair> before = List.of();
        for (Instant time : times()) {
            List<Pair> now = pairs(time);
            without(before, now).forEach(pair -> comparisons.add(new Comparison(time, pair, false)));
            without(now, before).forEach(pair -> comparisons.add(new Comparison(time, pair, true)));
            before = now;
        }
        return comparisons;
    }

    /** What is in the one list more often than in the other. */
    public static <T> List<T> without(List<T> these, List<T> those) {
        List<T> rest = new ArrayList<>(these);
        those.forEach(rest::remove);
        return rest;
    }

    private boolean hasReference() {
        for (CountedVerdict verdict : counted.values()) {
            if (verdict.mayBeReference()) {
                return true;
            }
        }
        return false;
    }

    private SortedSet<Instant> times() {
        SortedSet<Instant> times = new TreeSet<>();
        for (CountedVerdict verdict : counted.values()) {
            times.add(verdict.judgedAt);
            for (Earlier said : verdict.earlier) {
                times.add(said.until);
            }
        }
        return times;
    }

    private List<Pair> pairs(Instant time) {
        Map<String, CountedVerdict> then = new TreeMap<>();
        counted.forEach((id, verdict) -> {
            CountedVerdict said = verdict.asOf(time);
            if (said != null) {
                then.put(id, said);
            }
        });
        List<Pair> pairs = new ArrayList<>();
        for (CountedVerdict reference : references(then)) {
            for (CountedVerdict evaluator : then.values()) {
                if (evaluator.isComparableTo(reference)) {
                    pairs.add(new Pair(evaluator, reference));
                }
            }
        }
        return pairs;
    }

    private static Collection<CountedVerdict> references(Map<String, CountedVerdict> then) {
        Map<Matter, CountedVerdict> first = new HashMap<>();
        for (CountedVerdict verdict : then.values()) { // by id
            if (verdict.isReference()) {
                first.merge(
                        new Matter(verdict.source, verdict.category),
                        verdict,
                        (one, other) -> other.judgedAt.isBefore(one.judgedAt) ? other : one);
            }
        }
        return first.values();
    }
}
