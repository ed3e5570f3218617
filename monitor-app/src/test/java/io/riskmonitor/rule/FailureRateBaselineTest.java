package io.riskmonitor.rule;

import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneJudge.Found;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRateBaselineTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Group GERMAN = new Group("locale", "de");

    /** A minute, which is sixty panes. */
    private static final Learning A_MINUTE = new Learning(null, MINUTE, 500, 5);

    /** Upper bound of 36 failures in 3,600 trials: {@code scipy.stats.beta.ppf(.975, 36.5, 3564.5)}. */
    private static final double LEARNED_P0 = 0.01365664;

    @Test
    void isInconclusiveWhileItLearnsAndSaysHowMuchIsMissing() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of()));
        Evidence first = one(run, "m@1", 1, 60).evidence();
        assertThat(first.note())
                .isEqualTo("INSUFFICIENT: baseline of m@1, evaluator version 3 has 60 of 500 trials, 1 of 5 failures,"
                        + " learns until 2026-05-01T12:01:00Z or later; meanwhile nothing is watched");
        assertThat(first.baselineId()).isNull();
        assertThat(first.baselineRate()).isNull();
        assertThat(first.statistic()).isNull();
        for (int pane = 1; pane < 60; pane++) {
            assertThat(one(run, "m@1", 0, 60).outcome()).isEqualTo(INCONCLUSIVE);
        }
    }

    @Test
    void comparesWithTheUpperBoundOfTheFrozenBaseline() {
        PaneRun run = learned(rule(null, A_MINUTE, Set.of()));
        Evidence evidence = one(run, "m@1", 0, 60).evidence();
        assertThat(evidence.baselineId()).isEqualTo("worse/judge-a:3/m@1/all traffic@2026-05-01T12:00:00Z");
        assertThat(evidence.baselineN()).isEqualTo(3_600);
        assertThat(evidence.baselineRate()).isCloseTo(LEARNED_P0, within(1e-8));
        assertThat(evidence.figures()).containsEntry("baselineFailures", 36.0).containsEntry("baselineObserved", 0.01);
    }

    @Test
    void breachesWhenTheRateDoublesAndNotBefore() {
        PaneRun run = learned(rule(null, A_MINUTE, Set.of()));
        for (int pane = 0; pane < 600; pane++) {
            assertThat(one(run, "m@1", pane % 5 < 3 ? 1 : 0, 60).outcome()).isEqualTo(CLEAR);
        }
        int panes = 0;
        Finding finding;
        do {
            finding = one(run, "m@1", 3, 60);
        } while (finding.outcome() != BREACH && ++panes < 100);
        // 5 % against 1.37 %: ln c = 13.3 and KL = 0.0297, so about 450 trials are needed
        assertThat(panes).isBetween(3, 15);
        assertThat(finding.claim()).isEqualTo("is credibly above 1.37 %, the upper bound of its baseline");
        // and back again
        do {
            finding = one(run, "m@1", 0, 60);
        } while (finding.outcome() == BREACH && ++panes < 100);
        assertThat(finding.outcome()).isEqualTo(CLEAR);
        assertThat(panes).isLessThan(60);
    }

    @Test
    void doesNotGoBelowTheCeiling() {
        PaneRun run = learned(rule(0.05, A_MINUTE, Set.of()));
        Finding finding = one(run, "m@1", 0, 60);
        assertThat(finding.evidence().baselineRate()).isEqualTo(0.05);
        assertThat(finding.evidence().baselineId()).isNotNull();
        assertThat(finding.claim()).isEqualTo("is credibly above 5.00 %, the ceiling");
    }

    @Test
    void watchesTheCeilingWhileItLearnsAndDoesNotLearnWhatIsAboveIt() {
        PaneRun run = run(rule(0.02, A_MINUTE, Set.of()));
        for (int pane = 0; pane < 30; pane++) {
            Finding finding = one(run, "m@1", pane % 5 < 3 ? 1 : 0, 60);
            assertThat(finding.outcome()).isEqualTo(INCONCLUSIVE);
            assertThat(finding.evidence().note()).endsWith("meanwhile the ceiling is watched");
        }
        int panes = 0;
        while (one(run, "m@1", 30, 60).outcome() != BREACH) {
            assertThat(++panes).isLessThan(3);
        }
        for (int pane = 0; pane < 100; pane++) {
            assertThat(one(run, "m@1", 30, 60).outcome()).isEqualTo(BREACH);
        }
        Finding finding = one(run, "m@1", 0, 60);
        while (finding.outcome() == BREACH) {
            finding = one(run, "m@1", 0, 60);
            assertThat(++panes).isLessThan(100);
        }
        assertThat(finding.outcome()).as("resolves").isEqualTo(CLEAR);
        Evidence frozen = one(run, "m@1", 0, 60).evidence();
        assertThat(frozen.baselineN()).isNotNull();
        assertThat(frozen.figures().get("baselineObserved")).isLessThan(0.05);
    }

    @Test
    void goesOnLearningWithTooLittleDataAndGivesUpAfterFourTimesTheTime() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of()));
        Finding finding = one(run, "m@1", 0, 1);
        for (int pane = 1; pane < 240; pane++) {
            finding = one(run, "m@1", pane % 20 == 0 ? 1 : 0, 1);
        }
        assertThat(finding.evidence().note()).contains("learns until 2026-05-01T12:04:00Z");
        Found found = judged(run, "m@1", 0, 1);
        assertThat(found.news()).isTrue();
        assertThat(found.finding().outcome()).isEqualTo(INCONCLUSIVE);
        assertThat(found.finding().evidence().note())
                .isEqualTo("INSUFFICIENT: baseline of m@1, evaluator version 3 has 240 of 500 trials, 11 of 5 failures,"
                        + " and gave up at 2026-05-01T12:04:00Z; meanwhile nothing is watched");
    }

    @Test
    void learnsOfConversationsWhatTheDetectorsAreFed() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of()));
        for (int pane = 0; pane < 60; pane++) {
            run.count(SERIES, new Counts(100, 100, 30, 50, 1)).pane();
        }
        Evidence evidence =
                run.count(SERIES, new Counts(100, 100, 30, 50, 1)).pane().get(0).evidence();
        assertThat(evidence.baselineN()).isEqualTo(3_000);
        assertThat(evidence.figures()).containsEntry("baselineFailures", 60.0);
    }

    @Test
    void everyReleaseAndEvaluatorVersionLearnsAnewAndThatIsNewsOnce() {
        PaneRun run = learned(rule(null, A_MINUTE, Set.of()));
        Found frozen = judged(run, "m@1", 0, 60);
        assertThat(frozen.news()).isTrue();
        assertThat(frozen.finding().evidence().note())
                .isEqualTo("baseline worse/judge-a:3/m@1/all traffic@2026-05-01T12:00:00Z is frozen:"
                        + " 3,600 of 500 trials, 36 of 5 failures");
        run.repeatEvery(MINUTE);
        assertThat(silent(run, "m@1")).isTrue();
        Found release = judged(run, "m@2", 1, 60);
        assertThat(release.news()).isTrue();
        assertThat(release.finding().outcome()).isEqualTo(INCONCLUSIVE);
        assertThat(release.finding().evidence().note())
                .startsWith("INSUFFICIENT: baseline of m@2, evaluator version 3 has 60 of 500 trials");
        assertThat(silent(run, "m@2")).isTrue();
        Tally judge = new Tally();
        PaneRun.count(judge, SERIES, List.of(), "m@2", "4", 1, 60);
        assertThat(run.judge(judge)).extracting(Found::news).containsOnly(true); // and that the evaluator has changed
    }

    @Test
    void isInBreachWhereOneOfSeveralVariantsIs() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of()));
        for (int pane = 0; pane < 60; pane++) {
            run.count(SERIES, List.of(), "m@1", "3", pane % 5 < 3 ? 1 : 0, 60);
            only(run.count(SERIES, List.of(), "m@2", "3", 3, 60));
        }
        Finding finding = null;
        for (int pane = 0; pane < 30; pane++) {
            run.count(SERIES, List.of(), "m@1", "3", 3, 60);
            finding = only(run.count(SERIES, List.of(), "m@2", "3", 3, 60));
        }
        assertThat(finding).isNotNull();
        assertThat(finding.outcome()).isEqualTo(BREACH);
        assertThat(finding.evidence().baselineId()).contains("/m@1/");
        assertThat(finding.claim()).endsWith("in m@1, evaluator version 3");
        // replaced: what the old release did is no breach of the new one
        run.skip(Duration.ofDays(1));
        for (int pane = 0; pane < 10; pane++) {
            finding = one(run, "m@2", 3, 60);
        }
        assertThat(finding.outcome()).isEqualTo(CLEAR);
    }

    @Test
    void watchesTheBaselineOfAllTrafficWhereAGroupHasNone() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of("locale")));
        for (int pane = 0; pane < 60; pane++) {
            only(run.count(SERIES, List.of(), "m@1", "3", pane % 5 < 3 ? 1 : 0, 60));
        }
        Map<Group, Finding> found = new HashMap<>();
        for (int pane = 0; pane < 30; pane++) {
            run.count(SERIES, List.of(), "m@1", "3", 0, 60);
            for (Finding finding :
                    run.count(SERIES, List.of(GERMAN), "m@1", "3", 1, 4).pane()) {
                found.put(finding.group(), finding);
            }
        }
        Finding german = Objects.requireNonNull(found.get(GERMAN));
        assertThat(german.outcome()).isEqualTo(BREACH);
        assertThat(german.evidence().baselineId()).contains("/all traffic@");
        assertThat(german.evidence().note()).startsWith("INSUFFICIENT").contains("/all traffic@");
        assertThat(german.evidence().baselineRate()).isCloseTo(LEARNED_P0, within(1e-8));
    }

    @Test
    void tellsAnImprovementAndDoesNotAlert() {
        PaneRun run = learned(rule(null, A_MINUTE, Set.of()));
        String improved = null;
        for (int pane = 0; pane < 120; pane++) {
            Finding finding = one(run, "m@1", 0, 60);
            assertThat(finding.outcome()).isEqualTo(CLEAR);
            improved = finding.evidence().note();
        }
        // scipy.stats.beta.ppf(.025, 36.5, 3564.5) is 0.0071
        assertThat(improved)
                .isEqualTo("m@1, evaluator version 3 has improved: credibly below 0.71 %,"
                        + " the lower bound of its baseline");
        for (int pane = 0; pane < 120; pane++) {
            improved = one(run, "m@1", pane % 5 < 3 ? 1 : 0, 60).evidence().note();
        }
        assertThat(improved).as("and its end").isNull();
    }

    @Test
    void aBaselineWithoutRoomForARiseIsNoGood() {
        PaneRun run = run(rule(null, A_MINUTE, Set.of()));
        for (int pane = 0; pane < 60; pane++) {
            one(run, "m@1", 60, 60);
        }
        Finding finding = one(run, "m@1", 60, 60);
        assertThat(finding.outcome()).isEqualTo(INCONCLUSIVE);
        assertThat(finding.evidence().note()).contains("100.00 %, leaves no room for a rise");
    }

    @Test
    void saysWhatItWillSee() {
        Rule rule = rule(null, new Learning(null, Duration.ofDays(7), 500, 5), Set.of());
        assertThat(rule.outlook(600, 1e5).text())
                .startsWith("learns from 100,800 of the 500 trials it needs for each release and evaluator version;"
                        + " with 1 % failures then above 1.06 %: a rate of ")
                .contains(" within an hour, of ")
                .contains("; one of 2.13 % in about ");
        assertThat(rule.outlook(1, 1e5).text()).endsWith(": goes on until it has them");
        assertThat(rule.outlook(0.1, 1e5).text()).endsWith(": too little traffic for a baseline");
    }

    /**
     * The promise with learned baselines: fifty groups and all traffic, and twenty false alarms accepted a day. The
     * baselines are of 720 trials each, so their rates are badly known. Two days would then have 40 at most in the mean;
     * if they had, more than 55 would come with a chance below 1 % (Poisson).
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.2})
    void keepsTheFalseAlarmBudgetWithLearnedBaselines(double rate) {
        int alarms = alarms(rate, rate, 1);
        assertThat(alarms).isLessThanOrEqualTo(40);
    }

    @Test
    void theSimulationWouldNoticeABrokenPromise() {
        assertThat(alarms(0.05, 0.10, 2)).isGreaterThanOrEqualTo(45);
    }

    /** Breaches that begin within two days after half a day of learning. */
    private static int alarms(double learned, double then, long seed) {
        FailureRateRule rule = rule(null, new Learning(null, Duration.ofHours(12), 500, 5), Set.of("locale"));
        FalseAlarmBudget budget = new FalseAlarmBudget(20, Duration.ofDays(1));
        PaneRun run = new PaneRun(PaneRun.policy("v1", budget, rule), MINUTE, PaneRun.NOON)
                .restartEvery(0)
                .repeatEvery(Duration.ofDays(1));
        SplittableRandom random = new SplittableRandom(seed);
        Map<Group, RuleOutcome> last = new HashMap<>();
        int alarms = 0;
        for (int pane = 0; pane < 720 + 2_880; pane++) {
            double rate = pane < 720 ? learned : then;
            for (int group = 0; group < 50; group++) {
                int failures = random.nextDouble() < rate ? 1 : 0;
                run.count(SERIES, List.of(new Group("locale", "l" + group)), "m@1", "3", failures, 1);
            }
            for (Finding finding : run.pane()) {
                boolean before = last.put(finding.group(), finding.outcome()) == BREACH;
                alarms += finding.outcome() == BREACH && !before ? 1 : 0;
            }
        }
        return alarms;
    }

    private static FailureRateRule rule(@Nullable Double ceiling, Learning learning, Set<String> dimensions) {
        RuleBasics basics = new RuleBasics(
                "worse", Severity.HIGH, RiskCategory.HALLUCINATION, null, Group.ALL, Set.copyOf(dimensions));
        return new FailureRateRule(basics, ceiling, learning, 30);
    }

    private static PaneRun run(Rule rule) {
        return new PaneRun(rule);
    }

    /** Has learned for a minute: 36 failures in 3,600 trials. */
    private static PaneRun learned(Rule rule) {
        PaneRun run = run(rule);
        for (int pane = 0; pane < 60; pane++) {
            one(run, "m@1", pane % 5 < 3 ? 1 : 0, 60);
        }
        return run;
    }

    private static Finding one(PaneRun run, String release, long failures, long trials) {
        return judged(run, release, failures, trials).finding();
    }

    /** Whether a pane brings no finding. */
    private static boolean silent(PaneRun run, String release) {
        Tally tally = new Tally();
        PaneRun.count(tally, SERIES, List.of(), release, "3", 1, 60);
        return run.judge(tally).isEmpty();
    }

    private static Found judged(PaneRun run, String release, long failures, long trials) {
        Tally tally = new Tally();
        PaneRun.count(tally, SERIES, List.of(), release, "3", failures, trials);
        List<Found> found = run.judge(tally);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Finding only(PaneRun run) {
        List<Finding> findings = run.pane();
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
