package io.riskmonitor.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.alert.HoldPolicy;
import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.judge.PaneJudge.Found;
import io.riskmonitor.pane.Panes;
import io.riskmonitor.pane.Tally;
import io.riskmonitor.pane.WindowRing.Window;
import io.riskmonitor.policy.DeclaredRule;
import io.riskmonitor.policy.FalseAlarmBudget;
import io.riskmonitor.policy.Owner;
import io.riskmonitor.policy.Policy;
import io.riskmonitor.rule.FailureRateRule;
import io.riskmonitor.rule.Finding;
import io.riskmonitor.rule.RuleOutcome;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Segmentation;
import io.riskmonitor.segment.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaneJudgeTest {

    private static final long NOON = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.HALLUCINATION, "judge-b");
    private static final Series UNWATCHED = new Series(RiskCategory.MISUSE, "judge-a");
    private static final Group GERMAN = new Group("locale", "de");
    private static final Group ENGLISH = new Group("locale", "en");

    /** Panes in a week: what one detector alone may run on average. */
    private static final double WEEK = 604_800;

    private final Policy policy = policy("v1", rule("ceiling"));
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
        assertThat(bench.judge(policy("v1", rule("ceiling"), rule("second")), 0, tally))
                .extracting(
                        found -> found.finding().rule() + " " + found.finding().category())
                .containsExactly("ceiling HALLUCINATION", "second HALLUCINATION");
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
        Policy twoRules = policy("v2", rule("ceiling"), rule("second"));
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
        assertThat(bench.judge(policy, 0, tally(SERIES, 0, 10, Group.ALL))
                        .get(0)
                        .news())
                .isTrue();
        assertThat(bench.judge(policy, 1, tally(SERIES, 0, 10, Group.ALL))
                        .get(0)
                        .news())
                .isFalse();
        Found breach = bench.judge(policy, 2, tally(SERIES, 10, 10, Group.ALL)).get(0);
        assertThat(breach.finding().outcome()).isEqualTo(RuleOutcome.BREACH);
        assertThat(breach.news()).isTrue();
        assertThat(bench.judge(policy, 61, tally(SERIES, 10, 10, Group.ALL))
                        .get(0)
                        .news())
                .isFalse();
        assertThat(bench.judge(policy, 62, tally(SERIES, 10, 10, Group.ALL))
                        .get(0)
                        .news())
                .as("a minute later")
                .isTrue();
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
        assertThat(bench.cell("billing-assistant", new Cell(SERIES, GERMAN)).carriedFailures())
                .isEqualTo(10);
        assertThat(bench.judge(policy, 2, tally(SERIES, 0, 1, GERMAN)))
                .extracting(found -> found.finding().outcome())
                .containsExactly(RuleOutcome.BREACH);
        assertThat(bench.cell("billing-assistant", new Cell(SERIES, GERMAN)).carriedTrials())
                .isZero();
    }

    @Test
    void countsWhatCameLateWhereItBelongs() {
        bench.judge(policy, 0, tally(SERIES, 1, 10, Group.ALL));
        bench.judge(policy, 600, tally(SERIES, 0, 10, Group.ALL));
        bench.late(0, tally(SERIES, 2, 4, Group.ALL));
        CellMemory memory = bench.cell("billing-assistant", new Cell(SERIES, Group.ALL));
        assertThat(memory.ring().trials(Window.ONE_HOUR)).isEqualTo(24);
        assertThat(memory.ring().failures(Window.ONE_HOUR)).isEqualTo(3);
        assertThat(memory.ring().trials(Window.FIVE_MINUTES))
                .as("ten minutes late")
                .isEqualTo(10);
    }

    /** The failures of a pane were named again with everything that came late for it. */
    @Test
    void namesTheLatestFailuresOnce() {
        Tally pane = new Tally();
        pane.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, Instant.ofEpochMilli(NOON), "i-1");
        bench.judge(policy, 0, pane);
        Tally more = new Tally().merge(pane);
        more.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, Instant.ofEpochMilli(NOON + 1), "i-2");
        bench.late(0, more.since(pane));
        Tally again = new Tally();
        for (String id : List.of("i-3", "i-1")) {
            again.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, Instant.ofEpochMilli(NOON + 1_000), id);
        }
        assertThat(bench.judge(policy, 1, again).get(0).finding().evidence().exemplars())
                .containsExactly("i-2", "i-1", "i-3");
    }

    @Test
    void namesTheLatestFiveFailures() {
        for (int pane = 0; pane < 7; pane++) {
            Tally tally = new Tally();
            tally.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, Instant.ofEpochMilli(NOON), "i-" + pane);
            bench.judge(policy, pane, tally);
        }
        assertThat(bench.cell("billing-assistant", new Cell(SERIES, Group.ALL)).exemplars())
                .containsExactly("i-2", "i-3", "i-4", "i-5", "i-6");
    }

    @Test
    void isInconclusiveAboutACellThatWasJudgedButNotTried() {
        Tally tally = new Tally();
        tally.count(SERIES, List.of(Group.ALL), null, Outcome.UNSURE, false, Instant.ofEpochMilli(NOON), "i-1");
        Found found = bench.judge(policy, 0, tally).get(0);
        assertThat(found.finding().outcome()).isEqualTo(RuleOutcome.INCONCLUSIVE);
        assertThat(found.finding().evidence().rate()).isNull();
    }

    @Test
    void knowsHowMuchOfTheTrafficWasJudged() {
        Tally tally = tally(SERIES, 0, 3, Group.ALL);
        for (int i = 0; i < 10; i++) {
            tally.see(List.of(Group.ALL));
        }
        bench.judge(policy, 0, tally);
        Tally unjudged = new Tally();
        unjudged.see(List.of(Group.ALL));
        bench.judge(policy, 1, unjudged);
        var ring = Objects.requireNonNull(
                bench.application("billing-assistant").coverage().get(SERIES));
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
        for (int i = 0; i < trials; i++) {
            Outcome outcome = i < failures ? Outcome.FAIL : Outcome.PASS;
            tally.count(series, Arrays.asList(groups), null, outcome, true, Instant.ofEpochMilli(NOON), "i-0");
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

    private static DeclaredRule rule(String id) {
        return new DeclaredRule(
                new FailureRateRule(id, RiskCategory.HALLUCINATION, null, Severity.HIGH, 0.02, 30, Group.ALL, null),
                HoldPolicy.DEFAULT,
                null,
                null);
    }

    private static Policy policy(String version, DeclaredRule... rules) {
        return new Policy(
                "billing-assistant",
                version,
                Owner.NOBODY,
                FalseAlarmBudget.DEFAULT,
                Segmentation.DEFAULT,
                List.of(),
                List.of(rules));
    }

    /** A judge with memories that live as long as the test. */
    private static final class Bench implements PaneJudge.Memories {
        private final PaneJudge judge = new PaneJudge(new Panes(Duration.ofSeconds(1)), Duration.ofMinutes(1));
        private final Map<String, ApplicationMemory> applications = new HashMap<>();
        private final Map<Cell, CellMemory> cells = new HashMap<>();

        List<Found> judge(Policy policy, int pane, Tally tally) {
            List<Found> found = new ArrayList<>();
            judge.judge(policy, NOON + pane * 1_000L, tally, 2, this, found::add);
            return found;
        }

        void late(int pane, Tally difference) {
            judge.late("billing-assistant", NOON + pane * 1_000L, difference, this);
        }

        @Override
        public ApplicationMemory application(String application) {
            return applications.computeIfAbsent(application, a -> new ApplicationMemory());
        }

        @Override
        public CellMemory cell(String application, Cell cell) {
            return cells.computeIfAbsent(cell, c -> new CellMemory());
        }
    }
}
