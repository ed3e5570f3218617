package io.riskmonitor.rule;

import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static io.riskmonitor.rule.RuleOutcome.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.document.Problem;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DisparityRuleTest {

    private static final Series SERIES = new Series(RiskCategory.REFUSAL_OR_NON_ANSWER, "judge-a");
    private static final Group TURKISH = new Group("locale", "tr");
    private static final Group ENGLISH = new Group("locale", "en");

    /** Leaves each of two groups an average run length of 15,000 panes: a chance of 1 % in 150 looks. */
    private static final FalseAlarmBudget ONE_PERCENT_IN_150_LOOKS = new FalseAlarmBudget(1, Duration.ofSeconds(7_500));

    private final SplittableRandom dice = new SplittableRandom(37);

    @Test
    void findsAFourfoldRateAmongThreeHundredTrialsAndHardlyEverWhatIsNotThere() {
        int runs = 300;
        int found = 0;
        int falseFlags = 0;
        for (int run = 0; run < runs; run++) {
            found += flagged(0.08, 0.02) ? 1 : 0;
            falseFlags += flagged(0.02, 0.02) ? 1 : 0;
        }
        assertThat((double) found / runs).as("power").isGreaterThanOrEqualTo(0.85);
        assertThat((double) falseFlags / runs).as("false flags").isLessThanOrEqualTo(0.01);
    }

    /** 300 trials of the group and 1,500 of the rest, with a look after every 12. */
    private boolean flagged(double groupRate, double restRate) {
        PaneRun run = new PaneRun(PaneRun.policy("v1", ONE_PERCENT_IN_150_LOOKS, rule(null))).restartEvery(0);
        for (int look = 0; look < 150; look++) {
            if (both(run, groupRate, restRate, 2, 10).stream().anyMatch(f -> f.outcome() == BREACH)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void saysByHowMuchTheGroupIsWorse() {
        PaneRun run = new PaneRun(rule(null));
        Finding finding;
        int panes = 0;
        do {
            panes++;
            assertThat(panes).isLessThan(10);
            run.count(SERIES, List.of(ENGLISH), null, null, 2, 100);
            run.count(SERIES, List.of(TURKISH), null, null, 10, 50);
            // belongs to no group, and so to no rest
            finding = of(TURKISH, run.count(SERIES, 40, 40).pane());
        } while (finding.outcome() != BREACH);
        assertThat(finding.claim())
                .contains("more often than the rest of locale")
                .contains("20.00 % against 2.00 %");
        Evidence evidence = finding.evidence();
        assertThat(evidence.n()).isEqualTo(50 * panes);
        assertThat(evidence.failures()).isEqualTo(10 * panes);
        assertThat(evidence.statistic()).isGreaterThanOrEqualTo(evidence.threshold());
        assertThat(evidence.threshold())
                .as("a week of panes, all of it for two groups")
                .isCloseTo(Math.log(604_800.0 * 2), within(1e-12));
        assertThat(evidence.figures())
                .containsEntry("restN", 100.0 * panes)
                .containsEntry("restFailures", 2.0 * panes)
                .containsEntry("restRate", 0.02)
                .containsEntry("ratio", 10.0);
        assertThat(evidence.figures().get("difference")).isCloseTo(0.18, within(1e-12));
        assertThat(evidence.figures().get("ratioLower")).isBetween(1.25, 8.0);
        assertThat(evidence.figures().get("ratioUpper")).isGreaterThan(12);
        assertThat(evidence.figures().get("differenceLower")).isBetween(0.08, 0.17);
        assertThat(evidence.figures().get("differenceUpper")).isBetween(0.19, 0.3);
        assertThat(evidence.smallestDetectable()).isBetween(0.02, 0.2);
    }

    @Test
    void isSilentAboutTheGroupThatIsBetterAndWhenAllGetWorseTogether() {
        PaneRun run = new PaneRun(rule(null));
        for (int pane = 0; pane < 300; pane++) {
            double rate = pane < 150 ? 0.02 : 0.4;
            assertThat(outcomes(both(run, rate, rate, 4, 20))).doesNotContain(BREACH);
        }
        run = new PaneRun(rule(null));
        for (int pane = 0; pane < 150; pane++) {
            assertThat(of(ENGLISH, both(run, 0.3, 0.02, 4, 20)).outcome()).isNotEqualTo(BREACH);
        }
    }

    @Test
    void toleratesADifferenceThatDoesNotMatter() {
        DisparityRule tolerant = new DisparityRule(basics(), "locale", new Tolerance(1.25, 0.2, 100, 10), null);
        PaneRun run = new PaneRun(tolerant);
        List<Finding> last = List.of();
        for (int pane = 0; pane < 300; pane++) {
            last = both(run, 0.12, 0.02, 4, 20);
            assertThat(outcomes(last)).doesNotContain(BREACH);
        }
        Evidence evidence = of(TURKISH, last).evidence();
        assertThat(evidence.statistic()).isGreaterThan(evidence.threshold());
    }

    @Test
    void findsAGroupThatBecomesWorseLongAfterTheStartAndDatesIt() {
        PaneRun run = new PaneRun(rule(null)).restartEvery(500);
        for (int pane = 0; pane < 3_000; pane++) {
            assertThat(outcomes(both(run, 0.02, 0.02, 4, 20))).doesNotContain(BREACH);
        }
        var changed = run.next();
        Finding finding = of(TURKISH, both(run, 0.1, 0.02, 4, 20));
        int panes = 1;
        while (finding.outcome() != BREACH) {
            assertThat(panes).isLessThan(200);
            finding = of(TURKISH, both(run, 0.1, 0.02, 4, 20));
            panes++;
        }
        assertThat(finding.evidence().windowStart()).isBetween(changed.minusSeconds(60), changed.plusSeconds(60));
    }

    @Test
    void endsABreachOnceTheGroupHasLongEnoughFaredLikeTheRest() {
        PaneRun run = new PaneRun(rule(null));
        for (int pane = 0; pane < 200; pane++) {
            both(run, 0.1, 0.02, 4, 20);
        }
        for (int pane = 0; pane < 1_000; pane++) {
            assertThat(of(TURKISH, both(run, 0.1, 0.02, 4, 20)).outcome())
                    .as("pane %d of an ongoing harm", pane)
                    .isEqualTo(BREACH);
        }
        int panes = 1;
        while (of(TURKISH, both(run, 0.02, 0.02, 4, 20)).outcome() == BREACH) {
            assertThat(panes).isLessThan(600);
            panes++;
        }
        assertThat(panes).isGreaterThan(20);
        for (int pane = 0; pane < 500; pane++) {
            assertThat(outcomes(both(run, 0.02, 0.02, 4, 20))).doesNotContain(BREACH);
        }
    }

    @Test
    void listsGroupsThatAreTooSmallAsInsufficient() {
        PaneRun run = new PaneRun(rule(null));
        run.count(SERIES, List.of(ENGLISH), null, null, 20, 1_000);
        run.count(SERIES, List.of(TURKISH), null, null, 20, 30);
        List<Finding> findings = run.pane();
        assertThat(outcomes(findings)).containsExactly(INCONCLUSIVE, INCONCLUSIVE);
        assertThat(of(TURKISH, findings).evidence().note()).startsWith("INSUFFICIENT: 30 trials of the group, 1000");
        assertThat(of(TURKISH, findings).evidence().failures()).isEqualTo(20);

        Group only = new Group("locale", "xx");
        PaneRun alone = new PaneRun(rule(null));
        alone.count(SERIES, List.of(only), null, null, 100, 1_000);
        assertThat(of(only, alone.pane()).outcome()).as("without a rest").isEqualTo(INCONCLUSIVE);
    }

    @Test
    void judgesByFirstTrialsAndShowsAll() {
        PaneRun run = new PaneRun(rule(null));
        List<Finding> last = List.of();
        for (int pane = 0; pane < 200; pane++) {
            // every tenth trial is the first of its conversation; those fail alike, the others do not
            conversations(run, TURKISH, 8, pane % 5 == 0 ? 1 : 0);
            conversations(run, ENGLISH, 2, pane % 5 == 0 ? 1 : 0);
            last = run.pane();
            assertThat(outcomes(last)).doesNotContain(BREACH);
        }
        Evidence evidence = of(TURKISH, last).evidence();
        assertThat(evidence.n()).isEqualTo(200 * 20);
        assertThat(evidence.rate()).isEqualTo(0.4);
        assertThat(evidence.statistic()).isLessThan(evidence.threshold());
    }

    private static void conversations(PaneRun run, Group group, long failures, long firstFailures) {
        Counts counts = new Counts(20, 20, failures, 15, failures, 2, firstFailures);
        PaneRun.count(run.tally(), SERIES, List.of(group), null, null, counts);
    }

    @Test
    void keepsABatchOpenUntilBothSidesAreInIt() {
        PaneRun run = new PaneRun(rule(null));
        List<Finding> last = List.of();
        for (int pane = 0; pane < 2_000; pane++) {
            boolean group = pane % 5 == 0;
            int failures = dice.nextDouble() < (group ? 0.2 : 0.02) ? 1 : 0;
            run.count(SERIES, List.of(group ? TURKISH : ENGLISH), null, null, failures, 1);
            List<Finding> findings = run.pane();
            last = group ? findings : last;
        }
        assertThat(of(TURKISH, last).outcome()).isEqualTo(BREACH);
    }

    @Test
    void givesUpABatchWhoseSidesAreOfDifferentTimes() {
        PaneRun run = new PaneRun(rule(null));
        run.count(SERIES, List.of(TURKISH), null, null, 500, 1_000).pane();
        run.skip(Duration.ofDays(2));
        run.count(SERIES, List.of(ENGLISH), null, null, 0, 1_000).pane();
        run.skip(Duration.ofDays(2));
        Finding finding = of(
                TURKISH, run.count(SERIES, List.of(TURKISH), null, null, 1, 2).pane());
        assertThat(finding.evidence().n()).isZero();
    }

    @Test
    void seesThatTheMixExplainsADifference() {
        List<Finding> crude = mixed(rule(null), 0.02, 0.12);
        assertThat(of(new Group("locale", "de"), crude).outcome()).isEqualTo(BREACH);

        Finding within = of(new Group("locale", "de"), mixed(rule("plan"), 0.02, 0.12));
        assertThat(within.outcome()).isEqualTo(CLEAR);
        assertThat(within.evidence().note()).contains("the mix of plan explains it");
        assertThat(within.evidence().statistic())
                .isGreaterThan(within.evidence().threshold());
        assertThat(within.evidence().figures().get("stratifiedRatio")).isBetween(0.8, 1.25);
        assertThat(within.evidence().figures().get("commonOddsRatio")).isBetween(0.75, 1.3);
        assertThat(within.evidence().figures().get("mantelHaenszelP")).isGreaterThan(0.001);
        assertThat(within.evidence().figures().get("ratio")).isGreaterThan(1.5);
    }

    @Test
    void stillFindsHarmWithinTheStrata() {
        PaneRun run = new PaneRun(rule("plan"));
        List<Finding> last = List.of();
        for (int pane = 0; pane < 400; pane++) {
            for (String locale : List.of("de", "en")) {
                for (String plan : List.of("free", "paid")) {
                    double rate = locale.equals("de") ? 0.12 : 0.03;
                    count(run, locale, plan, fails(5, rate), 5);
                }
            }
            last = run.pane();
        }
        Finding finding = of(new Group("locale", "de"), last);
        assertThat(finding.outcome()).isEqualTo(BREACH);
        assertThat(finding.evidence().figures().get("stratifiedRatio")).isBetween(3.0, 5.5);
    }

    /** German traffic is mostly paid, and paid traffic fails more often, whatever its language. */
    private List<Finding> mixed(DisparityRule rule, double free, double paid) {
        PaneRun run = new PaneRun(rule);
        List<Finding> last = List.of();
        for (int pane = 0; pane < 500; pane++) {
            count(run, "de", "paid", fails(8, paid), 8);
            count(run, "de", "free", fails(2, free), 2);
            count(run, "en", "paid", fails(4, paid), 4);
            count(run, "en", "free", fails(16, free), 16);
            last = run.pane();
        }
        return last;
    }

    private static void count(PaneRun run, String locale, String plan, long failures, long trials) {
        List<Group> groups = List.of(
                new Group("locale", locale), new Group("plan", plan), new Group("locale+plan", locale + "+" + plan));
        run.count(SERIES, groups, null, null, failures, trials);
    }

    @Test
    void reportsOnceADayWhichGroupsWereWorse() {
        PaneRun run = new PaneRun(rule(null));
        for (int pane = 0; pane < 300; pane++) {
            assertThat(of(TURKISH, both(run, 0.1, 0.02, 4, 20)).evidence().figures())
                    .doesNotContainKey("lastDaySelected");
        }
        run.skip(Duration.ofHours(12));
        List<Finding> next = both(run, 0.1, 0.02, 4, 20);
        assertThat(of(TURKISH, next).evidence().figures()).containsEntry("lastDaySelected", 1.0);
        assertThat(of(TURKISH, next).evidence().figures().get("lastDayLogE")).isGreaterThan(Math.log(2 / 0.05));
        assertThat(of(ENGLISH, next).evidence().figures()).containsEntry("lastDaySelected", 0.0);
    }

    @Test
    void readsItsKeysAndNamesEveryProblem() {
        assertThat(problems(Map.of("dimension", "locale"))).isEmpty();
        assertThat(problems(Map.of("dimension", "release"))).isEmpty();
        assertThat(problems(Map.of("dimension", "locale+plan", "maxRatio", 2, "minDifference", 0.01)))
                .isEmpty();
        assertThat(problems(Map.of("dimension", "locale", "stratifyBy", "plan")))
                .isEmpty();

        assertThat(problems(Map.of())).containsExactly("rules[0].dimension: is required");
        assertThat(problems(Map.of("dimension", "colour")))
                .containsExactly("rules[0].dimension: 'colour' is not among the policy's segments");
        assertThat(problems(Map.of("dimension", "plan+locale")))
                .singleElement()
                .asString()
                .contains("declare 'plan+locale' in segments.intersections");
        assertThat(problems(Map.of("dimension", "plan", "stratifyBy", "age_band")))
                .singleElement()
                .asString()
                .startsWith("rules[0].stratifyBy: declare the intersection of plan and age_band");
        assertThat(problems(Map.of("dimension", "release", "stratifyBy", "plan")))
                .singleElement()
                .asString()
                .startsWith("rules[0].stratifyBy: is not possible");
        assertThat(problems(Map.of(
                        "dimension",
                        "evaluator",
                        "maxRatio",
                        1,
                        "minDifference",
                        1.5,
                        "minTrials",
                        0,
                        "minFailures",
                        -1,
                        "where",
                        Map.of("locale", "de"))))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "rules[0].dimension",
                        "rules[0].maxRatio",
                        "rules[0].minDifference",
                        "rules[0].minTrials",
                        "rules[0].minFailures",
                        "rules[0].where");
    }

    @Test
    void tellsWhatItCanSee() {
        DisparityRule rule = rule(null);
        assertThat(rule.outlook(1_000, 1e6).works()).isTrue();
        // by hand: ln 10⁶ / (KL(0.04 ‖ 0.024) + 4 KL(0.02 ‖ 0.024)) = 2,298 verdicts
        assertThat(rule.outlook(1_000, 1e6).text()).contains("2.00 times the rate within 3 h");
        assertThat(rule.outlook(0.1, 1e6).works()).isFalse();
    }

    private static List<String> problems(Map<String, Object> keys) {
        Map<String, Object> rule = new HashMap<>(
                Map.of("id", "parity", "kind", "disparity", "category", "HALLUCINATION", "severity", "HIGH"));
        rule.putAll(keys);
        return PolicyReader.read(Map.of(
                        "application",
                        "billing",
                        "segments",
                        Map.of(
                                "dimensions",
                                List.of("locale", "plan", "age_band"),
                                "intersections",
                                List.of(List.of("locale", "plan"))),
                        "rules",
                        List.of(rule)))
                .problems()
                .stream()
                .map(DisparityRuleTest::shown)
                .toList();
    }

    private static String shown(Problem problem) {
        return problem.path() + ": " + problem.message();
    }

    private List<Finding> both(PaneRun run, double groupRate, double restRate, int groupTrials, int restTrials) {
        run.count(SERIES, List.of(TURKISH), null, null, fails(groupTrials, groupRate), groupTrials);
        run.count(SERIES, List.of(ENGLISH), null, null, fails(restTrials, restRate), restTrials);
        return run.pane();
    }

    private int fails(int trials, double rate) {
        int failures = 0;
        for (int trial = 0; trial < trials; trial++) {
            failures += dice.nextDouble() < rate ? 1 : 0;
        }
        return failures;
    }

    private static Finding of(Group group, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.group().equals(group))
                .findFirst()
                .orElseThrow();
    }

    private static List<RuleOutcome> outcomes(List<Finding> findings) {
        return findings.stream().map(Finding::outcome).toList();
    }

    private static DisparityRule rule(@Nullable String stratifyBy) {
        return new DisparityRule(basics(), "locale", new Tolerance(1.25, 0, 100, 10), stratifyBy);
    }

    private static RuleBasics basics() {
        return new RuleBasics("parity", Severity.HIGH, SERIES.category(), null, Group.ALL, Set.of("locale"));
    }
}
