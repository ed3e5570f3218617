package io.riskmonitor.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Counts;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.stats.ConditionalOddsRatio;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailurePatternsTest {

    private static final Series MISUSE = new Series(RiskCategory.MISUSE, "judge-a");
    private static final Series LEAK = new Series(RiskCategory.DATA_LEAKAGE, "judge-a");
    private static final Group GERMAN = new Group("locale", "de");
    private static final Group FRENCH = new Group("locale", "fr");

    @Test
    void aGroupIsRankedByWhatItHasBeyondTheRateOfAllTraffic() {
        var now = weeks(
                MISUSE,
                week(cell(Group.ALL, "m-1", 1_000, 50), cell(GERMAN, "m-1", 200, 30), cell(FRENCH, "m-1", 800, 20)));

        FailurePatterns patterns = FailurePatterns.of(now, new TreeMap<>(), series -> 10);

        assertThat(patterns.seen()).isEqualTo(3);
        assertThat(patterns.tested()).as("there is no week before").isZero();
        assertThat(patterns.worst())
                .as("French fails less often than all traffic and is none")
                .extracting(FailurePattern::group, FailurePattern::release, FailurePattern::excessLoss)
                .containsExactly(tuple(Group.ALL, "m-1", 500.0), tuple(GERMAN, "m-1", 10 * (30 - 200 * 0.05)));
    }

    @Test
    void whatIsMoreSevereComesFirst() {
        var now = weeks(MISUSE, week(cell(Group.ALL, null, 1_000, 50)));
        now.putAll(weeks(LEAK, week(cell(Group.ALL, null, 1_000, 6))));

        assertThat(FailurePatterns.of(now, new TreeMap<>(), series -> series.equals(LEAK) ? 100 : 3)
                        .worst())
                .extracting(FailurePattern::series, FailurePattern::excessLoss)
                .containsExactly(tuple(LEAK, 600.0), tuple(MISUSE, 150.0));
    }

    @Test
    void discoveriesComeFirstWhetherBetterOrWorse() {
        var now = weeks(
                MISUSE,
                week(cell(Group.ALL, "m-1", 4_000, 400), cell(GERMAN, "m-1", 300, 90), cell(FRENCH, "m-1", 700, 0)));
        var before = weeks(
                MISUSE,
                week(cell(Group.ALL, "m-1", 4_000, 395), cell(GERMAN, "m-1", 300, 20), cell(FRENCH, "m-1", 700, 70)));

        FailurePatterns patterns = FailurePatterns.of(now, before, series -> 1);

        assertThat(patterns.tested()).isEqualTo(3);
        assertThat(patterns.discoveries()).isEqualTo(2);
        assertThat(patterns.worst())
                .extracting(FailurePattern::group, FailurePattern::discovery)
                .containsExactly(tuple(GERMAN, true), tuple(FRENCH, true), tuple(Group.ALL, false));
        FailurePattern german = patterns.worst().get(0);
        assertThat(german.logE()).isEqualTo(ConditionalOddsRatio.logE(90, 300, 20, 300));
        // Newcombe's interval as statsmodels' confint_proportions_2indep(90, 300, 20, 300, method="newcomb") has it
        assertThat(german.change()).hasValueSatisfying(change -> {
            assertThat(change.difference()).isCloseTo(70 / 300.0, within(1e-12));
            assertThat(change.lower()).isCloseTo(0.17361102189567312, within(1e-12));
            assertThat(change.upper()).isCloseTo(0.2921744521425831, within(1e-12));
        });
        assertThat(patterns.worst().get(1).excessLoss()).isEqualTo(-70);
    }

    @Test
    void whereReleasesDifferEachIsAPatternBesideTheWhole() {
        var now = weeks(
                MISUSE,
                week(cell(Group.ALL, "m-1", 500, 10), cell(Group.ALL, "m-2", 500, 40), cell(Group.ALL, null, 10, 10)));
        var before = weeks(MISUSE, week(cell(Group.ALL, "m-1", 1_000, 20)));

        FailurePatterns patterns = FailurePatterns.of(now, before, series -> 1);

        assertThat(patterns.seen()).isEqualTo(3);
        assertThat(patterns.tested()).as("m-2 had no week before").isEqualTo(2);
        assertThat(patterns.worst())
                .as("the failures of m-1 are fewer than usual")
                .extracting(FailurePattern::release, pattern -> pattern.now().failures())
                .containsExactly(tuple(null, 60L), tuple("m-2", 40L));
        assertThat(patterns.worst().get(1).excessLoss()).isCloseTo(40 - 500 * 60 / 1010.0, within(1e-9));
    }

    @Test
    void changesAreTestedWithTheFirstTrialsOfConversationsAlone() {
        Counts many = new Counts(400, 400, 200, 250, 50, 40, 4);
        var now = weeks(MISUSE, week(new Cell(Group.ALL, "m-1", many)));
        var before = weeks(MISUSE, week(new Cell(Group.ALL, "m-1", new Counts(400, 400, 20, 390, 10, 40, 3))));

        FailurePattern pattern =
                FailurePatterns.of(now, before, series -> 1).worst().get(0);

        assertThat(pattern.now()).isEqualTo(new Rate(400, 200, 40, 4));
        assertThat(pattern.logE())
                .isEqualTo(ConditionalOddsRatio.logE(4, 40, 3, 40))
                .isNegative();
        assertThat(pattern.discovery()).isFalse();
    }

    @Test
    void whatNobodyAsksForFirstTrialsOfIsNotTested() {
        Counts counts = new Counts(400, 400, 200, 250, 50);
        var weeks = weeks(MISUSE, week(new Cell(Group.ALL, "m-1", counts)));

        FailurePatterns patterns = FailurePatterns.of(weeks, weeks, series -> 1);

        assertThat(patterns.tested()).isZero();
        assertThat(patterns.worst()).singleElement().satisfies(pattern -> {
            assertThat(pattern.logE()).isNull();
            assertThat(pattern.change()).as("for reading").isPresent();
        });
    }

    @Test
    void anotherVersionOfTheEvaluatorIsSaid() {
        SeriesWeek now = week(cell(Group.ALL, "m-1", 100, 10));
        SeriesWeek before = week(cell(Group.ALL, "m-1", 100, 10));
        now.versions().add("4");
        before.versions().add("3");

        assertThat(FailurePatterns.of(weeks(MISUSE, now), weeks(MISUSE, before), series -> 1)
                        .worst())
                .allMatch(FailurePattern::otherVersions);
    }

    @Test
    void atMostTwentyAreListedAndAllAreCounted() {
        Random random = new Random(7);
        SeriesWeek now = week(cell(Group.ALL, "m-1", 60_000, 6_000));
        SeriesWeek before = week(cell(Group.ALL, "m-1", 60_000, 600));
        for (int i = 0; i < 60; i++) {
            add(now, cell(new Group("tenant", "t-" + i), "m-1", 1_000, 90 + random.nextInt(20)));
            add(before, cell(new Group("tenant", "t-" + i), "m-1", 1_000, 10));
        }

        FailurePatterns patterns = FailurePatterns.of(weeks(MISUSE, now), weeks(MISUSE, before), series -> 1);

        assertThat(patterns.seen()).isEqualTo(61);
        assertThat(patterns.discoveries()).isEqualTo(61);
        assertThat(patterns.worst())
                .hasSize(20)
                .isSortedAccordingTo(FailurePattern.WORST_FIRST)
                .extracting(FailurePattern::excessLoss)
                .first()
                .isEqualTo(6_000.0);
    }

    /** Of reports of nothing but noise, at most one in twenty says anything. */
    @Test
    void noiseIsSeldomADiscovery() {
        Random random = new Random(11);
        int reports = 0;
        for (int i = 0; i < 400; i++) {
            SeriesWeek now = new SeriesWeek();
            SeriesWeek before = new SeriesWeek();
            for (int group = 0; group < 25; group++) {
                Group tenant = new Group("tenant", "t-" + group);
                double rate = 0.2 * random.nextDouble();
                int trials = 20 + random.nextInt(300);
                int trialsBefore = 20 + random.nextInt(300);
                add(now, cell(tenant, "m-1", trials, failures(random, trials, rate)));
                add(before, cell(tenant, "m-1", trialsBefore, failures(random, trialsBefore, rate)));
            }
            reports += FailurePatterns.of(weeks(MISUSE, now), weeks(MISUSE, before), series -> 1)
                                    .discoveries()
                            > 0
                    ? 1
                    : 0;
        }
        assertThat(reports).isLessThanOrEqualTo(20);
    }

    private static int failures(Random random, int trials, double rate) {
        int failures = 0;
        for (int i = 0; i < trials; i++) {
            failures += random.nextDouble() < rate ? 1 : 0;
        }
        return failures;
    }

    private record Cell(Group group, @Nullable String release, Counts counts) {}

    /** Every trial is the only one of its conversation. */
    private static Cell cell(Group group, @Nullable String release, long trials, long failures) {
        return new Cell(group, release, new Counts(trials, trials, failures, trials, failures, trials, failures));
    }

    private static SeriesWeek week(Cell... cells) {
        SeriesWeek week = new SeriesWeek();
        for (Cell cell : List.of(cells)) {
            add(week, cell);
        }
        return week;
    }

    private static void add(SeriesWeek week, Cell cell) {
        week.add(new SliceKey(cell.group(), cell.release()), null, cell.counts());
    }

    private static SortedMap<Series, SeriesWeek> weeks(Series series, SeriesWeek week) {
        SortedMap<Series, SeriesWeek> weeks = new TreeMap<>();
        weeks.put(series, week);
        return weeks;
    }
}
