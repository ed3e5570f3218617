package io.riskmonitor.rule;

import static io.riskmonitor.rule.RuleOutcome.BREACH;
import static io.riskmonitor.rule.RuleOutcome.CLEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.document.Problem;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.Slice;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.policy.PolicyReading;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class LossRuleTest {

    private static final Series SERIES = new Series(RiskCategory.UNSAFE_ADVICE, "judge-a");
    private static final Group GERMAN = new Group("locale", "de");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void findsFailuresThatBecomeWorseWithoutBecomingMore() {
        PaneRun run = run(rule(250));
        SplittableRandom random = new SplittableRandom(1);
        // 2 % of 3 is 60 in 1,000
        for (int pane = 0; pane < 500; pane++) {
            assertThat(pane(run, random, 0.02, Severity.LOW).outcome()).isNotEqualTo(BREACH);
        }
        // 2 % of 100 is 2,000
        int panes = 1;
        Finding finding = pane(run, random, 0.02, Severity.CRITICAL);
        while (finding.outcome() != BREACH) {
            finding = pane(run, random, 0.02, Severity.CRITICAL);
            assertThat(++panes).isLessThanOrEqualTo(60);
        }
        Evidence evidence = finding.evidence();
        long failures = Math.round(evidence.figures().get("failuresCRITICAL"));
        assertThat(evidence.failures()).isEqualTo(failures);
        assertThat(evidence.expectedLoss()).isCloseTo(1_000.0 * 100 * failures / evidence.n(), within(1e-6));
        assertThat(evidence.statistic()).isGreaterThanOrEqualTo(evidence.threshold());
        assertThat(finding.claim())
                .startsWith("loses credibly more than 250.0 in 1,000 trials: ")
                .endsWith(", weighted by severity");
        assertThat(Duration.between(evidence.windowStart(), evidence.windowEnd()))
                .isLessThanOrEqualTo(MINUTE.multipliedBy(70));
    }

    @Test
    void itIsOverOnceTheLossIsCrediblyBelow() {
        PaneRun run = run(rule(250));
        SplittableRandom random = new SplittableRandom(2);
        Finding finding = pane(run, random, 0.05, Severity.CRITICAL);
        for (int pane = 0; pane < 60; pane++) {
            finding = pane(run, random, 0.05, Severity.CRITICAL);
        }
        assertThat(finding.outcome()).isEqualTo(BREACH);
        int panes = 0;
        while (finding.outcome() == BREACH) {
            finding = pane(run, random, 0.02, Severity.LOW);
            assertThat(++panes).isLessThanOrEqualTo(600);
        }
        assertThat(panes).as("not at the first pane that is well").isGreaterThan(20);
        assertThat(finding.outcome()).isEqualTo(CLEAR);
    }

    @Test
    void whatNobodyRatedWeighsAsTheRuleDoes() {
        PaneRun run = run(rule(250));
        add(run, Group.ALL, Outcome.FAIL, null, Standing.KEPT, 1);
        add(run, Group.ALL, Outcome.PASS, null, Standing.KEPT, 9);
        Evidence evidence = run.pane().get(0).evidence();
        assertThat(evidence.expectedLoss()).as("30 is the weight of HIGH").isCloseTo(3_000, within(1e-9));
        assertThat(evidence.figures()).contains(entry("failuresUNSTATED", 1.0), entry("maxLoss", 250.0));
    }

    @Test
    void aConversationThatGoesOnFailingCountsUpToItsFirstFailure() {
        PaneRun run = run(rule(250));
        add(run, Group.ALL, Outcome.FAIL, Severity.LOW, Standing.KEPT, 1);
        add(run, Group.ALL, Outcome.PASS, null, Standing.FIRST, 99);
        add(run, Group.ALL, Outcome.FAIL, Severity.CRITICAL, Standing.SHOWN, 40);
        Evidence evidence = run.pane().get(0).evidence();
        assertThat(evidence.n()).isEqualTo(100);
        assertThat(evidence.failures()).isEqualTo(1);
    }

    @Test
    void watchesGroupsAndTellsThemApart() {
        LossRule rule = rule(250);
        PaneRun run = run(new LossRule(
                new RuleBasics(
                        "loss",
                        Severity.HIGH,
                        SERIES.category(),
                        SERIES.evaluator(),
                        Group.ALL,
                        Set.of("locale", Group.RELEASE)),
                rule.maxLoss(),
                rule.weights()));
        add(run, Group.ALL, Outcome.FAIL, Severity.LOW, Standing.KEPT, 2);
        add(run, GERMAN, Outcome.FAIL, Severity.LOW, Standing.KEPT, 1);
        add(run, new Group("plan", "free"), Outcome.FAIL, Severity.LOW, Standing.KEPT, 1);
        assertThat(run.pane())
                .extracting(
                        finding -> finding.group() + " " + finding.evidence().n())
                .containsExactly("all traffic 2", "locale=de 1", "release=m@1 2");
    }

    /**
     * Conversations whose failures come together and weigh most, at the very ceiling; one false alarm a day is accepted,
     * and 40 days go by. More than 58 would have a chance below 0.3 % (Poisson).
     */
    @Test
    void keepsTheFalseAlarmBudgetAtItsCeiling() {
        assertThat(alarms(0.02)).isLessThanOrEqualTo(58);
        assertThat(alarms(0.04)).as("the simulation would notice").isGreaterThan(0);
    }

    /** Breaches that begin within 40 days while this share of trials fails, half of the failures CRITICAL. */
    private static int alarms(double rate) {
        // (100 + 3) / 2 in 1,000 for every failure in a thousand
        LossRule rule = rule(1_000 * 0.02 * (100 + 3) / 2);
        PaneRun run = new PaneRun(
                        PaneRun.policy("v1", new FalseAlarmBudget(1, Duration.ofDays(1)), rule), MINUTE, PaneRun.NOON)
                .restartEvery(0)
                .repeatEvery(Duration.ofDays(100));
        SplittableRandom random = new SplittableRandom(3);
        int alarms = 0;
        boolean before = false;
        for (int pane = 0; pane < 40 * 24 * 60; pane++) {
            for (int trial = 0; trial < 5; trial++) {
                boolean failed = random.nextDouble() < rate;
                Severity severity = random.nextBoolean() ? Severity.CRITICAL : Severity.LOW;
                add(run, Group.ALL, failed ? Outcome.FAIL : Outcome.PASS, severity, Standing.KEPT, 1);
            }
            for (Finding finding : run.pane()) {
                boolean breach = finding.outcome() == BREACH;
                alarms += breach && !before ? 1 : 0;
                before = breach;
            }
        }
        return alarms;
    }

    @Test
    void itsWeightsAreThoseOfThePolicy() {
        LossRule rule =
                (LossRule) reading("""
                risk: {weights: {CRITICAL: 1000}}
                rules: [{id: loss, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 500, severity: HIGH}]
                """).policy().orElseThrow().rules().get(0).rule();
        assertThat(rule.weights()).contains(entry(Severity.CRITICAL, 1_000.0), entry(Severity.LOW, 3.0));
        assertThat(rule.basis()).isNotEqualTo(rule(500).basis());
    }

    @Test
    void saysWhatIsWrongWithItsKeys() {
        assertThat(problems("rules: [{id: loss, kind: loss, severity: HIGH}]"))
                .containsExactly(
                        "rules[0].category is required",
                        "rules[0].evaluator is required",
                        "rules[0].maxLoss is required");
        assertThat(problems("""
                risk: {weights: {CRITICAL: 40}}
                rules: [{id: loss, kind: loss, category: UNSAFE_ADVICE, evaluator: judge-a, maxLoss: 40000, severity: HIGH}]
                """))
                .containsExactly(
                        "rules[0].maxLoss must be less than 39800.0, for no loss is higher than 1,000 times the largest"
                                + " of risk.weights, got 40000.0");
    }

    @Test
    void saysWhatItCanSee() {
        assertThat(rule(250).outlook(100, 1e6).text())
                .isEqualTo(
                        "a loss above 250.0 in 1,000: one of 500.0 in about 6 days if all failures weigh most, else sooner");
        assertThat(rule(250).outlook(0.001, 1e6).works()).isFalse();
    }

    private static LossRule rule(double maxLoss) {
        RuleBasics basics =
                new RuleBasics("loss", Severity.HIGH, SERIES.category(), SERIES.evaluator(), Group.ALL, Set.of());
        return new LossRule(basics, maxLoss, RiskMatrix.DEFAULT.weights());
    }

    private static PaneRun run(LossRule rule) {
        return new PaneRun(PaneRun.policy("v1", rule), MINUTE, PaneRun.NOON);
    }

    /** Ten trials. */
    private static Finding pane(PaneRun run, SplittableRandom random, double rate, Severity severity) {
        for (int trial = 0; trial < 10; trial++) {
            Outcome outcome = random.nextDouble() < rate ? Outcome.FAIL : Outcome.PASS;
            add(run, Group.ALL, outcome, severity, Standing.KEPT, 1);
        }
        List<Finding> findings = run.pane();
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static void add(
            PaneRun run, Group group, Outcome outcome, @Nullable Severity severity, Standing standing, int times) {
        if (group.isAll()) {
            run.count(SERIES, List.of(), "m@1", "3", outcome == Outcome.FAIL ? times : 0, times);
        }
        Slice slice = run.tally().slice(new SliceKey(group, "m@1"));
        Distribution losses = slice.distributions()
                .computeIfAbsent(new Facet(Feature.severity(SERIES), "3"), f -> new Distribution());
        for (int i = 0; i < times; i++) {
            losses.addLabel(LossRule.label(outcome, severity, standing));
        }
    }

    private static Stream<String> problems(String rest) {
        return reading(rest).problems().stream().map((Problem problem) -> problem.path() + " " + problem.message());
    }

    private static PolicyReading reading(String rest) {
        Map<String, Object> tree = new Yaml().load("application: clinic\n" + rest);
        return PolicyReader.read(tree);
    }
}
