package io.riskmonitor.rule;

import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.document.Problem;
import io.riskmonitor.document.Section;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneJudge.Found;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.rule.BurnRateRule.Row;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BurnRateRuleTest {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Series SERIES = new Series(RiskCategory.DATA_LEAKAGE, "judge-a");
    private static final RuleBasics BASICS =
            new RuleBasics("leaks", Severity.CRITICAL, RiskCategory.DATA_LEAKAGE, null, Group.ALL, Set.of());

    @Test
    void asksForTheBurnRatesOfTheWorkbook() {
        assertThat(Row.HOUR.burn(MONTH)).isCloseTo(14.4, within(1e-12));
        assertThat(Row.SIX_HOURS.burn(MONTH)).isCloseTo(6, within(1e-12));
        assertThat(Row.THREE_DAYS.burn(MONTH)).isCloseTo(1, within(1e-12));
        // 2 % of the budget of a week in an hour; and never for less than the budget itself
        assertThat(Row.HOUR.burn(Duration.ofDays(7))).isCloseTo(3.36, within(1e-12));
        assertThat(Row.THREE_DAYS.burn(Duration.ofDays(7))).isEqualTo(1);
    }

    @Test
    void pagesAnIncidentAndStopsSoonAfterItsEnd() {
        PaneRun run = run(new BurnRateRule(BASICS, 0.99, MONTH));
        for (int pane = 0; pane < 24 * 60; pane++) {
            assertThat(pane(run, 0, 10).outcome()).isNotEqualTo(BREACH);
        }
        int panes = 1;
        Finding finding = pane(run, 5, 10);
        while (finding.outcome() != BREACH) {
            finding = pane(run, 5, 10);
            assertThat(++panes).isLessThanOrEqualTo(60);
        }
        // half of them fail: an hour of 600 trials needs 87 failures to burn more than 14.4 times 1 %
        assertThat(panes).isEqualTo(18);
        assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(finding.outcome()).isEqualTo(BREACH);
        Evidence evidence = finding.evidence();
        assertThat(evidence.baselineRate()).isCloseTo(0.01, within(1e-12));
        assertThat(evidence.figures().get("burnLong"))
                .isGreaterThan(evidence.figures().get("burnLimit"));
        assertThat(evidence.figures().get("burnShort"))
                .isGreaterThan(evidence.figures().get("burnLimit"));
        while (panes < 60) {
            finding = pane(run, 5, 10);
            panes++;
        }
        assertThat(finding.evidence().windowStart()).isEqualTo(finding.at().minus(Duration.ofHours(1)));
        assertThat(finding.evidence().figures().get("burnLong")).isCloseTo(50, within(1e-9));
        assertThat(finding.evidence().figures().get("budgetSpent")).isCloseTo(50.0 / 720, within(1e-9));
        // no page any more once the last half hour is clean; the ticket stays for six hours
        for (int pane = 0; pane < 31; pane++) {
            finding = pane(run, 0, 10);
        }
        assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
        for (int pane = 0; pane < 6 * 60; pane++) {
            finding = pane(run, 0, 10);
        }
        assertThat(finding.outcome()).isEqualTo(CLEAR);
    }

    @Test
    void aRowThatIsMoreUrgentIsNews() {
        PaneRun run = run(new BurnRateRule(BASICS, 0.99, MONTH));
        for (int pane = 0; pane < 600; pane++) {
            pane(run, 0, 10);
        }
        Finding finding = pane(run, 0, 10);
        // 3.3 %: three days have 1 % after 260 panes
        for (int pane = 0; pane < 330; pane++) {
            finding = pane(run, pane % 3 == 0 ? 1 : 0, 10);
        }
        assertThat(finding.outcome()).isEqualTo(BREACH);
        assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
        int panes = 1;
        Found found = found(run, 5, 10);
        while (found.finding().severity() == Severity.MEDIUM) {
            found = found(run, 5, 10);
            assertThat(++panes).isLessThanOrEqualTo(18);
        }
        assertThat(found.finding().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(found.news()).isTrue();
    }

    @Test
    void doesNotPageOnAHandfulOfFailures() {
        PaneRun run = run(new BurnRateRule(BASICS, 0.999, MONTH));
        for (int pane = 0; pane < 9; pane++) {
            Finding finding = pane(run, 1, 1);
            assertThat(finding.evidence().figures().get("burnLong")).isGreaterThan(14.4);
            assertThat(finding.outcome()).isEqualTo(INCONCLUSIVE);
        }
        assertThat(pane(run, 1, 1).outcome()).isEqualTo(BREACH);
    }

    /**
     * Six verdicts an hour and a rate at its budget of 2 %: the burn rates alone would page in nearly every week. Here
     * one false alarm a week is accepted, and a year goes by; more than 68 would have a chance below 2 % (Poisson).
     */
    @Test
    void keepsTheFalseAlarmBudgetWhereTrafficIsThin() {
        PaneRun run = new PaneRun(PaneRun.policy("v1", new BurnRateRule(BASICS, 0.98, MONTH)), MINUTE, PaneRun.NOON)
                .restartEvery(1_000);
        SplittableRandom random = new SplittableRandom(1);
        int alarms = 0;
        int burns = 0;
        boolean before = false;
        boolean burned = false;
        for (int trial = 0; trial < 52 * 7 * 24 * 6; trial++) {
            run.skip(Duration.ofMinutes(9));
            Finding finding = pane(run, random.nextDouble() < 0.02 ? 1 : 0, 1);
            boolean breach = finding.outcome() == BREACH;
            alarms += breach && !before ? 1 : 0;
            before = breach;
            Map<String, Double> figures = finding.evidence().figures();
            boolean burns2 = figures.get("burnShort") > figures.get("burnLimit")
                    && figures.get("burnLong") > figures.get("burnLimit");
            burns += burns2 && !burned ? 1 : 0;
            burned = burns2;
        }
        assertThat(alarms).isLessThanOrEqualTo(52);
        assertThat(burns).as("what burn rates alone would page").isGreaterThan(200);
    }

    @Test
    void leavesOutTheRowsThatCannotFire() {
        assertThat(new BurnRateRule(BASICS, 0.9, MONTH).outlook(600, 1e5).text())
                .contains("burn 14.4 in 60 min and 5 min cannot fire")
                .contains("burn 6.00 in 6 h and 30 min sees a rate of 60.00 % in about")
                .contains("burn 1.00 in 3 days and 6 h sees a rate of ");
        assertThat(new BurnRateRule(BASICS, 0.999, MONTH).outlook(5, 1e5).text())
                .contains("burn 14.4 in 60 min and 5 min needs 10 failures: too little traffic");
        assertThat(problems(Map.of("category", "DATA_LEAKAGE", "objective", 0.1)))
                .containsExactly("objective leaves a budget of 0.9000, so that no burn rate can be reached: the lowest,"
                        + " 1.000 times that, is above 0.8000; use failure-rate with a ceiling");
        assertThatIllegalArgumentException().isThrownBy(() -> new BurnRateRule(BASICS, 0.1, MONTH));
        assertThatIllegalArgumentException().isThrownBy(() -> new BurnRateRule(BASICS, 1, MONTH));
    }

    @Test
    void saysWhatIsWrongWithItsKeys() {
        assertThat(problems(Map.of())).containsExactly("category is required", "objective is required");
        assertThat(problems(Map.of("category", "DATA_LEAKAGE", "objective", 99.9, "over", "P1D")))
                .containsExactly("objective must be in (0.005, 1), got 99.9", "over must be from P7D to P90D, got P1D");
    }

    private static List<String> problems(Map<String, Object> keys) {
        Section section = Section.of(keys);
        assertThat(BurnRateRule.KIND.reader().read(section, Optional.of(BASICS)))
                .isNull();
        return section.problems().stream()
                .map((Problem problem) -> problem.path() + " " + problem.message())
                .toList();
    }

    private static PaneRun run(Rule rule) {
        return new PaneRun(PaneRun.policy("v1", rule), MINUTE, PaneRun.NOON);
    }

    private static Finding pane(PaneRun run, long failures, long trials) {
        return found(run, failures, trials).finding();
    }

    private static Found found(PaneRun run, long failures, long trials) {
        Tally tally = new Tally();
        PaneRun.count(tally, SERIES, List.of(), "m@1", "3", failures, trials);
        List<Found> found = run.judge(tally);
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
