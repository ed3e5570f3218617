package io.riskmonitor.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneJudge.Found;
import io.riskmonitor.pane.CellHistory;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.PaneCells.CellCounts;
import io.riskmonitor.pane.Standing;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.Rule;
import io.riskmonitor.rule.RuleBasics;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaneJudgeTest {

    private static final long NOON = PaneRun.NOON.toEpochMilli();
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final Series UNWATCHED = new Series(RiskCategory.MISUSE, "judge-a");
    private static final Strand STRAND = new Strand(SERIES, null);
    private static final List<SliceKey> ALL = List.of(new SliceKey(Group.ALL, null));
    private static final Group GERMAN = new Group("locale", "de");
    private static final Group ENGLISH = new Group("locale", "en");

    /** Panes in a week: what one detector alone may run on average. */
    private static final double WEEK = 604_800;

    private final Policy policy = PaneRun.policy("v1", rule("ceiling"));
    private final Bench bench = new Bench();

    @Test
    void asksAboutParentsBeforeTheirChildren() {
        Tally tally = new Tally();
        count(tally, SERIES, 5, 10, ENGLISH, GERMAN, Group.ALL);
        count(tally, OTHER, 5, 10, GERMAN, Group.ALL);
        assertThat(bench.judge(policy, 0, tally))
                .extracting(found ->
                        found.finding().evaluator() + " " + found.finding().group())
                .containsExactly(
                        "judge-a all traffic",
                        "judge-a locale=de",
                        "judge-a locale=en",
                        "judge-b all traffic",
                        "judge-b locale=de");
    }

    @Test
    void asksEveryRuleThatReadsTheSeries() {
        Tally tally = tally(SERIES, 5, 10, Group.ALL);
        count(tally, UNWATCHED, 5, 10, Group.ALL);
        assertThat(bench.judge(PaneRun.policy("v1", rule("ceiling"), rule("second")), 0, tally))
                .extracting(
                        found -> found.finding().rule() + " " + found.finding().category())
                .containsExactly("ceiling HALLUCINATION", "second HALLUCINATION");
    }

    @Test
    void asksOneRuleAfterTheOther() {
        Tally tally = new Tally();
        count(tally, SERIES, 5, 10, GERMAN, Group.ALL);
        count(tally, OTHER, 5, 10, Group.ALL);
        assertThat(bench.judge(PaneRun.policy("v1", rule("zeal"), rule("alarm")), 0, tally))
                .extracting(found -> found.finding().rule() + " "
                        + found.finding().evaluator() + " " + found.finding().group())
                .containsExactly(
                        "zeal judge-a all traffic",
                        "zeal judge-a locale=de",
                        "zeal judge-b all traffic",
                        "alarm judge-a all traffic",
                        "alarm judge-a locale=de",
                        "alarm judge-b all traffic");
    }

    @Test
    void startsARuleAnewWhenItsBasisIsAnother() {
        bench.run.repeatEvery(Duration.ofMinutes(1));
        bench.judge(policy, 0, tally(SERIES, 10, 10, Group.ALL));
        Found goesOn = bench.judge(PaneRun.policy("v2", rule("ceiling")), 1, tally(SERIES, 0, 1, Group.ALL))
                .get(0);
        assertThat(goesOn.finding().outcome()).as("another policy").isEqualTo(RuleOutcome.BREACH);
        assertThat(goesOn.news()).isFalse();
        Found anew = bench.judge(PaneRun.policy("v3", rule("ceiling", 0.03)), 2, tally(SERIES, 0, 30, Group.ALL))
                .get(0);
        assertThat(anew.finding().outcome()).as("another ceiling").isEqualTo(RuleOutcome.CLEAR);
        assertThat(anew.news()).isTrue();
    }

    @Test
    void givesEveryRuleAMemoryOfItsOwn() {
        Policy strict = PaneRun.policy("v1", rule("ceiling"), rule("strict", 0.5));
        bench.judge(strict, 0, tally(SERIES, 5, 10, Group.ALL));
        assertThat(bench.judge(strict, 1, tally(SERIES, 5, 10, Group.ALL)))
                .extracting(found -> found.finding().outcome())
                .containsExactly(RuleOutcome.BREACH, RuleOutcome.INCONCLUSIVE);
    }

    /** A rule would feed its detectors twice, or not at all, if it were asked per cell of the tally. */
    @Test
    void feedsWhatCameLateToEveryRule() {
        Policy two = PaneRun.policy("v1", rule("ceiling"), rule("second"));
        bench.judge(two, 0, tally(SERIES, 0, 10, Group.ALL));
        bench.late(0, tally(SERIES, 10, 10, Group.ALL));
        assertThat(bench.judge(two, 1, tally(SERIES, 0, 1, Group.ALL)))
                .extracting(found -> found.finding().outcome())
                .containsExactly(RuleOutcome.BREACH, RuleOutcome.BREACH);
    }

    @Test
    void keepsWhatCameLateByVariant() {
        bench.judge(policy, 0, tally(SERIES, 0, 10, Group.ALL));
        Tally late = new Tally();
        PaneRun.count(late, SERIES, List.of(), "m@1", "3", new Counts(9, 9, 5, 2, 1, 1, 0));
        PaneRun.count(late, SERIES, List.of(), "m@2", "3", 0, 4);
        bench.late(0, late);
        bench.late(0, late);
        assertThat(bench.history(Group.ALL).late())
                .containsExactly(
                        entry(new Variant("m@1", "3"), new CellHistory.Kept(4, 2, 2, 0)),
                        entry(new Variant("m@2", "3"), new CellHistory.Kept(8, 0, 8, 0)));
        Tally onTime = new Tally();
        PaneRun.count(onTime, SERIES, List.of(), "m@2", "3", 1, 1);
        PaneRun.count(onTime, SERIES, List.of(), null, null, 0, 3);
        CellCounts counts = Objects.requireNonNull(onTime.cells().get(new Cell(SERIES, Group.ALL)));
        assertThat(bench.history(Group.ALL).feed(counts))
                .containsExactly(
                        entry(new Variant(null, null), new CellHistory.Kept(3, 0, 3, 0)),
                        entry(new Variant("m@1", "3"), new CellHistory.Kept(4, 2, 2, 0)),
                        entry(new Variant("m@2", "3"), new CellHistory.Kept(9, 1, 9, 1)));
    }

    @Test
    void splitsTheFalseAlarmBudgetOverAllDetectors() {
        Tally tally = new Tally();
        count(tally, SERIES, 0, 10, Group.ALL, GERMAN, ENGLISH, new Group("plan", "free"));
        count(tally, OTHER, 0, 10, Group.ALL);
        List<Double> thresholds = bench.judge(policy, 0, tally).stream()
                .map(found -> Math.exp(
                        Objects.requireNonNull(found.finding().evidence().threshold())))
                .toList();
        assertThat(thresholds).hasSize(5);
        assertThat(thresholds.get(0)).isCloseTo(WEEK * 2 * 2, within(1e-6));
        assertThat(thresholds.get(1)).isCloseTo(WEEK * 2 * 2 * 3, within(1e-6));
        assertThat(thresholds.get(4)).as("a series without groups").isCloseTo(WEEK * 2, within(1e-6));
        assertThat(thresholds.stream()
                        .mapToDouble(threshold -> WEEK / threshold)
                        .sum())
                .as("false alarms a week")
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void splitsTheBudgetAnewWhenACellOrAPolicyIsNew() {
        assertThat(threshold(
                        bench.judge(policy, 0, tally(SERIES, 0, 10, Group.ALL)).get(0)))
                .isCloseTo(WEEK, within(1e-6));
        bench.judge(policy, 1, tally(SERIES, 0, 10, GERMAN));
        assertThat(threshold(
                        bench.judge(policy, 2, tally(SERIES, 0, 10, Group.ALL)).get(0)))
                .isCloseTo(WEEK * 2, within(1e-6));
        Policy twoRules = PaneRun.policy("v2", rule("ceiling"), rule("second"));
        assertThat(threshold(bench.judge(twoRules, 3, tally(SERIES, 0, 10, Group.ALL))
                        .get(0)))
                .isCloseTo(WEEK * 2 * 2, within(1e-6));
    }

    @Test
    void judgesAtTheEndOfThePane() {
        Finding finding =
                bench.judge(policy, 7, tally(SERIES, 9, 9, Group.ALL)).get(0).finding();
        assertThat(finding.at()).isEqualTo(Instant.ofEpochMilli(NOON + 8_000));
        assertThat(finding.evidence().windowEnd()).isEqualTo(finding.at());
        assertThat(finding.evidence().partitionsLeftOut()).isEqualTo(2);
        assertThat(finding.policyVersion()).isEqualTo("v1");
        assertThat(finding.application()).isEqualTo("billing-assistant");
    }

    @Test
    void saysOnlyOnceWhatStaysTheSame() {
        bench.run.repeatEvery(Duration.ofMinutes(1));
        assertThat(bench.judge(policy, 0, tally(SERIES, 0, 10, Group.ALL)))
                .extracting(Found::news)
                .containsExactly(true);
        assertThat(bench.judge(policy, 1, tally(SERIES, 0, 10, Group.ALL))).isEmpty();
        Found breach = bench.judge(policy, 2, tally(SERIES, 10, 10, Group.ALL)).get(0);
        assertThat(breach.finding().outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(breach.news()).isTrue();
        assertThat(bench.judge(policy, 61, tally(SERIES, 10, 10, Group.ALL)))
                .as("alerts hear of every breach")
                .extracting(Found::news)
                .containsExactly(false);
        assertThat(bench.judge(policy, 62, tally(SERIES, 10, 10, Group.ALL)))
                .as("a minute later")
                .extracting(Found::news)
                .containsExactly(true);
    }

    @Test
    void showsTheDetectorsInTheNextPaneWhatCameTooLateForItsOwn() {
        bench.judge(policy, 0, tally(SERIES, 1, 10, Group.ALL));
        bench.late(0, tally(SERIES, 2, 4, Group.ALL));
        bench.late(0, tally(SERIES, 1, 3, Group.ALL));
        Bench inTime = new Bench();
        inTime.judge(policy, 0, tally(SERIES, 1, 10, Group.ALL));
        assertThat(statistic(bench.judge(policy, 1, tally(SERIES, 0, 10, Group.ALL))))
                .isEqualTo(statistic(inTime.judge(policy, 1, tally(SERIES, 3, 17, Group.ALL))));
        assertThat(statistic(bench.judge(policy, 2, tally(SERIES, 1, 5, Group.ALL))))
                .as("they see it once")
                .isEqualTo(statistic(inTime.judge(policy, 2, tally(SERIES, 1, 5, Group.ALL))));
    }

    @Test
    void keepsWhatCameLateUntilItsCellIsSeenAgain() {
        bench.judge(policy, 0, tally(SERIES, 0, 10, Group.ALL, GERMAN));
        bench.late(0, tally(SERIES, 10, 10, GERMAN));
        bench.judge(policy, 1, tally(SERIES, 0, 10, Group.ALL));
        assertThat(bench.history(GERMAN).late())
                .containsExactly(entry(new Variant(null, null), new CellHistory.Kept(10, 10, 0, 0)));
        assertThat(bench.judge(policy, 2, tally(SERIES, 0, 1, GERMAN)))
                .extracting(found -> found.finding().outcome())
                .containsExactly(RuleOutcome.BREACH);
        assertThat(bench.history(GERMAN).late()).isEmpty();
    }

    @Test
    void countsWhatCameLateWhereItBelongs() {
        bench.judge(policy, 0, tally(SERIES, 1, 10, Group.ALL));
        bench.judge(policy, 600, tally(SERIES, 0, 10, Group.ALL));
        bench.late(0, tally(SERIES, 2, 4, Group.ALL));
        CellHistory history = bench.history(Group.ALL);
        assertThat(history.ring().trials(Window.ONE_HOUR)).isEqualTo(24);
        assertThat(history.ring().failures(Window.ONE_HOUR)).isEqualTo(3);
        assertThat(history.ring().trials(Window.FIVE_MINUTES))
                .as("ten minutes late")
                .isEqualTo(10);
    }

    /** The failures of a pane were named again with everything that came late for it. */
    @Test
    void namesTheLatestFailuresOnce() {
        Tally pane = new Tally();
        pane.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, Instant.ofEpochMilli(NOON), "i-1");
        bench.judge(policy, 0, pane);
        Tally more = new Tally().merge(pane);
        more.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, Instant.ofEpochMilli(NOON + 1), "i-2");
        bench.late(0, more.since(pane));
        Tally again = new Tally();
        for (String id : List.of("i-3", "i-1")) {
            again.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, Instant.ofEpochMilli(NOON + 1_000), id);
        }
        assertThat(bench.judge(policy, 1, again).get(0).finding().evidence().exemplars())
                .containsExactly("i-2", "i-1", "i-3");
    }

    @Test
    void namesTheLatestFiveFailures() {
        for (int pane = 0; pane < 7; pane++) {
            Tally tally = new Tally();
            tally.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, Instant.ofEpochMilli(NOON), "i-" + pane);
            bench.judge(policy, pane, tally);
        }
        assertThat(bench.history(Group.ALL).exemplars()).containsExactly("i-2", "i-3", "i-4", "i-5", "i-6");
    }

    @Test
    void isInconclusiveAboutACellThatWasJudgedButNotTried() {
        Tally tally = new Tally();
        tally.count(STRAND, ALL, Outcome.UNSURE, Standing.SHOWN, Instant.ofEpochMilli(NOON), "i-1");
        Found found = bench.judge(policy, 0, tally).get(0);
        assertThat(found.finding().outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(found.finding().evidence().rate()).isNull();
    }

    @Test
    void knowsHowMuchOfTheTrafficWasJudged() {
        Tally tally = tally(SERIES, 0, 3, Group.ALL);
        for (int i = 0; i < 10; i++) {
            tally.see(ALL);
        }
        bench.judge(policy, 0, tally);
        Tally unjudged = new Tally();
        unjudged.see(ALL);
        bench.judge(policy, 1, unjudged);
        var ring = Objects.requireNonNull(bench.run.application().coverage().get(SERIES));
        assertThat(ring.trials(Window.ONE_HOUR)).isEqualTo(11);
        assertThat(ring.failures(Window.ONE_HOUR)).isEqualTo(3);
    }

    @Test
    void findsTheSameInTheSameTallies() {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(stream(seed)).as("seed %d", seed).isEqualTo(stream(seed)).isNotEmpty();
        }
    }

    private List<Found> stream(long seed) {
        Random random = new Random(seed);
        Bench fresh = new Bench();
        List<Found> found = new ArrayList<>();
        for (int pane = 0; pane < 100; pane++) {
            Tally tally = new Tally();
            for (Group group : List.of(GERMAN, ENGLISH)) {
                int trials = random.nextInt(20);
                count(tally, SERIES, random.nextInt(trials + 1) / 3, trials, Group.ALL, group);
            }
            if (random.nextInt(4) == 0) {
                fresh.late(pane - 1, tally);
            } else {
                found.addAll(fresh.judge(policy, pane, tally));
            }
        }
        return found;
    }

    private static Tally tally(Series series, int failures, int trials, Group... groups) {
        return count(new Tally(), series, failures, trials, groups);
    }

    private static Tally count(Tally tally, Series series, int failures, int trials, Group... groups) {
        List<SliceKey> slices =
                Arrays.stream(groups).map(group -> new SliceKey(group, null)).toList();
        for (int i = 0; i < trials; i++) {
            Outcome outcome = i < failures ? Outcome.FAIL : Outcome.PASS;
            tally.count(new Strand(series, null), slices, outcome, Standing.KEPT, Instant.ofEpochMilli(NOON), "i-0");
        }
        return tally;
    }

    private static double threshold(Found found) {
        return Math.exp(Objects.requireNonNull(found.finding().evidence().threshold()));
    }

    private static double statistic(List<Found> found) {
        assertThat(found).hasSize(1);
        return Objects.requireNonNull(found.get(0).finding().evidence().statistic());
    }

    private static Rule rule(String id) {
        return rule(id, 0.02);
    }

    private static Rule rule(String id, double ceiling) {
        RuleBasics basics = new RuleBasics(id, Severity.HIGH, RiskCategory.HALLUCINATION, null, Group.ALL, null);
        return new FailureRateRule(basics, ceiling, 30);
    }

    /** A run whose panes are numbered from noon on. */
    private static final class Bench {
        private final PaneRun run = new PaneRun().leavingOut(2);

        List<Found> judge(Policy policy, int pane, Tally tally) {
            return run.policy(policy).at(PaneRun.NOON.plusSeconds(pane)).judge(tally);
        }

        void late(int pane, Tally difference) {
            run.late(PaneRun.NOON.plusSeconds(pane), difference);
        }

        CellHistory history(Group group) {
            return run.history(new Cell(SERIES, group));
        }
    }
}
