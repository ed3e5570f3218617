package io.riskmonitor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A judge that was replaced by a stricter one is told from a system that has become worse. */
class EvaluatorChangeTest {

    private static final Series JUDGE_A = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series JUDGE_B = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final FailureRateRule RULE = new FailureRateRule(
            new RuleBasics("ceiling", Severity.HIGH, RiskCategory.HALLUCINATION, null, Group.ALL, null), 0.05, 30);
    private static final String CHANGE = "judge-a changed from version 3 to version 4 at 2026-05-01T12:05:00Z";

    @Test
    void theChangeIsToldOnce() {
        PaneRun run = new PaneRun(RULE);
        List<Finding> found = new ArrayList<>(panes(run, 300, "3", 0, 0));
        found.addAll(panes(run, 300, "4", 0, 0));
        assertThat(found)
                .filteredOn(finding -> String.valueOf(finding.evidence().note()).contains("changed"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
                    assertThat(finding.group()).isEqualTo(Group.ALL);
                    assertThat(finding.evidence().note()).startsWith(CHANGE);
                });
    }

    @Test
    void whatAStricterVersionAloneSeesIsNoBreachUntilItHasSettled() {
        PaneRun run = new PaneRun(RULE);
        panes(run, 300, "3", 0, 0);
        List<Finding> stricter = panes(run, 300, "4", 3, 0);
        assertThat(stricter).extracting(Finding::outcome).doesNotContain(RuleOutcome.BREACH);
        assertThat(stricter.get(stricter.size() - 1).claim()).endsWith("after " + CHANGE);
        run.skip(EvaluatorVersions.SETTLING);
        assertThat(panes(run, 1, "4", 3, 0))
                .filteredOn(finding -> finding.group().isAll() && "judge-a".equals(finding.evaluator()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.outcome()).isEqualTo(RuleOutcome.BREACH);
                    assertThat(finding.claim()).endsWith("after " + CHANGE);
                });
    }

    @Test
    void whatAnotherEvaluatorSeesTooIsABreachAtOnce() {
        PaneRun run = new PaneRun(RULE);
        panes(run, 300, "3", 0, 0);
        assertThat(panes(run, 300, "4", 3, 3))
                .filteredOn(finding -> finding.group().isAll() && finding.outcome() == RuleOutcome.BREACH)
                .extracting(Finding::evaluator)
                .contains("judge-a", "judge-b");
    }

    @Test
    void whatBeganBeforeTheChangeGoesOn() {
        PaneRun run = new PaneRun(RULE);
        panes(run, 300, "3", 3, 0);
        assertThat(panes(run, 100, "4", 3, 0))
                .filteredOn(finding -> finding.group().isAll()
                        && "judge-a".equals(finding.evaluator())
                        && !finding.claim().startsWith("is judged anew"))
                .extracting(Finding::outcome)
                .containsOnly(RuleOutcome.BREACH);
    }

    @Test
    void aVersionThatComesBackIsNoChangeAndAfterADayNobodyIsRemindedOfOne() {
        PaneRun run = new PaneRun(RULE);
        panes(run, 10, "3", 0, 0);
        panes(run, 10, "4", 0, 0);
        run.skip(Duration.ofDays(1));
        assertThat(panes(run, 300, "3", 3, 0)).extracting(Finding::claim).noneMatch(claim -> claim.contains("changed"));
    }

    /** Ten interactions a second, so many of which judge-a and judge-b fail; judge-a has this version. */
    private static List<Finding> panes(PaneRun run, int panes, String version, int failedByA, int failedByB) {
        List<Finding> found = new ArrayList<>();
        for (int i = 0; i < panes; i++) {
            run.count(JUDGE_A, List.of(), null, version, failedByA, 10);
            run.count(JUDGE_B, List.of(), null, "1", failedByB, 10);
            found.addAll(run.pane());
        }
        return found;
    }
}
