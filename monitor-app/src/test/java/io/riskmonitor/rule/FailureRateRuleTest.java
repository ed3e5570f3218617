package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRateRuleTest {

    private static final Instant NOON = PaneRun.NOON;
    private static final double CEILING = 0.02;

    /** One false alarm a week. */
    private static final double THRESHOLD = 604_800;

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final FailureRateRule RULE = rule(CEILING, 30);

    @Test
    void breachesWithTheCountsSinceTheChangeAsProof() {
        Watched cell = new Watched(RULE, THRESHOLD);
        for (int pane = 0; pane < 100; pane++) {
            assertThat(cell.pane(0, 10).outcome()).isNotEqualTo(RuleOutcome.BREACH);
        }
        Finding finding = cell.untilBreach(5, 10);
        long panes = cell.panes() - 100;
        Evidence evidence = finding.evidence();
        assertThat(panes).isBetween(2L, 10L);
        assertThat(evidence.windowStart()).isEqualTo(NOON.plusSeconds(100));
        assertThat(evidence.windowEnd()).isEqualTo(finding.at()).isEqualTo(NOON.plusSeconds(100 + panes));
        assertThat(evidence.n()).isEqualTo(10 * panes);
        assertThat(evidence.failures()).isEqualTo(5 * panes);
        assertThat(evidence.rate()).isEqualTo(0.5);
        WilsonInterval interval = WilsonInterval.of(5 * panes, 10 * panes, 1.959963984540054);
        assertThat(evidence.lower()).isEqualTo(interval.lower()).isGreaterThan(CEILING);
        assertThat(evidence.upper()).isEqualTo(interval.upper());
        assertThat(evidence.baselineRate()).isEqualTo(CEILING);
        assertThat(evidence.smallestDetectable()).isBetween(CEILING, 1.0);
        assertThat(evidence.figures().get("falseAlarmEveryDays")).as("a week").isCloseTo(7, within(1e-9));
    }

    /** 60 failures in 1,200: bisection and the incomplete beta function of mpmath. */
    @Test
    void saysWhatHoldsSinceTheStartAtEveryLook() {
        Watched cell = new Watched(RULE, 1e12);
        Finding finding = cell.pane(0, 140);
        for (int pane = 0; pane < 53; pane++) {
            finding = cell.pane(pane < 7 ? 2 : 1, 20);
        }
        assertThat(finding.evidence().figures().get("trialsSinceStart")).isEqualTo(1_200);
        assertThat(finding.evidence().figures().get("failuresSinceStart")).isEqualTo(60);
        assertThat(finding.evidence().figures().get("lowerSinceStart")).isCloseTo(0.03016027391, within(1e-9));
        assertThat(finding.evidence().figures().get("logESinceStart")).isCloseTo(15.857222752, within(1e-7));
    }

    @Test
    void saysWhoFoundItAndWhere() {
        Finding finding = new Watched(RULE, THRESHOLD).untilBreach(5, 10);
        assertThat(finding.rule()).isEqualTo("ceiling");
        assertThat(finding.kind()).isEqualTo("failure-rate");
        assertThat(finding.severity()).isEqualTo(Severity.HIGH);
        assertThat(finding.application()).isEqualTo("billing-assistant");
        assertThat(finding.category()).isEqualTo(RiskCategory.HALLUCINATION);
        assertThat(finding.evaluator()).isEqualTo("judge-a");
        assertThat(finding.group()).isEqualTo(Group.ALL);
        assertThat(finding.policyVersion()).isEqualTo("v1");
        assertThat(finding.evidence().exemplars()).containsExactly("i-1");
        assertThat(finding.evidence().partitionsLeftOut()).isEqualTo(3);
    }

    @Test
    void breachesWhenTheStatisticReachesTheShareOfTheFalseAlarmBudget() {
        for (double threshold : new double[] {2, 100, THRESHOLD, 1e12}) {
            Watched cell = new Watched(RULE, threshold);
            Finding before = cell.pane(0, 10);
            while (before.outcome() != RuleOutcome.BREACH) {
                assertThat(statistic(before)).isLessThan(Math.log(threshold));
                Finding next = cell.pane(1, 10);
                assertThat(next.evidence().threshold()).isCloseTo(Math.log(threshold), within(1e-12));
                before = next;
            }
            assertThat(statistic(before)).isGreaterThanOrEqualTo(Math.log(threshold));
        }
    }

    @Test
    void asksForMoreProofWhereFewerFalseAlarmsAreAccepted() {
        Watched generous = new Watched(RULE, 1_000);
        Watched strict = new Watched(RULE, 1e9);
        generous.untilBreach(1, 10);
        strict.untilBreach(1, 10);
        assertThat(generous.panes()).isLessThan(strict.panes());
    }

    @Test
    void isQuietWhileTheRateIsAboveTheCeilingByChanceOnly() {
        Watched cell = new Watched(RULE, THRESHOLD);
        Finding finding = cell.pane(2, 50); // 4 %, twice the ceiling, but few
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(finding.evidence().rate()).isEqualTo(0.04);
    }

    @Test
    void isInconclusiveBelowTheTrialsItNeeds() {
        assertThat(new Watched(RULE, THRESHOLD).pane(0, 29).outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(new Watched(RULE, THRESHOLD).pane(0, 30).outcome()).isEqualTo(RuleOutcome.CLEAR);
    }

    @Test
    void countsTheTrialsOfTheLastHour() {
        Watched cell = new Watched(RULE, THRESHOLD);
        assertThat(cell.pane(0, 30).outcome()).isEqualTo(RuleOutcome.CLEAR);
        cell.skip(Duration.ofMinutes(61));
        Finding finding = cell.pane(1, 20);
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(finding.evidence().n()).isEqualTo(20);
        assertThat(finding.evidence().failures()).isEqualTo(1);
        assertThat(finding.evidence().windowStart()).isEqualTo(finding.at().minus(Duration.ofHours(1)));
    }

    @Test
    void showsNoRateWithoutTrials() {
        Evidence evidence = new Watched(RULE, THRESHOLD).pane(0, 0).evidence();
        assertThat(evidence.n()).isZero();
        assertThat(evidence.rate()).isNull();
        assertThat(evidence.lower()).isNull();
        assertThat(evidence.upper()).isNull();
        assertThat(evidence.statistic()).isNull();
        assertThat(evidence.smallestDetectable()).isNull();
    }

    @Test
    void breachesOnTooFewTrialsForARateWhereTheProofIsThere() {
        Watched cell = new Watched(RULE, THRESHOLD);
        assertThat(cell.pane(9, 9).outcome()).isEqualTo(RuleOutcome.BREACH);
    }

    @Test
    void staysInBreachWhileThereIsNoData() {
        Watched cell = new Watched(RULE, THRESHOLD);
        cell.untilBreach(5, 10);
        for (int pane = 0; pane < 100; pane++) {
            cell.skip(Duration.ofHours(1));
            assertThat(cell.pane(0, 0).outcome()).isEqualTo(RuleOutcome.BREACH);
        }
    }

    @Test
    void staysInBreachWhileTheRateIsNotCrediblyLower() {
        Watched cell = new Watched(RULE, THRESHOLD);
        cell.untilBreach(5, 10);
        for (int pane = 0; pane < 200; pane++) {
            assertThat(cell.pane(pane % 3 == 0 ? 1 : 0, 10).outcome()).isEqualTo(RuleOutcome.BREACH);
        }
    }

    @Test
    void clearsOnceTheRateIsCrediblyLower() {
        Watched cell = new Watched(RULE, THRESHOLD);
        Finding breach = cell.untilBreach(5, 10);
        Instant breachedAt = breach.at();
        Finding finding = cell.pane(0, 10);
        while (finding.outcome() == RuleOutcome.BREACH) {
            assertThat(statistic(finding)).as("the proof stays").isEqualTo(statistic(breach));
            assertThat(finding.evidence().threshold())
                    .isEqualTo(breach.evidence().threshold());
            finding = cell.pane(0, 10);
        }
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(finding.evidence().windowStart()).isEqualTo(breachedAt);
        assertThat(finding.evidence().failures()).isZero();
        assertThat(finding.evidence().n()).isGreaterThan(100);
        assertThat(finding.evidence().threshold()).isCloseTo(Math.log(1_000), within(1e-12));
        assertThat(statistic(finding)).isGreaterThanOrEqualTo(Math.log(1_000));
    }

    @Test
    void clearsOnProofEvenWithTooFewTrialsForARate() {
        Watched cell = new Watched(rule(CEILING, 100_000), THRESHOLD);
        Finding finding = cell.untilBreach(5, 10);
        while (finding.outcome() == RuleOutcome.BREACH) {
            finding = cell.pane(0, 10);
        }
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(cell.pane(0, 10).outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
    }

    @Test
    void breachesAgainAfterItCleared() {
        Watched cell = new Watched(RULE, THRESHOLD);
        cell.untilBreach(5, 10);
        while (cell.pane(0, 10).outcome() == RuleOutcome.BREACH) {}
        long before = cell.panes();
        assertThat(cell.untilBreach(5, 10).evidence().windowStart()).isEqualTo(NOON.plusSeconds(before));
    }

    @Test
    void isMovedByKeptTrialsOnlyWhileQuiet() {
        Watched cell = new Watched(RULE, THRESHOLD);
        double before = statistic(cell.pane(1, 10));
        for (int pane = 0; pane < 50; pane++) {
            Finding finding = cell.pane(10, 10, 0, 0);
            assertThat(finding.outcome()).isNotEqualTo(RuleOutcome.BREACH);
            assertThat(statistic(finding)).isEqualTo(before);
        }
        Finding breach = cell.pane(10, 10, 9, 9);
        assertThat(breach.outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(breach.evidence().n()).isEqualTo(19);
        assertThat(breach.evidence().failures()).isEqualTo(10);
    }

    @Test
    void looksForAFallInAllTrialsNotInThoseKept() {
        Watched failing = new Watched(RULE, THRESHOLD);
        failing.untilBreach(5, 10);
        for (int pane = 0; pane < 200; pane++) {
            assertThat(failing.pane(5, 10, 0, 10).outcome()).isEqualTo(RuleOutcome.BREACH);
        }
        Watched recovering = new Watched(RULE, THRESHOLD);
        recovering.untilBreach(5, 10);
        assertThat(recovering.pane(0, 1_000, 0, 0).outcome()).isEqualTo(RuleOutcome.CLEAR);
    }

    /** A correction may take back a failure that was counted in another cell; this once stopped the monitor. */
    @Test
    void survivesCorrectionsOfWhatItNeverSaw() {
        Watched cell = new Watched(RULE, THRESHOLD);
        assertThat(cell.pane(-1, 5, 0, 5).evidence().failures()).isZero();
        cell.untilBreach(5, 10);
        assertThat(cell.pane(-3, 5, 0, 0).outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(cell.pane(4, 2, 0, 0).outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(cell.pane(-1, -9, 0, 0).outcome()).isEqualTo(RuleOutcome.BREACH);
    }

    /** As many false alarms accepted as there are panes leave nothing to detect; this once stopped the monitor. */
    @Test
    void namesNoSmallestDetectableRateWhereAnyEvidenceAlarms() {
        assertThat(new Watched(RULE, 1).pane(0, 10).evidence().smallestDetectable())
                .isNull();
        assertThat(new Watched(RULE, 0.5).pane(0, 10).evidence().smallestDetectable())
                .isNull();
    }

    @Test
    void findsTheSameInTheSamePanes() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(findings(seed, 0)).as("seed %d", seed).isEqualTo(findings(seed, 0));
        }
    }

    @Test
    void findsTheSameAfterARestart() {
        for (long seed = 0; seed < 20; seed++) {
            List<Finding> findings = findings(seed, 1);
            assertThat(findings).as("seed %d", seed).isEqualTo(findings(seed, 0));
            assertThat(findings).extracting(Finding::outcome).contains(RuleOutcome.BREACH, RuleOutcome.CLEAR);
        }
    }

    private static List<Finding> findings(long seed, int restartEvery) {
        Random random = new Random(seed);
        Watched cell = new Watched(RULE, THRESHOLD);
        cell.run.restartEvery(restartEvery);
        List<Finding> findings = new ArrayList<>();
        for (int pane = 0; pane < 600; pane++) {
            double rate = pane / 200 == 1 ? 0.3 : 0.005;
            int trials = random.nextInt(20);
            int failures = (int) random.doubles(trials).filter(d -> d < rate).count();
            findings.add(cell.pane(failures, trials));
        }
        return findings;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0, 0.995, 1, Double.NaN})
    void refusesACeilingWithoutRoom(double ceiling) {
        assertThatIllegalArgumentException().isThrownBy(() -> rule(ceiling, 30)).withMessageContaining("ceiling");
    }

    @Test
    void refusesToCallNoTrialsEnough() {
        assertThatIllegalArgumentException().isThrownBy(() -> rule(CEILING, 0)).withMessageContaining("minTrials");
    }

    private static double statistic(Finding finding) {
        return Objects.requireNonNull(finding.evidence().statistic());
    }

    private static FailureRateRule rule(double ceiling, long minTrials) {
        return new FailureRateRule(
                new RuleBasics("ceiling", Severity.HIGH, RiskCategory.HALLUCINATION, null, Group.ALL, null),
                ceiling,
                minTrials);
    }

    /** One cell, watched pane by pane. */
    private static final class Watched {
        private final PaneRun run;

        /** With a false-alarm budget that leaves the rule's only detector this threshold. */
        Watched(FailureRateRule rule, double threshold) {
            FalseAlarmBudget budget = new FalseAlarmBudget(THRESHOLD / threshold, Duration.ofDays(7));
            run = new PaneRun(PaneRun.policy("v1", budget, rule)).leavingOut(3);
        }

        Finding pane(long failures, long trials) {
            return pane(failures, trials, failures, trials);
        }

        Finding pane(long failures, long trials, long keptFailures, long keptTrials) {
            Counts counts = new Counts(trials, trials, failures, keptTrials, keptFailures);
            if (failures > 0) {
                counts.exemplar(new Counts.Exemplar(run.next(), "i-1"));
            }
            return run.count(SERIES, counts).pane().get(0);
        }

        Finding untilBreach(long failures, long trials) {
            Finding finding = pane(failures, trials);
            while (finding.outcome() != RuleOutcome.BREACH) {
                finding = pane(failures, trials);
            }
            return finding;
        }

        void skip(Duration time) {
            run.skip(time);
        }

        /** Panes seen so far, if none was skipped. */
        long panes() {
            return Duration.between(NOON, run.next()).dividedBy(PaneRun.SECOND);
        }
    }
}
