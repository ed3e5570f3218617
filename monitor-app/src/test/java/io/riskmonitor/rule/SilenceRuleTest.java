package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilenceRuleTest {

    private static final Instant NOON = PaneRun.NOON;
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final Series JUDGE_A = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Group GERMAN = new Group("locale", "de");
    private static final Group FRENCH = new Group("locale", "fr");

    @Test
    void aProducerIsSilentAfterItsLastPaneForTheTimeItMayBe() {
        PaneRun run = new PaneRun(producer(null));
        assertThat(run.see(List.of(), null, 3).pane())
                .extracting(Finding::outcome)
                .containsExactly(RuleOutcome.CLEAR);
        assertThat(run.elapse(QUARTER.minusMillis(1))).isEmpty();
        List<Finding> found = run.elapse(Duration.ofHours(5));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(found.get(0).at()).isEqualTo(NOON.plusSeconds(1).plus(QUARTER));
        assertThat(found.get(0).group()).isEqualTo(Group.ALL);
        assertThat(found.get(0).evidence().windowStart()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void itIsSilentOnceAndHeardAgainInThePaneInWhichItIsSeen() {
        PaneRun run = new PaneRun(producer(null));
        run.see(List.of(), null, 3).pane();
        run.elapse(Duration.ofHours(1));
        assertThat(run.elapse(Duration.ofHours(1))).isEmpty();
        Instant back = run.next().plusSeconds(1);
        Finding again = run.see(List.of(), null, 1).pane().get(0);
        assertThat(again.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(again.at()).isEqualTo(back);
        assertThat(run.elapse(QUARTER)).extracting(Finding::at).containsExactly(back.plus(QUARTER));
    }

    @Test
    void whoWasNeverSeenIsNotSilent() {
        assertThat(new PaneRun(producer(null)).elapse(Duration.ofDays(30))).isEmpty();
        PaneRun verdictsOnly = new PaneRun(producer(null));
        verdictsOnly.count(JUDGE_A, new Counts()).pane();
        assertThat(verdictsOnly.elapse(Duration.ofDays(30))).isEmpty();
    }

    @Test
    void whatComesLateForItsPaneWasHeardToo() {
        PaneRun run = new PaneRun(producer(null));
        run.see(List.of(), null, 1).pane();
        run.skip(Duration.ofMinutes(10));
        run.see(List.of(), null, 1).late(NOON.plusSeconds(300));
        assertThat(run.elapse(QUARTER))
                .extracting(Finding::at)
                .containsExactly(NOON.plusSeconds(301).plus(QUARTER));
        run.see(List.of(), null, 1).late(NOON.plusSeconds(400));
        assertThat(run.elapse(Duration.ofHours(1)))
                .as("late, and no end of the silence")
                .isEmpty();
    }

    @Test
    void groupsAreWatchedWhereTheyAreAskedFor() {
        PaneRun run = new PaneRun(producer(Set.of("locale")));
        run.see(List.of(GERMAN), null, 1).pane();
        run.elapse(Duration.ofMinutes(5));
        Instant french = run.next().plusSeconds(1);
        run.see(List.of(FRENCH), null, 1).pane();
        assertThat(run.elapse(Duration.ofHours(1)))
                .extracting(Finding::group, Finding::at)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                GERMAN, NOON.plusSeconds(1).plus(QUARTER)),
                        org.assertj.core.groups.Tuple.tuple(Group.ALL, french.plus(QUARTER)),
                        org.assertj.core.groups.Tuple.tuple(FRENCH, french.plus(QUARTER)));
    }

    @Test
    void anEvaluatorIsSilentSinceTheFirstInteractionThatItDoesNotAnswer() {
        PaneRun run = new PaneRun(evaluator(null));
        run.count(JUDGE_A, 0, 10).pane();
        assertThat(run.elapse(Duration.ofHours(3))).as("nothing to judge").isEmpty();
        Instant unanswered = run.next().plusSeconds(1);
        for (int minute = 0; minute < 10; minute++) {
            assertThat(run.see(List.of(), null, 5).pane())
                    .extracting(Finding::outcome)
                    .containsExactly(RuleOutcome.CLEAR);
            run.elapse(Duration.ofMinutes(1));
        }
        Finding silent = run.elapse(QUARTER).get(0);
        assertThat(silent.at()).isEqualTo(unanswered.plus(QUARTER));
        assertThat(silent.evaluator()).isEqualTo("judge-a");
        assertThat(silent.evidence().n()).isEqualTo(50);
        assertThat(run.count(JUDGE_A, 0, 1).pane()).extracting(Finding::outcome).containsExactly(RuleOutcome.CLEAR);
    }

    @Test
    void anEvaluatorThatNeverSaysAnythingIsSilent() {
        PaneRun run = new PaneRun(evaluator(null));
        assertThat(run.see(List.of(), null, 5).pane())
                .extracting(Finding::outcome)
                .containsExactly(RuleOutcome.INCONCLUSIVE);
        assertThat(run.elapse(QUARTER))
                .extracting(Finding::at)
                .containsExactly(NOON.plusSeconds(1).plus(QUARTER));
    }

    @Test
    void coverageBreachesWhereItIsCrediblyBelowTheFloorAndClearsWhereItIsNotBelow() {
        PaneRun run = new PaneRun(evaluator(0.2)).restartEvery(500);
        // an hour in which every second of two interactions is judged, then an hour in which one of twenty is
        RuleOutcome before = hour(run, 2).outcome();
        Finding after = hour(run, 20);
        assertThat(before).isEqualTo(RuleOutcome.CLEAR);
        assertThat(after.outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(after.claim()).contains("HALLUCINATION").contains("20.00 %");
        assertThat(after.evidence().figures().get("coverage")).isBetween(0.04, 0.06);
        assertThat(hour(run, 2).outcome()).isEqualTo(RuleOutcome.CLEAR);
    }

    @Test
    void coverageIsNotJudgedBeforeTrafficHasLastedForAWhile() {
        PaneRun run = new PaneRun(evaluator(0.2)).restartEvery(500);
        run.count(JUDGE_A, 0, 1).pane();
        for (int second = 0; second < 600; second++) {
            assertThat(run.see(List.of(), null, 10).pane())
                    .extracting(Finding::outcome)
                    .doesNotContain(RuleOutcome.BREACH);
        }
    }

    /** An interaction a second, one of so many judged; what is said last. */
    private static Finding hour(PaneRun run, int oneOf) {
        Finding last = null;
        for (int second = 0; second < 3_600; second++) {
            if (second % oneOf == 0) {
                run.count(JUDGE_A, 0, 1);
            } else {
                run.see(List.of(), null, 1);
            }
            last = run.pane().get(0);
        }
        return java.util.Objects.requireNonNull(last);
    }

    private static SilenceRule producer(@Nullable Set<String> dimensions) {
        return new SilenceRule(basics(null, dimensions), QUARTER, null);
    }

    private static SilenceRule evaluator(@Nullable Double minCoverage) {
        return new SilenceRule(basics("judge-a", null), QUARTER, minCoverage);
    }

    private static RuleBasics basics(@Nullable String evaluator, @Nullable Set<String> dimensions) {
        return new RuleBasics("alive", Severity.MEDIUM, null, evaluator, Group.ALL, dimensions);
    }
}
