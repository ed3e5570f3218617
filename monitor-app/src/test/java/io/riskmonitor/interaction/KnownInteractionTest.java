package io.riskmonitor.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.KnownInteraction.CountedVerdict;
import io.riskmonitor.interaction.KnownInteraction.Pair;
import java.time.Instant;
import java.util.HashMap;
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
        assertThat(known.pairs()).containsExactly(new Pair(judge, first));
        assertThat(known.pairs().get(0).at()).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void whoIsUnsureIsNotTheFirst() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.FAIL, 0);
        count("v-2", Source.HUMAN, Outcome.UNSURE, 10);
        CountedVerdict sure = count("v-3", Source.HUMAN, Outcome.PASS, 20);
        assertThat(known.pairs()).containsExactly(new Pair(judge, sure));
    }

    @Test
    void goldAnswersAndPeopleAreDifferentReferencesAndPeopleAreComparedWithGold() {
        CountedVerdict judge = count("v-1", Source.JUDGE, Outcome.FAIL, 30);
        CountedVerdict guardrail = count("v-2", Source.GUARDRAIL, Outcome.PASS, 0);
        CountedVerdict human = count("v-3", Source.HUMAN, Outcome.FAIL, 10);
        CountedVerdict gold = count("v-4", Source.GOLD, Outcome.FAIL, 0);
        assertThat(known.pairs())
                .containsExactlyInAnyOrder(
                        new Pair(judge, human),
                        new Pair(guardrail, human),
                        new Pair(gold, human),
                        new Pair(judge, gold),
                        new Pair(guardrail, gold),
                        new Pair(human, gold));
    }

    private CountedVerdict count(String id, Source source, Outcome outcome, long second) {
        CountedVerdict verdict = new CountedVerdict(
                outcome, NOON.plusSeconds(second), RiskCategory.HALLUCINATION, source.name(), null, source, null);
        counted.put(id, verdict);
        return verdict;
    }
}
