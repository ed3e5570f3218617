package io.riskmonitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.document.Problem;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneRun;
import io.riskmonitor.pane.Distribution;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.policy.PolicyReader;
import io.riskmonitor.policy.PolicyReading;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Scope;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class DriftRuleTest {

    private static final Duration PANE = Duration.ofMinutes(10);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Group GERMAN = new Group("locale", "de");
    private static final Feature INTENT = Feature.label("intent");
    private static final Feature LATENCY = Feature.measure("latency_ms");
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");

    private static final Map<String, Double> NORMAL =
            Map.of("order", 0.48, "cancel", 0.2, "refund", 0.12, "hello", 0.2);
    private static final Map<String, Double> REFUNDS =
            Map.of("order", 0.34, "cancel", 0.15, "refund", 0.31, "hello", 0.2);

    @Test
    void aShiftOfTheMixIsFoundAndTheBinsAreNamed() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        List<Finding> before = traffic.hours(48, labels(NORMAL, 200));
        List<Finding> after = traffic.hours(3, labels(REFUNDS, 200));

        assertThat(before).hasSize(48).allMatch(finding -> finding.outcome() == RuleOutcome.CLEAR);
        Finding found = breach(after);
        Evidence evidence = found.evidence();
        assertThat(found.kind()).isEqualTo("drift");
        assertThat(found.group()).isEqualTo(Group.ALL);
        assertThat(evidence.n()).isEqualTo(1_200);
        assertThat(Duration.between(evidence.windowStart(), evidence.windowEnd()))
                .isEqualTo(Duration.ofHours(1));
        assertThat(evidence.baselineN()).isEqualTo(24 * 1_200L);
        assertThat(evidence.baselineId()).isEqualTo("label intent, m@1, 2026-05-01T12:00:00Z/2026-05-02T12:00:00Z");
        // sum of (q - p) ln(q / p) over the four categories
        assertThat(evidence.figures().get("psi")).isEqualTo(0.2430, within(0.06));
        assertThat(evidence.figures().get("jensenShannon")).isEqualTo(0.172, within(0.03));
        Evidence.Moved refund = evidence.moved().get(0);
        assertThat(refund.bin()).isEqualTo("refund");
        assertThat(refund.expected()).isEqualTo(0.12, within(0.01));
        assertThat(refund.observed()).isEqualTo(0.31, within(0.05));
        assertThat(evidence.moved().get(1).bin()).isEqualTo("order");
        assertThat(found.claim())
                .startsWith("has moved from its baseline in label intent (PSI 0.")
                .contains(": refund 1", " % → 3", ", order ");
    }

    @Test
    void itIsOverOnceAWindowIsAsBefore() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        assertThat(outcomes(traffic.hours(4, labels(REFUNDS, 200)))).endsWith(RuleOutcome.BREACH);
        assertThat(outcomes(traffic.hours(4, labels(NORMAL, 200)))).containsOnly(RuleOutcome.CLEAR);
    }

    @Test
    void aBreachIsNotOverBetweenTheTwoSizes() {
        // PSI against NORMAL: 0.156, and 0.089 once it has shrunk
        Map<String, Double> large = Map.of("order", 0.38, "cancel", 0.18, "refund", 0.27, "hello", 0.17);
        Map<String, Double> smaller = Map.of("order", 0.40, "cancel", 0.19, "refund", 0.225, "hello", 0.185);
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 2_000));
        assertThat(outcomes(traffic.hours(4, labels(large, 2_000)))).endsWith(RuleOutcome.BREACH);
        assertThat(outcomes(traffic.hours(2, labels(smaller, 2_000)))).containsOnly(RuleOutcome.BREACH);

        Traffic fresh = new Traffic(rule(INTENT));
        fresh.hours(24, labels(NORMAL, 2_000));
        assertThat(outcomes(fresh.hours(8, labels(smaller, 2_000)))).containsOnly(RuleOutcome.CLEAR);
    }

    @Test
    void aNewCategoryIsUnseenAndAMissingLabelMissing() {
        Map<String, Double> news = Map.of("order", 0.4, "cancel", 0.2, "refund", 0.12, "hello", 0.1, "fraud", 0.1);
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        Finding found = breach(traffic.hours(3, labels(news, 200)));
        assertThat(found.evidence().moved().stream().limit(2).map(Evidence.Moved::bin))
                .containsExactlyInAnyOrder("unseen", "missing");
        assertThat(found.evidence().moved().get(0).expected()).isZero();
        assertThat(found.evidence().moved().get(0).observed()).isBetween(0.06, 0.13);
    }

    @Test
    void aMeasureThatShiftsIsFoundInTheDecilesOfItsBaseline() {
        Traffic traffic = new Traffic(rule(LATENCY));
        traffic.hours(24, latencies(1, 200));
        assertThat(outcomes(traffic.hours(24, latencies(1, 200)))).containsOnly(RuleOutcome.CLEAR);
        Finding found = breach(traffic.hours(3, latencies(1.5, 200)));
        // exponential with mean 500: the last decile begins at 500 ln 10 = 1151, and half as much again has 1 in 4.64
        // there
        Evidence.Moved last = found.evidence().moved().get(0);
        assertThat(last.bin()).matches("above 1[12]\\d0");
        assertThat(last.expected()).isEqualTo(0.1, within(0.02));
        assertThat(last.observed()).isEqualTo(0.215, within(0.05));
        assertThat(found.evidence().moved()).hasSize(5);
        assertThat(found.evidence().moved().get(1).bin()).matches("up to 5\\d(\\.\\d)?");
    }

    @Test
    void scoresAreReadPerVersionOfTheEvaluator() {
        DriftRule rule = rule(Feature.score(SERIES));
        Traffic traffic = new Traffic(rule);
        traffic.hours(24, scores("3", 4, 200));
        assertThat(outcomes(traffic.hours(5, scores("3", 4, 200)))).containsOnly(RuleOutcome.CLEAR);
        // the same evaluator, judging more harshly: drift
        Finding found = breach(traffic.hours(3, scores("3", 2, 200)));
        assertThat(found.category()).isEqualTo(RiskCategory.HALLUCINATION);
        assertThat(found.evaluator()).isEqualTo("judge-a");
        assertThat(found.evidence().moved().get(0).bin()).matches("above 0\\.\\d+");
        // another version: none
        assertThat(outcomes(traffic.hours(23, scores("4", 2, 200)))).doesNotContain(RuleOutcome.BREACH);
        assertThat(outcomes(traffic.hours(24, scores("4", 2, 200)))).endsWith(RuleOutcome.CLEAR);
    }

    @Test
    void aNewReleaseStartsANewBaselineAndIsNoDrift() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(30, labels(NORMAL, 200));
        traffic.release = "m@2";
        List<Finding> learning = traffic.hours(24, labels(REFUNDS, 200));
        assertThat(outcomes(learning)).doesNotContain(RuleOutcome.BREACH).endsWith(RuleOutcome.INCONCLUSIVE);
        assertThat(learning)
                .as("it is told once")
                .filteredOn(finding -> finding.evidence().note() != null
                        && finding.evidence()
                                .note()
                                .contains(
                                        "m@2 is new and learns a baseline of its own: it is not compared with what was"
                                                + " before"))
                .hasSize(1);
        assertThat(last(learning).evidence().note()).startsWith("m@2 learns what is normal until 2026-05-03T18:00:00Z");
        assertThat(outcomes(traffic.hours(24, labels(REFUNDS, 200)))).endsWith(RuleOutcome.CLEAR);
        // what was normal once is drift to the new one
        assertThat(outcomes(traffic.hours(3, labels(NORMAL, 200)))).endsWith(RuleOutcome.BREACH);
    }

    @Test
    void aBreachOfOneReleaseIsNotHiddenByAnother() {
        Traffic traffic = new Traffic(rule(INTENT));
        Consumer<Tally> both = tally -> {
            traffic.fill(tally, "m@1", labels(NORMAL, 600));
            traffic.fill(tally, "m@2", labels(NORMAL, 100));
        };
        traffic.panes(25 * 6, both);
        List<Finding> after = traffic.panes(4 * 6, tally -> {
            traffic.fill(tally, "m@1", labels(NORMAL, 600));
            traffic.fill(tally, "m@2", labels(REFUNDS, 100));
        });
        assertThat(last(after).outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(last(after).evidence().baselineId()).startsWith("label intent, m@2, ");
    }

    @Test
    void aReleaseInBreachHoldsItForFourWindowsOfSilenceWhileOthersGoOn() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.panes(25 * 6, tally -> {
            traffic.fill(tally, "m@1", labels(NORMAL, 300));
            traffic.fill(tally, "m@2", labels(NORMAL, 300));
        });
        traffic.panes(6, tally -> {
            traffic.fill(tally, "m@1", labels(NORMAL, 300));
            traffic.fill(tally, "m@2", labels(REFUNDS, 300));
        });
        List<Finding> alone = traffic.hours(7, labels(NORMAL, 300));
        assertThat(outcomes(alone).subList(0, 3)).containsOnly(RuleOutcome.INCONCLUSIVE);
        assertThat(alone.get(0).evidence().note()).isEqualTo("nothing was seen of what has moved");
        assertThat(outcomes(alone)).endsWith(RuleOutcome.CLEAR);
    }

    @Test
    void thinTrafficIsComparedOnceThereIsEnough() {
        // 60 in an hour; seven bins need 6 / (0.02 - 6 / 1440)
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 10));
        List<Finding> findings = traffic.hours(12, labels(NORMAL, 10));
        Finding waiting = findings.get(0);
        assertThat(waiting.outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(waiting.evidence().note()).isEqualTo("the window goes on until it has 379 observations");
        Finding compared = findings.get(6);
        assertThat(compared.outcome()).isEqualTo(RuleOutcome.CLEAR);
        assertThat(compared.evidence().n()).isEqualTo(420);
        assertThat(compared.evidence().note()).isEqualTo("compared after 7 windows of PT1H, for want of observations");
        assertThat(findings.get(7).outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
    }

    @Test
    void aSilentNightIsNoDriftAndItsWindowEndsBeforeTheMorning() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        traffic.panes(3, traffic.of(labels(NORMAL, 400)));
        Instant evening = traffic.run.next();
        traffic.run.skip(Duration.ofHours(9));
        List<Finding> morning = traffic.panes(1, traffic.of(labels(NORMAL, 200)));
        assertThat(morning).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(RuleOutcome.CLEAR);
            assertThat(finding.evidence().n()).isEqualTo(1_200);
            assertThat(finding.evidence().windowEnd()).isEqualTo(evening.plus(Duration.ofMinutes(30)));
        });
    }

    @Test
    void whatComesLateIsComparedInTheNextPane() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        traffic.panes(4, traffic.of(labels(NORMAL, 200)));
        Tally late = new Tally();
        traffic.fill(late, "m@1", labels(NORMAL, 50));
        traffic.run.late(traffic.run.next().minus(PANE), late).restart();
        List<Finding> findings = traffic.panes(2, traffic.of(labels(NORMAL, 200)));
        assertThat(last(findings).evidence().n()).isEqualTo(6 * 200 + 50);
    }

    @Test
    void aBaselineWithoutEnoughObservationsIsGivenUp() {
        Traffic traffic = new Traffic(rule(INTENT));
        List<Finding> findings = traffic.hours(4 * 24 + 2, labels(NORMAL, 0.5));
        assertThat(outcomes(findings)).containsOnly(RuleOutcome.INCONCLUSIVE);
        assertThat(last(findings).evidence().note())
                .isEqualTo("no baseline of m@1: it had too few observations by 2026-05-05T12:00:00Z");
        assertThat(last(findings).evidence().n()).isEqualTo(288);
    }

    @Test
    void groupsAreWatchedOnlyWhereTheirDimensionIsNamed() {
        Traffic traffic = new Traffic(rule(INTENT, Set.of("locale")));
        traffic.groups = List.of(GERMAN);
        traffic.hours(24, labels(NORMAL, 200));
        List<Finding> findings = traffic.hours(2, labels(REFUNDS, 200));
        assertThat(findings.stream().map(Finding::group)).containsExactly(Group.ALL, GERMAN, Group.ALL, GERMAN);
        assertThat(findings.get(3).outcome()).isEqualTo(RuleOutcome.BREACH);
        // all traffic has half of the budget, its one group the other half
        assertThat(findings.get(3).evidence().threshold()).isEqualTo(Math.log(2 * 168), within(1e-9));

        Traffic plain = new Traffic(rule(INTENT));
        plain.groups = List.of(GERMAN);
        assertThat(plain.hours(2, labels(NORMAL, 200)))
                .allMatch(finding -> finding.group().isAll());
        assertThat(plain.run.scopes()).isEqualTo(1);
    }

    @Test
    void theThresholdIsTheShareOfTheBudgetInWindows() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        Finding finding = last(traffic.hours(2, labels(NORMAL, 200)));
        // one false alarm in a week of 168 hours
        assertThat(finding.evidence().threshold()).isEqualTo(Math.log(168), within(1e-9));
    }

    @Test
    void staysSilentOverManyLearnedBaselinesWhateverTheSizeThatMatters() {
        // 60 baselines, 100 windows each, a budget of one false alarm in 168: 36 would keep the promise
        DriftRule anySize = new DriftRule(basics(INTENT, Set.of()), INTENT, learning(), Duration.ofHours(1), 1e-6);
        int alarms = 0;
        for (int seed = 0; seed < 60; seed++) {
            Traffic traffic = new Traffic(anySize, seed);
            traffic.run.restartEvery(0);
            Consumer<Distribution> tail = seed % 2 == 0 ? traffic.zipf(300) : traffic.shares(NORMAL, 300);
            List<Finding> findings = traffic.panes(124 * 6, tally -> traffic.fill(tally, "m@1", r -> tail));
            alarms += (int) findings.stream()
                    .filter(finding -> finding.outcome() == RuleOutcome.BREACH)
                    .count();
        }
        assertThat(alarms).isLessThanOrEqualTo(2);
    }

    @Test
    void staysSilentOnMeasuresAtTheDefaultSize() {
        for (int seed = 0; seed < 20; seed++) {
            Traffic traffic = new Traffic(rule(LATENCY), seed);
            traffic.run.restartEvery(0);
            traffic.hours(24, latencies(1, 30));
            assertThat(outcomes(traffic.hours(200, latencies(1, 100)))).doesNotContain(RuleOutcome.BREACH);
        }
    }

    @Test
    void anotherWindowOrSizeKeepsTheBaseline() {
        Traffic traffic = new Traffic(rule(INTENT));
        traffic.hours(24, labels(NORMAL, 200));
        DriftRule other = new DriftRule(basics(INTENT, Set.of()), INTENT, learning(), Duration.ofMinutes(30), 0.05);
        traffic.run.policy(PaneRun.policy("v2", other));
        assertThat(outcomes(traffic.panes(6, traffic.of(labels(NORMAL, 200))))).containsOnly(RuleOutcome.CLEAR);
        assertThat(traffic.run.memory(other, Scope.APPLICATION).watch()).isInstanceOf(DriftWatch.class);
    }

    @Test
    void itsOwnerIsToldWhatItCanSee() {
        assertThat(rule(LATENCY).outlook(1_200, 604_800))
                .isEqualTo(Outlook.sees("measure latency_ms: a PSI above 0.10, compared every 1.0 h in ten bins"));
        assertThat(rule(LATENCY).outlook(60, 604_800))
                .isEqualTo(Outlook.sees("measure latency_ms: a PSI above 0.10, compared every 9.0 h in ten bins"));
        // 4 days of 5 an hour
        assertThat(rule(LATENCY).outlook(5, 604_800).works()).isFalse();
    }

    @Test
    void isReadFromAPolicy() {
        DriftRule label = read("{id: d, kind: drift, label: intent, baseline: {learn: P7D}, severity: MEDIUM}");
        assertThat(label.watched()).isEqualTo(INTENT);
        assertThat(label.window()).isEqualTo(Duration.ofHours(1));
        assertThat(label.minPsi()).isEqualTo(0.1);
        assertThat(label.baseline().length()).isEqualTo(Duration.ofDays(7));
        assertThat(label.basics().children()).isEmpty();
        DriftRule score =
                read("{id: d, kind: drift, score: judge-a, category: HALLUCINATION, window: P1D, minPsi: 0.25,"
                        + " dimensions: [locale], baseline: {learn: P7D}, severity: LOW}");
        assertThat(score.watched()).isEqualTo(Feature.score(SERIES));
        assertThat(score.basics().evaluator()).isEqualTo("judge-a");
        assertThat(score.basics().children()).containsExactly("locale");
        assertThat(score.window()).isEqualTo(DAY);
        assertThat(score.minPsi()).isEqualTo(0.25);
    }

    @Test
    void sayWhatIsWrongWithItAtItsPath() {
        assertThat(problems("{id: d, kind: drift, severity: LOW}"))
                .containsExactly(
                        "rules[0].label: one of label, measure and score is required, got none",
                        "rules[0].baseline: is required");
        assertThat(problems("{id: d, kind: drift, label: a, measure: b, baseline: {learn: P7D}, severity: LOW}"))
                .containsExactly("rules[0].measure: one of label, measure and score is required, got label, measure");
        assertThat(problems("{id: d, kind: drift, score: judge-a, baseline: {learn: P7D}, severity: LOW}"))
                .containsExactly("rules[0].category: is required");
        assertThat(problems("{id: d, kind: drift, label: a, category: TOXICITY_ABUSE, evaluator: x, window: PT1S,"
                        + " minPsi: 0, dimensions: [release], where: {release: r},"
                        + " baseline: {learn: P7D, minFailures: 3}, severity: LOW}"))
                .contains(
                        "rules[0].evaluator: is not possible; name the evaluator of scores with the key score",
                        "rules[0].category: is only for score",
                        "rules[0].baseline.minFailures: is only for rules about failures",
                        "rules[0].window: must be from PT1M to P30D, got PT1S",
                        "rules[0].minPsi: must be in (0, 10), got 0",
                        "rules[0].where.release: is not possible: every release is compared with its own baseline",
                        "rules[0].dimensions: 'release' is not possible: each has its own baseline anyway");
    }

    private static DriftRule read(String rule) {
        PolicyReading reading = reading(rule);
        assertThat(reading.problems()).isEmpty();
        return (DriftRule) reading.policy().orElseThrow().rules().get(0).rule();
    }

    private static List<String> problems(String rule) {
        return reading(rule).problems().stream().map(DriftRuleTest::shown).toList();
    }

    private static String shown(Problem problem) {
        return problem.path() + ": " + problem.message();
    }

    private static PolicyReading reading(String rule) {
        return PolicyReader.read(new Yaml().load("application: billing\nrules:\n  - " + rule));
    }

    private static DriftRule rule(Feature feature) {
        return rule(feature, Set.of());
    }

    private static DriftRule rule(Feature feature, Set<String> dimensions) {
        return new DriftRule(basics(feature, dimensions), feature, learning(), Duration.ofHours(1), 0.1);
    }

    private static RuleBasics basics(Feature feature, Set<String> dimensions) {
        String evaluator = feature.category() == null ? null : feature.name();
        return new RuleBasics("drift", Severity.MEDIUM, feature.category(), evaluator, Group.ALL, dimensions);
    }

    private static Learning learning() {
        return new Learning(null, DAY, 500, 5);
    }

    private static Finding breach(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.outcome() == RuleOutcome.BREACH)
                .findFirst()
                .orElseThrow();
    }

    private static Finding last(List<Finding> findings) {
        return findings.get(findings.size() - 1);
    }

    private static List<RuleOutcome> outcomes(List<Finding> findings) {
        return findings.stream().map(Finding::outcome).toList();
    }

    /** What a pane has; below one in a pane it is the share of panes with one. */
    private static Function<Traffic, Consumer<Distribution>> labels(Map<String, Double> shares, double perPane) {
        return traffic -> traffic.shares(shares, perPane);
    }

    private static Function<Traffic, Consumer<Distribution>> latencies(double factor, int perPane) {
        return traffic -> seen -> {
            for (int i = 0; i < perPane; i++) {
                seen.addMeasure(-500 * factor * Math.log(1 - traffic.random.nextDouble()));
            }
        };
    }

    /** Scores with distribution 1 - (1 - s)^power. */
    private static Function<Traffic, Consumer<Distribution>> scores(String version, double power, int perPane) {
        return traffic -> {
            traffic.version = version;
            return seen -> {
                for (int i = 0; i < perPane; i++) {
                    seen.addScore(1 - Math.pow(1 - traffic.random.nextDouble(), 1 / power));
                }
            };
        };
    }

    /** Panes of ten minutes for one rule; seeded. */
    private static final class Traffic {
        private final DriftRule rule;
        private final SplittableRandom random;
        private final PaneRun run;
        private String release = "m@1";
        private @Nullable String version;
        private List<Group> groups = List.of();
        private long panes;

        Traffic(DriftRule rule) {
            this(rule, 1);
        }

        Traffic(DriftRule rule, long seed) {
            this.rule = rule;
            this.random = new SplittableRandom(seed);
            this.run = new PaneRun(PaneRun.policy("v1", rule), PANE, PaneRun.NOON);
        }

        List<Finding> hours(int hours, Function<Traffic, Consumer<Distribution>> values) {
            return panes(6 * hours, of(values));
        }

        Consumer<Tally> of(Function<Traffic, Consumer<Distribution>> values) {
            return tally -> fill(tally, release, values);
        }

        List<Finding> panes(int count, Consumer<Tally> fill) {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Tally tally = new Tally();
                fill.accept(tally);
                panes++;
                findings.addAll(run.pane(tally));
            }
            return findings;
        }

        void fill(Tally tally, String of, Function<Traffic, Consumer<Distribution>> values) {
            Consumer<Distribution> filler = values.apply(this);
            for (Group group :
                    Stream.concat(Stream.of(Group.ALL), groups.stream()).toList()) {
                Distribution seen = new Distribution();
                filler.accept(seen);
                tally.slice(new SliceKey(group, of)).distributions().put(new Facet(rule.watched(), version), seen);
            }
        }

        Consumer<Distribution> shares(Map<String, Double> shares, double perPane) {
            List<String> names = shares.keySet().stream().sorted().toList();
            int count = perPane >= 1 ? (int) perPane : panes % Math.round(1 / perPane) == 0 ? 1 : 0;
            return seen -> {
                for (int i = 0; i < count; i++) {
                    double at = random.nextDouble();
                    int next = 0;
                    while (next < names.size() && at >= share(names.get(next), shares)) {
                        at -= share(names.get(next++), shares);
                    }
                    seen.addLabel(next < names.size() ? names.get(next) : null);
                }
            };
        }

        private static double share(String name, Map<String, Double> shares) {
            // what adding up leaves over is not missing
            return Objects.requireNonNull(shares.get(name)) + 1e-12;
        }

        /** Shares fall like 1 / rank: new categories in every window. */
        Consumer<Distribution> zipf(int perPane) {
            return seen -> {
                for (int i = 0; i < perPane; i++) {
                    seen.addLabel("c" + (int) Math.exp(random.nextDouble() * Math.log(5_000)));
                }
            };
        }
    }
}
