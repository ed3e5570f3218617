package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.pane.WindowRing;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.WilsonInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRateRuleTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration PANE = Duration.ofSeconds(1);
    private static final double CEILING = 0.02;

    /** One false alarm a week. */
    private static final double THRESHOLD = 604_800;

    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final FailureRateRule RULE = rule(CEILING, 30, Group.ALL, null);

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
        Instant breachedAt = cell.untilBreach(5, 10).at();
        Finding finding = cell.pane(0, 10);
        while (finding.outcome() == RuleOutcome.BREACH) {
            assertThat(statistic(finding)).isLessThan(Math.log(1_000));
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
        Watched cell = new Watched(rule(CEILING, 100_000, Group.ALL, null), THRESHOLD);
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
        cell.pane(1, 10);
        double[] before = cell.watch.detector().clone();
        for (int pane = 0; pane < 50; pane++) {
            assertThat(cell.pane(10, 10, 0, 0).outcome()).isNotEqualTo(RuleOutcome.BREACH);
        }
        assertThat(cell.watch.detector()).isEqualTo(before);
        assertThat(cell.watch.trials()).isEqualTo(10);
        assertThat(cell.pane(10, 10, 9, 9).outcome()).isEqualTo(RuleOutcome.BREACH);
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
            assertThat(findings(seed, false)).as("seed %d", seed).isEqualTo(findings(seed, false));
        }
    }

    @Test
    void findsTheSameAfterARestart() {
        for (long seed = 0; seed < 20; seed++) {
            List<Finding> findings = findings(seed, true);
            assertThat(findings).as("seed %d", seed).isEqualTo(findings(seed, false));
            assertThat(findings).extracting(Finding::outcome).contains(RuleOutcome.BREACH, RuleOutcome.CLEAR);
        }
    }

    private static List<Finding> findings(long seed, boolean restarted) {
        Random random = new Random(seed);
        Watched cell = new Watched(RULE, THRESHOLD);
        List<Finding> findings = new ArrayList<>();
        for (int pane = 0; pane < 600; pane++) {
            double rate = pane / 200 == 1 ? 0.3 : 0.005;
            int trials = random.nextInt(20);
            int failures = (int) random.doubles(trials).filter(d -> d < rate).count();
            findings.add(cell.pane(failures, trials));
            if (restarted) {
                cell.restart();
            }
        }
        return findings;
    }

    @Test
    void watchesEveryGroupButVersionsOfTheEvaluator() {
        assertThat(RULE.watches(in(Group.ALL))).isTrue();
        assertThat(RULE.watches(in(new Group("locale", "de")))).isTrue();
        assertThat(RULE.watches(in(new Group(Group.RELEASE, "m@1")))).isTrue();
        assertThat(RULE.watches(in(new Group(Group.EVALUATOR, "judge-a@3")))).isFalse();
        assertThat(RULE.watchesChild(Group.ALL)).isFalse();
    }

    @Test
    void watchesOnlyTheDimensionsItNames() {
        FailureRateRule plans = rule(CEILING, 30, Group.ALL, Set.of("plan", Group.EVALUATOR));
        assertThat(plans.watches(in(Group.ALL))).isTrue();
        assertThat(plans.watches(in(new Group("plan", "free")))).isTrue();
        assertThat(plans.watches(in(new Group(Group.EVALUATOR, "judge-a@3")))).isTrue();
        assertThat(plans.watches(in(new Group("locale", "de")))).isFalse();
    }

    @Test
    void watchesOneGroupWhereItIsAboutOne() {
        FailureRateRule german = rule(CEILING, 30, new Group("locale", "de"), null);
        assertThat(german.watches(in(new Group("locale", "de")))).isTrue();
        assertThat(german.watches(in(new Group("locale", "en")))).isFalse();
        assertThat(german.watches(in(Group.ALL))).isFalse();
    }

    @Test
    void watchesTheEvaluatorItNamesOrEachOfThem() {
        FailureRateRule one = new FailureRateRule(
                "ceiling", RiskCategory.HALLUCINATION, "judge-b", Severity.HIGH, CEILING, 30, Group.ALL, null);
        assertThat(RULE.watches(SERIES)).isTrue();
        assertThat(one.watches(SERIES)).isFalse();
        assertThat(one.watches(new Series(RiskCategory.HALLUCINATION, "judge-b")))
                .isTrue();
        assertThat(RULE.watches(new Series(RiskCategory.MISUSE, "judge-a"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0, 0.995, 1, Double.NaN})
    void refusesACeilingWithoutRoom(double ceiling) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(ceiling, 30, Group.ALL, null))
                .withMessageContaining("ceiling");
    }

    @Test
    void refusesToCallNoTrialsEnough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule(CEILING, 0, Group.ALL, null))
                .withMessageContaining("minTrials");
    }

    private static double statistic(Finding finding) {
        return Objects.requireNonNull(finding.evidence().statistic());
    }

    private static Cell in(Group group) {
        return new Cell(SERIES, group);
    }

    private static FailureRateRule rule(double ceiling, long minTrials, Group parent, @Nullable Set<String> children) {
        return new FailureRateRule(
                "ceiling", RiskCategory.HALLUCINATION, null, Severity.HIGH, ceiling, minTrials, parent, children);
    }

    /** One cell, watched pane by pane. */
    private static final class Watched {
        private final FailureRateRule rule;
        private final double threshold;
        private final WindowRing ring = new WindowRing();
        private FailureRateWatch watch;
        private Instant next = NOON;

        Watched(FailureRateRule rule, double threshold) {
            this.rule = rule;
            this.threshold = threshold;
            this.watch = rule.start(NOON);
        }

        Finding pane(long failures, long trials) {
            return pane(failures, trials, failures, trials);
        }

        Finding pane(long failures, long trials, long keptFailures, long keptTrials) {
            Instant start = next;
            next = start.plus(PANE);
            ring.add(start.toEpochMilli(), trials, failures);
            ScopeWindow scope = new ScopeWindow(
                    "billing-assistant",
                    in(Group.ALL),
                    start,
                    next,
                    trials,
                    failures,
                    keptTrials,
                    keptFailures,
                    ring,
                    List.of("i-1"),
                    threshold,
                    3,
                    "v1");
            return rule.judge(scope, watch);
        }

        Finding untilBreach(long failures, long trials) {
            Finding finding = pane(failures, trials);
            while (finding.outcome() != RuleOutcome.BREACH) {
                finding = pane(failures, trials);
            }
            return finding;
        }

        void skip(Duration time) {
            next = next.plus(time);
        }

        void restart() {
            watch = new FailureRateWatch(
                    watch.ceiling(),
                    watch.detector().clone(),
                    watch.breached(),
                    watch.cusum(),
                    watch.since(),
                    watch.trials(),
                    watch.failures(),
                    watch.published(),
                    watch.publishedAt());
        }

        /** Panes seen so far, if none was skipped. */
        long panes() {
            return Duration.between(NOON, next).dividedBy(PANE);
        }
    }
}
