package io.riskmonitor.streams;

import static io.riskmonitor.scenario.Event.interaction;
import static io.riskmonitor.scenario.Event.time;
import static io.riskmonitor.scenario.Event.verdict;
import static io.riskmonitor.schema.Outcome.FAIL;
import static io.riskmonitor.schema.Outcome.PASS;
import static io.riskmonitor.schema.Outcome.UNSURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.PaneCells;
import io.riskmonitor.scenario.Event;
import io.riskmonitor.scenario.SentInteraction;
import io.riskmonitor.scenario.SentVerdict;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserveTest {

    private final Rig rig = Rig.standard();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void anInteractionCountsOnceHoweverOftenItIsSent() {
        SentInteraction once = interaction("i-1").judged("judge-a", FAIL);

        rig.send(once, once).flush().send(once);

        assertThat(rig.seen("12:00:00")).isEqualTo(1);
        assertThat(rig.counts("12:00:00").failures()).isEqualTo(1);
        assertThat(rig.counter("risk_interactions_total", "application", "billing"))
                .isEqualTo(1);
        assertThat(rig.counter("risk_duplicates_total", "application", "billing"))
                .as("two interactions with a verdict each")
                .isEqualTo(4);
    }

    @Test
    void anInteractionCountsOnceAlsoWithAnotherTime() {
        rig.send(
                interaction("i-1").judged("judge-a", FAIL),
                interaction("i-1").at("12:00:07").judged("judge-a", FAIL));

        assertThat(rig.counts("12:00:00").trials()).isEqualTo(1);
        assertThat(rig.seen("12:00:07")).isZero();
        assertThat(rig.counts("12:00:07").trials()).isZero();
    }

    @Test
    void aVerdictIsLinkedToItsInteractionDaysLater() {
        rig.send(
                interaction("i-1").at(hoursBefore(72)).locale("de"),
                verdict("i-1").by("judge-a", FAIL));

        assertThat(rig.counts("12:00:00", new Group("locale", "de")).failures()).isEqualTo(1);
    }

    @Test
    void aVerdictThatComesFirstWaitsForItsInteraction() {
        rig.send(verdict("i-1").at("12:00:05").by("judge-a", FAIL));
        assertThat(rig.counts("12:00:05").trials()).isZero();

        rig.send(interaction("i-1").at("12:00:04").locale("de"));

        assertThat(rig.counts("12:00:05", new Group("locale", "de")).failures()).isEqualTo(1);
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void aVerdictWhoseInteractionNeverComesIsRefusedOnceEventTimeHasPassed() {
        SentVerdict orphan = verdict("i-1").in("c-1").at("12:00:05").by("judge-a", FAIL);
        rig.send(verdict("i-2"), orphan, interaction("i-2"), interaction("i-3").at("13:00:04"))
                .flush();
        assertThat(rig.refusals()).isEmpty();

        rig.send(interaction("i-4").at("13:00:05")).flush();

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.key()).asString().isEqualTo("c-1");
            assertThat(refused.value()).isEqualTo(rig.encode(orphan));
            assertThat(refused.headers())
                    .containsEntry("risk.reason", "NO_INTERACTION")
                    .containsEntry("risk.topic", "llm.verdicts")
                    .containsEntry("risk.partition", "0")
                    .containsEntry("risk.offset", "1");
            assertThat(refused.detail()).contains("i-1", "PT1H");
        });
        assertThat(rig.counter("risk_refusals_total", "reason", "NO_INTERACTION"))
                .isEqualTo(1);
    }

    @Test
    void anEarlyVerdictCountsOnceHoweverOftenItIsSent() {
        rig.send(verdict("i-1"), verdict("i-1"), verdict("i-1").at("12:00:01"));

        rig.send(interaction("i-1"));

        assertThat(rig.counts("12:00:00").trials()).isEqualTo(1);
        assertThat(rig.counts("12:00:01").trials()).isZero();
    }

    @Test
    void unsureCountsAsJudgedAndNotAsATrial() {
        rig.send(interaction("i-1").judged("judge-a", UNSURE));

        assertThat(rig.counts("12:00:00").judged()).isEqualTo(1);
        assertThat(rig.counts("12:00:00").trials()).isZero();
        assertThat(rig.counter("risk_judged_total", "outcome", "UNSURE")).isEqualTo(1);
    }

    @Test
    void aRepeatedVerdictCountsOnce() {
        rig.send(
                interaction("i-1"),
                verdict("i-1").at("12:00:01").by("judge-a", FAIL),
                verdict("i-1").at("12:00:02").by("judge-a", FAIL));

        assertThat(rig.counts("12:00:01").failures()).isEqualTo(1);
        assertThat(rig.counts("12:00:02").failures()).isZero();
    }

    @Test
    void anotherEvaluatorIsNoRepeat() {
        rig.send(
                interaction("i-1").judged("judge-a", FAIL).judged("judge-b", FAIL),
                verdict("i-1").by("judge-c", FAIL));

        assertThat(rig.tally("12:00:00").cells().byCell()).hasSize(3);
        assertThat(rig.counts("12:00:00").failures()).isEqualTo(1);
    }

    @Test
    void aCorrectionComesWithItsOwnPaneAndFeedsNoDetector() {
        rig.send(interaction("i-1"), verdict("i-1").by("judge-a", PASS)).flush();

        rig.send(verdict("i-1").at("12:00:03").by("judge-a", FAIL));

        assertThat(rig.counts("12:00:00").failures()).isZero();
        assertThat(rig.counts("12:00:03").judged()).isZero();
        PaneCells correction = rig.tally("12:00:03")
                .corrections()
                .get(time("12:00:00").toEpochMilli())
                .cells();
        Counts counts = correction.get(new Cell(Rig.JUDGE_A, Group.ALL)).total();
        assertThat(counts.judged()).isZero();
        assertThat(counts.trials()).isZero();
        assertThat(counts.failures()).isEqualTo(1);
        assertThat(counts.keptTrials()).isZero();
        assertThat(rig.counter("risk_corrections_total", "application", "billing"))
                .isEqualTo(1);
    }

    @Test
    void aCorrectionInTheSamePaneChangesItAndFeedsNoDetector() {
        rig.send(interaction("i-1"), verdict("i-1").by("judge-a", PASS)).flush();

        rig.send(verdict("i-1").by("judge-a", FAIL));

        Counts counts = rig.counts("12:00:00");
        assertThat(counts.judged()).isEqualTo(1);
        assertThat(counts.trials()).isEqualTo(1);
        assertThat(counts.failures()).isEqualTo(1);
        assertThat(counts.keptTrials()).isEqualTo(1);
        assertThat(counts.keptFailures()).isZero();
    }

    @Test
    void aVerdictThatIsSentAgainAfterItsCorrectionChangesNothing() {
        SentVerdict first = verdict("i-1").by("judge-a", FAIL);
        rig.send(interaction("i-1"), first, verdict("i-1").at("12:00:03").by("judge-a", PASS), first);

        rig.send(
                verdict("i-1").at("12:00:05").by("judge-a", PASS),
                verdict("i-1").at("12:00:04").by("judge-a", FAIL));

        assertThat(rig.counter("risk_corrections_total", "application", "billing"))
                .isEqualTo(1);
        assertThat(rig.tally("12:00:04").corrections()).isEmpty();
    }

    @Test
    void aCorrectionToUnsureTakesTheTrialBack() {
        rig.send(interaction("i-1").judged("judge-a", FAIL), verdict("i-1").by("judge-a", UNSURE));

        assertThat(rig.counts("12:00:00").judged()).isEqualTo(1);
        assertThat(rig.counts("12:00:00").trials()).isZero();
        assertThat(rig.counts("12:00:00").failures()).isZero();
    }

    @Test
    void aCorrectionByANewVersionOfTheEvaluatorCorrectsWhatTheOldOneSaid() {
        rig.send(
                interaction("i-1"),
                verdict("i-1").by("judge-a", PASS).version("3"),
                verdict("i-1").by("judge-a", FAIL).version("4"));

        assertThat(rig.counts("12:00:00").failures()).isEqualTo(1);
        Counts old = rig.counts("12:00:00", new Group(Group.EVALUATOR, "judge-a@3"));
        assertThat(old.trials()).isEqualTo(1);
        assertThat(old.failures()).isEqualTo(1);
        assertThat(rig.counts("12:00:00", new Group(Group.EVALUATOR, "judge-a@4"))
                        .failures())
                .isZero();
    }

    @Test
    void aCorrectionLeavesGroupsAloneThatThePolicyDidNotHaveBefore() {
        rig.declare("{application: billing, segments: {dimensions: []}, rules: []}");
        rig.send(interaction("i-1").locale("de").judged("judge-a", FAIL));

        rig.declare("{application: billing, segments: {dimensions: [locale]}, rules: []}");
        rig.send(verdict("i-1").by("judge-a", UNSURE));

        Counts counts = rig.counts("12:00:00", new Group("locale", "de"));
        assertThat(counts.trials()).isZero();
        assertThat(counts.failures()).isZero();
        assertThat(rig.counts("12:00:00").failures()).isZero();
    }

    @Test
    void inlineVerdictsCountWhenTheInteractionOccurredAndOthersWhenTheyWereJudged() {
        rig.send(
                interaction("i-1").at("12:00:01").judged("judge-a", PASS),
                interaction("i-2").at("12:00:01"),
                verdict("i-2").at("12:00:09").by("judge-a", FAIL));

        assertThat(rig.counts("12:00:01").trials()).isEqualTo(1);
        assertThat(rig.counts("12:00:01").failures()).isZero();
        assertThat(rig.counts("12:00:09").failures()).isEqualTo(1);
    }

    @Test
    void conversationsFeedDetectorsUpToTheirFirstFailureOnly() {
        rig.send(
                interaction("i-1").in("c-1").judged("judge-a", PASS),
                interaction("i-2").in("c-1").judged("judge-a", FAIL),
                interaction("i-3").in("c-1").judged("judge-a", FAIL),
                interaction("i-4").in("c-1").judged("judge-a", PASS),
                interaction("i-5").in("c-2").judged("judge-a", FAIL));

        Counts counts = rig.counts("12:00:00");
        assertThat(counts.trials()).isEqualTo(5);
        assertThat(counts.failures()).isEqualTo(3);
        assertThat(counts.keptTrials()).isEqualTo(3);
        assertThat(counts.keptFailures()).isEqualTo(2);
    }

    @Test
    void everyEvaluatorHasItsOwnFirstFailureOfAConversation() {
        rig.send(
                interaction("i-1").in("c-1").judged("judge-b", FAIL),
                interaction("i-2").in("c-1").judged("judge-a", FAIL),
                interaction("i-3").in("c-1").judged("judge-a", FAIL));

        assertThat(rig.counts("12:00:00").keptFailures()).isEqualTo(1);
    }

    @Test
    void aFailureStandsForADayAlsoAfterAnotherEvaluatorFailedTheConversation() {
        rig.send(
                interaction("i-1").in("c-1").at(hoursBefore(47)).judged("judge-b", FAIL),
                interaction("i-2").in("c-1").at(hoursBefore(23)).judged("judge-a", FAIL),
                interaction("i-3").in("c-1").judged("judge-a", FAIL));

        assertThat(rig.counts("12:00:00").failures()).isEqualTo(1);
        assertThat(rig.counts("12:00:00").keptFailures()).isZero();
    }

    @Test
    void groupsAreComparedByTheFirstTrialOfEveryConversation() {
        rig.send(
                interaction("i-1").in("c-1").judged("judge-a", UNSURE),
                interaction("i-2").in("c-1").judged("judge-a", PASS),
                interaction("i-3").in("c-1").judged("judge-a", FAIL),
                interaction("i-4").in("c-1").judged("judge-a", PASS),
                interaction("i-5").in("c-2").judged("judge-a", FAIL),
                interaction("i-6").in("c-2").judged("judge-a", FAIL),
                interaction("i-7").judged("judge-a", FAIL),
                interaction("i-8").judged("judge-a", PASS));

        Counts counts = rig.counts("12:00:00");
        assertThat(counts.trials()).isEqualTo(7);
        assertThat(counts.failures()).isEqualTo(4);
        assertThat(counts.keptTrials()).isEqualTo(5);
        assertThat(counts.keptFailures()).isEqualTo(3);
        assertThat(counts.firstTrials()).isEqualTo(4);
        assertThat(counts.firstFailures()).isEqualTo(2);
    }

    @Test
    void everySeriesHasItsOwnFirstTrialOfAConversation() {
        rig.send(
                interaction("i-1").in("c-1").judged("judge-b", FAIL),
                interaction("i-2").in("c-1").judged("judge-a", FAIL),
                interaction("i-3").in("c-1").judged("judge-a", FAIL));

        assertThat(rig.counts("12:00:00").firstTrials()).isEqualTo(1);
    }

    @Test
    void aFirstTrialThatIsSentAgainOrCorrectedFeedsNoDetectorAgain() {
        SentInteraction first = interaction("i-1").in("c-1").judged("judge-a", FAIL);

        rig.send(first, first, verdict("i-1").in("c-1").by("judge-a", PASS));

        assertThat(rig.counts("12:00:00").firstTrials()).isEqualTo(1);
        assertThat(rig.counts("12:00:00").firstFailures()).isEqualTo(1);
    }

    private static Instant hoursBefore(int hours) {
        return Event.NOON.minus(Duration.ofHours(hours));
    }

    @Test
    void groupsBeyondTheLimitCountTogether() {
        rig.declare("{application: billing, segments: {maxGroups: 2}, rules: []}");

        rig.send(
                interaction("i-1").locale("de"),
                interaction("i-2").locale("fr"),
                interaction("i-3").locale("it"),
                interaction("i-4").locale("es"),
                interaction("i-5").locale("de"));

        assertThat(rig.seen("12:00:00", new Group("locale", "de"))).isEqualTo(2);
        assertThat(rig.seen("12:00:00", new Group("locale", "it"))).isZero();
        assertThat(rig.seen("12:00:00", new Group("locale", Group.OTHER))).isEqualTo(2);
        assertThat(rig.counter("risk_group_overflow_total", "application", "billing", "dimension", "locale"))
                .isEqualTo(2);
    }

    @Test
    void anInteractionCountsOnceInTheGroupOfTheRest() {
        for (int i = 0; i < 32; i++) {
            rig.send(interaction("i-" + i).segment("dimension-" + i, "x"));
        }

        rig.send(interaction("i-32").at("12:00:01").segment("one more", "x").segment("and one more", "x"));

        assertThat(rig.seen("12:00:01", new Group(Group.OTHER, Group.OTHER))).isEqualTo(1);
    }

    @Test
    void aLateEventWithinTheAllowanceIsTallied() {
        rig.send(interaction("i-1").at("12:20:00")).flush();

        rig.send(interaction("i-2").at("12:10:00").judged("judge-a", FAIL));

        assertThat(rig.counts("12:10:00").failures()).isEqualTo(1);
        assertThat(rig.counter("risk_late_total", "application", "billing")).isZero();
    }

    @Test
    void aLateEventBeyondTheAllowanceIsCountedAsLateAndNotTallied() {
        rig.send(interaction("i-1").at("12:20:00")).flush();

        rig.send(interaction("i-2").at("12:09:56").judged("judge-a", FAIL));

        assertThat(rig.seen("12:09:56")).isZero();
        assertThat(rig.counts("12:09:56").failures()).isZero();
        assertThat(rig.counter("risk_late_total", "application", "billing"))
                .as("the interaction and its verdict")
                .isEqualTo(2);
        assertThat(rig.refusals()).isEmpty();
    }

    @Test
    void theWatermarkStaysBehindTheLatestEventByTheBound() {
        rig.send(interaction("i-1").at("12:00:10"), interaction("i-2").at("12:00:04"));

        assertThat(rig.watermark()).isEqualTo(time("12:00:08"));
    }

    @Test
    void thePaneOfTheLatestEventIsCompleteOnceNothingComesAnyMore() {
        rig.send(interaction("i-1").at("12:00:10.3")).finish();

        assertThat(rig.watermark()).isEqualTo(time("12:00:11"));
    }

    @Test
    void aRecordWithoutAKeyThatLiesWhereItBelongsStaysThere() {
        rig.send(true, null, rig.encode(interaction("i-1").judged("judge-a", FAIL)));

        assertThat(rig.counts("12:00:00").failures()).isEqualTo(1);
        assertThat(rig.counter("risk_strays_total")).isZero();
    }

    @Test
    void aVerdictWithoutAKeyIsRefusedAsItCame() {
        SentVerdict orphan = verdict("i-1");
        rig.send(interaction("i-2"));
        rig.send(false, null, rig.encode(orphan));

        rig.send(interaction("i-3").at("14:00:00")).flush();

        assertThat(rig.refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.key()).isNull();
            assertThat(refused.value()).isEqualTo(rig.encode(orphan));
            assertThat(refused.headers())
                    .containsEntry("risk.reason", "NO_INTERACTION")
                    .containsEntry("risk.topic", "llm.verdicts")
                    .containsEntry("risk.offset", "0");
        });
    }

    @Test
    void theEarliestFailuresAreNamed() {
        rig.send(
                interaction("i-4").at("12:00:00.4").judged("judge-a", FAIL),
                interaction("i-1").at("12:00:00.1").judged("judge-a", FAIL),
                interaction("i-0").at("12:00:00.0").judged("judge-a", PASS),
                interaction("i-3").at("12:00:00.3").judged("judge-a", FAIL),
                interaction("i-2").at("12:00:00.2").judged("judge-a", FAIL));

        assertThat(StreamSupport.stream(rig.counts("12:00:00").exemplars().spliterator(), false))
                .extracting(Counts.Exemplar::interactionId)
                .containsExactly("i-1", "i-2", "i-3");
    }
}
