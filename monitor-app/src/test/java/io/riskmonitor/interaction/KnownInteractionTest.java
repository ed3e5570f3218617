package io.riskmonitor.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.KnownInteraction.Comparison;
import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.KnownInteraction.Earlier;
import io.riskmonitor.interaction.KnownInteraction.Pair;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownInteractionTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final Map<String, CountedVerdict> counted = new HashMap<>();
    private final KnownInteraction known =
            new KnownInteraction("billing", null, null, Map.of(), counted, null, Map.of());

    @Test
    void anEvaluatorMakesOnePairWithPeopleHoweverManyReview() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.FAIL, 0);
        count("v-2", Source.HUMAN, Outcome.PASS, 20);
        CountedVerdict first = count("v-3", Source.HUMAN, Outcome.FAIL, 10);
        assertThat(known.comparisons()).containsExactly(made(10, judge, first));
        assertThat(known.comparisons().get(0).pair().at()).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void whoIsUnsureIsNotTheFirst() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.FAIL, 0);
        count("v-2", Source.HUMAN, Outcome.UNSURE, 10);
        CountedVerdict sure = count("v-3", Source.HUMAN, Outcome.PASS, 20);
        assertThat(known.comparisons()).containsExactly(made(20, judge, sure));
    }

    @Test
    void goldAnswersAndPeopleAreDifferentReferencesAndPeopleAreComparedWithGold() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.FAIL, 30);
        CountedVerdict guardrail = count("v-2", Source.GUARDRAIL, Outcome.PASS, 0);
        CountedVerdict human = count("v-3", Source.HUMAN, Outcome.FAIL, 10);
        CountedVerdict gold = count("v-4", Source.GOLD, Outcome.FAIL, 0);
        assertThat(known.comparisons())
                .containsExactlyInAnyOrder(
                        made(30, judge, human),
                        made(10, guardrail, human),
                        made(10, gold, human),
                        made(30, judge, gold),
                        made(0, guardrail, gold),
                        made(10, human, gold));
    }

    @Test
    void aCorrectionChangesThePairAtItsOwnTime() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.PASS, 0);
        CountedVerdict human = count("v-2", Source.HUMAN, Outcome.FAIL, 10);
        CountedVerdict corrected = count("v-1", Source.JUDGE, Outcome.FAIL, 0, new Earlier(Outcome.PASS, second(20)));
        assertThat(known.comparisons())
                .containsExactly(
                        made(10, judge, human),
                        new Comparison(second(20), new Pair(judge, human), false),
                        made(20, as(corrected), human));
    }

    @Test
    void aCorrectionBeforeAnybodyElseJudgedIsHowThePairWasMade() {
        CountedVerdict corrected = count("v-1", Source.JUDGE, Outcome.FAIL, 0, new Earlier(Outcome.PASS, second(5)));
        CountedVerdict human = count("v-2", Source.HUMAN, Outcome.FAIL, 10);
        assertThat(known.comparisons()).containsExactly(made(10, as(corrected), human));
    }

    @Test
    void aReferenceThatBecomesUnsureMakesRoomForTheNext() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.PASS, 0);
        CountedVerdict second = count("v-3", Source.HUMAN, Outcome.FAIL, 20);
        CountedVerdict first = count("v-2", Source.HUMAN, Outcome.PASS, 10);
        count("v-2", Source.HUMAN, Outcome.UNSURE, 10, new Earlier(Outcome.PASS, second(30)));
        assertThat(known.comparisons())
                .containsExactly(
                        made(10, judge, first),
                        new Comparison(second(30), new Pair(judge, first), false),
                        made(30, judge, second));
    }

    private static Comparison made(long second, CountedVerdict evaluator, CountedVerdict reference) {
        return new Comparison(second(second), new Pair(evaluator, reference), true);
    }

    private static Instant second(long second) {
        return NOON.plusSeconds(second);
    }

    /** Without what it said before. */
    private static CountedVerdict as(CountedVerdict corrected) {
        return verdict(corrected.source(), corrected.outcome(), corrected.judgedAt());
    }

    private CountedVerdict count(String id, Source source, Outcome outcome, long second, Earlier... earlier) {
        CountedVerdict verdict = verdict(source, outcome, second(second), earlier);
        counted.put(id, verdict);
        return verdict;
    }

    private static CountedVerdict verdict(Source source, Outcome outcome, Instant at, Earlier... earlier) {
        return new CountedVerdict(
                outcome, at, at, RiskCategory.HALLUCINATION, source.name(), null, source, null, List.of(earlier));
    }
}
