package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.interaction.Source;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementRuleTest {

    private static final Series JUDGE_A = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final AgreementRule KAPPA = rule(0.6, null, null);

    @Test
    void saysHowFarTheyAgreeWithTheInterval() {
        // 40 and 45 agreed on, 10 and 5 not: kappa 0.70, standard error by Fleiss, Cohen and Everitt 0.0715
        Finding finding = pane(new PaneRun(KAPPA), "3", 40, 10, 5, 45);
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(finding.category()).isEqualTo(RiskCategory.HALLUCINATION);
        assertThat(finding.evaluator()).isEqualTo("judge-a");
        assertThat(finding.evidence().n()).isEqualTo(100);
        assertThat(finding.evidence().figures())
                .containsEntry("falsePositiveRate", 10 / 55.0)
                .containsEntry("falseNegativeRate", 5 / 45.0)
                .hasEntrySatisfying("kappa", kappa -> assertThat(kappa).isCloseTo(0.70, within(1e-9)))
                .hasEntrySatisfying("kappaLower", lower -> assertThat(lower).isCloseTo(0.56, within(0.005)))
                .hasEntrySatisfying("kappaUpper", upper -> assertThat(upper).isCloseTo(0.84, within(0.005)));
    }

    @Test
    void breachesWhereTheAgreementIsCrediblyTooSmall() {
        Finding finding = pane(new PaneRun(KAPPA), "3", 20, 40, 30, 110);
        assertThat(finding.outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(finding.claim()).contains("HUMAN").contains("less than 0.60");
    }

    @Test
    void theClaimOfAnAlertThatEndsHasNoNumbers() {
        assertThat(pane(new PaneRun(KAPPA), "3", 40, 10, 5, 45).claim()).isEqualTo("agrees too little with HUMAN");
    }

    @Test
    void isInconclusiveWithFewPairsAndWhereTheIntervalHoldsTheLimit() {
        assertThat(pane(new PaneRun(KAPPA), "3", 5, 20, 20, 4).outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        // kappa 0.5 with a standard error of 0.09
        assertThat(pane(new PaneRun(KAPPA), "3", 34, 12, 13, 41).outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        Finding alike = pane(new PaneRun(KAPPA), "3", 0, 0, 0, 100);
        assertThat(alike.outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(alike.evidence().note()).contains("kappa is undefined");
    }

    @Test
    void errorRatesHaveLimitsOfTheirOwn() {
        AgreementRule rule = rule(null, 0.1, 0.3);
        assertThat(pane(new PaneRun(rule), "3", 40, 4, 5, 95).outcome()).isEqualTo(RuleOutcome.CLEAR);
        // 30 of 100: the Wilson interval begins at 0.219
        Finding strict = pane(new PaneRun(rule), "3", 40, 30, 5, 70);
        assertThat(strict.outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(strict.claim()).contains("false positive rate at least 21.").doesNotContain("negative");
        Finding blind = pane(new PaneRun(rule), "3", 10, 4, 40, 95);
        assertThat(blind.claim()).contains("false negative rate").doesNotContain("positive");
    }

    @Test
    void versionsAreNotPooledAndANewOneStartsAnew() {
        PaneRun run = new PaneRun(KAPPA);
        assertThat(pane(run, "3", 45, 5, 5, 45).outcome()).isEqualTo(RuleOutcome.CLEAR);
        Finding fresh = pane(run, "4", 5, 10, 10, 5);
        assertThat(fresh.outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(fresh.evidence().note()).isEqualTo("version 4: 30 of the 50 pairs that are needed");
        assertThat(pane(run, "4", 5, 10, 10, 5).outcome()).isEqualTo(RuleOutcome.BREACH);
        // late reviews of what the old version judged say nothing of the new one
        compare(run.tally(), "3", 45, 0, 0, 45);
        assertThat(run.pane()).isEmpty();
        assertThat(pane(run, "4", 1, 0, 0, 1).evidence().n()).isEqualTo(62);
    }

    @Test
    void onlyTheLatestThousandPairsCountAndNoneOlderThanAMonth() {
        PaneRun run = new PaneRun(KAPPA);
        for (int i = 0; i < 10; i++) {
            pane(run, "3", 10, 40, 40, 10);
        }
        Finding last = null;
        for (int i = 0; i < 10; i++) {
            last = pane(run, "3", 50, 0, 0, 50);
        }
        assertThat(last).isNotNull();
        assertThat(last.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(last.evidence().n()).isEqualTo(1_000);
        run.skip(Duration.ofDays(31));
        assertThat(pane(run, "3", 1, 0, 0, 1).evidence().n()).isEqualTo(2);
    }

    @Test
    void whatComesLateCountsWithTheNextPane() {
        PaneRun run = new PaneRun(KAPPA);
        pane(run, "3", 20, 0, 0, 20);
        compare(run.tally(), "3", 10, 0, 0, 10);
        run.late(PaneRun.NOON);
        assertThat(pane(run, "3", 1, 0, 0, 1).evidence().n()).isEqualTo(62);
    }

    @Test
    void theFailureRateIsShownBesideWhatItWouldBeWithoutTheErrorsOfTheEvaluator() {
        PaneRun run = new PaneRun(KAPPA);
        // Rogan–Gladen by hand: sensitivity 40/50, specificity 57/60, reported 120/1000: (0.12 + 0.95 - 1) / 0.75
        run.count(JUDGE_A, List.of(), null, "3", 120, 1_000);
        compare(run.tally(), "3", 40, 3, 10, 57);
        Finding finding = run.pane().get(0);
        assertThat(finding.evidence().figures())
                .containsEntry("failureRate", 0.12)
                .hasEntrySatisfying(
                        "failureRateLower", lower -> assertThat(lower).isCloseTo(0.101, within(5e-4)))
                .hasEntrySatisfying(
                        "failureRateUpper", upper -> assertThat(upper).isCloseTo(0.142, within(5e-4)))
                .hasEntrySatisfying(
                        "correctedFailureRate", rate -> assertThat(rate).isCloseTo(0.07 / 0.75, within(1e-9)));
    }

    @Test
    void pairsWithAnotherReferenceAreAnother() {
        PaneRun run = new PaneRun(KAPPA);
        run.count(JUDGE_A, List.of(), null, "3", 0, 1);
        for (int i = 0; i < 100; i++) {
            run.tally()
                    .compare(
                            new Tally.Compared(new Tally.Strand(JUDGE_A, "3"), Source.GOLD),
                            Outcome.FAIL,
                            Outcome.PASS);
        }
        assertThat(run.pane().get(0).evidence().n()).isZero();
    }

    private static Finding pane(PaneRun run, String version, int bothFail, int onlyJudge, int onlyHuman, int bothPass) {
        run.count(JUDGE_A, List.of(), null, version, bothFail + onlyJudge, bothFail + onlyJudge + onlyHuman + bothPass);
        compare(run.tally(), version, bothFail, onlyJudge, onlyHuman, bothPass);
        return run.pane().get(0);
    }

    private static void compare(Tally tally, String version, int bothFail, int onlyJudge, int onlyHuman, int bothPass) {
        compare(tally, version, bothFail, Outcome.FAIL, Outcome.FAIL);
        compare(tally, version, onlyJudge, Outcome.FAIL, Outcome.PASS);
        compare(tally, version, onlyHuman, Outcome.PASS, Outcome.FAIL);
        compare(tally, version, bothPass, Outcome.PASS, Outcome.PASS);
    }

    private static void compare(Tally tally, String version, int times, Outcome judge, Outcome human) {
        for (int i = 0; i < times; i++) {
            tally.compare(new Tally.Compared(new Tally.Strand(JUDGE_A, version), Source.HUMAN), judge, human);
        }
    }

    private static AgreementRule rule(Double minKappa, Double maxFalsePositiveRate, Double maxFalseNegativeRate) {
        RuleBasics basics = new RuleBasics("honest", Severity.MEDIUM, null, "judge-a", Group.ALL, null);
        return new AgreementRule(basics, Source.HUMAN, minKappa, maxFalsePositiveRate, maxFalseNegativeRate, 50);
    }
}
