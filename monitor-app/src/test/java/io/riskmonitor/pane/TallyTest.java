package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.TOXICITY_ABUSE, "judge-b");
    private static final Group GERMAN = new Group("locale", "de");
    private static final List<Group> GROUPS = List.of(Group.ALL, GERMAN);

    @Test
    void countsAnInteractionInEachOfItsGroups() {
        Tally tally = new Tally();
        tally.see(GROUPS);
        tally.see(List.of(Group.ALL));
        assertThat(tally.slice(Group.ALL).seen()).isEqualTo(2);
        assertThat(tally.slice(GERMAN).seen()).isEqualTo(1);
    }

    @Test
    void countsTrialsFailuresAndWhatFeedsTheDetectorsApart() {
        Tally tally = new Tally();
        tally.count(SERIES, GROUPS, null, Outcome.PASS, true, NOON, "i-1");
        tally.count(SERIES, GROUPS, null, Outcome.FAIL, true, NOON, "i-2");
        tally.count(SERIES, GROUPS, null, Outcome.FAIL, false, NOON, "i-3");
        assertThat(plain(tally))
                .isEqualTo(Map.of(
                        "all traffic", "seen 0 {HALLUCINATION judge-a=3 judged, 2 of 3, kept 1 of 2 [i-2, i-3]}",
                        "locale=de", "seen 0 {HALLUCINATION judge-a=3 judged, 2 of 3, kept 1 of 2 [i-2, i-3]}"));
    }

    @Test
    void countsAnUnsureVerdictAsJudgedButNotAsATrial() {
        Tally tally = new Tally();
        tally.count(SERIES, List.of(Group.ALL), null, Outcome.UNSURE, false, NOON, "i-1");
        assertThat(plain(tally))
                .isEqualTo(Map.of("all traffic", "seen 0 {HALLUCINATION judge-a=1 judged, 0 of 0, kept 0 of 0 []}"));
    }

    @Test
    void correctsWhatIsShownButNeverFeedsADetectorAgain() {
        assertThat(corrected(Outcome.FAIL, Outcome.PASS)).isEqualTo("1 judged, 0 of 1, kept 1 of 1");
        assertThat(corrected(Outcome.PASS, Outcome.FAIL)).isEqualTo("1 judged, 1 of 1, kept 0 of 1");
        assertThat(corrected(Outcome.FAIL, Outcome.UNSURE)).isEqualTo("1 judged, 0 of 0, kept 1 of 1");
        assertThat(corrected(Outcome.PASS, Outcome.UNSURE)).isEqualTo("1 judged, 0 of 0, kept 0 of 1");
        assertThat(corrected(Outcome.UNSURE, Outcome.FAIL)).isEqualTo("1 judged, 1 of 1, kept 0 of 0");
        assertThat(corrected(Outcome.UNSURE, Outcome.PASS)).isEqualTo("1 judged, 0 of 1, kept 0 of 0");
    }

    private static String corrected(Outcome from, Outcome to) {
        Tally tally = new Tally();
        tally.count(SERIES, List.of(Group.ALL), null, from, from.isTrial(), NOON, "i-1");
        tally.correct(SERIES, List.of(Group.ALL), null, from, to);
        return numbers(counts(tally, Group.ALL, SERIES));
    }

    @Test
    void mergesInAnyOrderToTheSame() {
        for (long seed = 0; seed < 200; seed++) {
            Tally ab = random(seed).merge(random(seed + 1_000));
            Tally ba = random(seed + 1_000).merge(random(seed));
            assertThat(plain(ab)).as("seed %d", seed).isEqualTo(plain(ba));
        }
    }

    @Test
    void mergesInAnyGroupingToTheSame() {
        for (long seed = 0; seed < 200; seed++) {
            Tally left = random(seed).merge(random(seed + 1_000)).merge(random(seed + 2_000));
            Tally right = random(seed).merge(random(seed + 1_000).merge(random(seed + 2_000)));
            assertThat(plain(left)).as("seed %d", seed).isEqualTo(plain(right));
        }
    }

    @Test
    void isUnchangedByAnEmptyOne() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(plain(random(seed).merge(new Tally()))).isEqualTo(plain(random(seed)));
            assertThat(plain(new Tally().merge(random(seed)))).isEqualTo(plain(random(seed)));
        }
    }

    @Test
    void leavesTheMergedOneAlone() {
        Tally part = random(7);
        Map<String, String> before = plain(part);
        Tally total = new Tally().merge(part);
        total.count(SERIES, GROUPS, null, Outcome.FAIL, true, Instant.EPOCH, "earliest");
        total.merge(random(8));
        assertThat(plain(part)).isEqualTo(before);
    }

    @Test
    void givesWhatWasAddedSinceAnEarlierVersion() {
        for (long seed = 0; seed < 200; seed++) {
            Tally earlier = random(seed);
            Tally later = random(seed).merge(random(seed + 1_000));
            Tally news = later.since(earlier);
            assertThat(counted(news)).as("seed %d", seed).isEqualTo(counted(random(seed + 1_000)));
            assertThat(counted(earlier.merge(news))).as("seed %d", seed).isEqualTo(counted(later));
        }
    }

    @Test
    void hasNothingSinceItself() {
        assertThat(random(3).since(random(3)).slices()).isEmpty();
    }

    @Test
    void givesACorrectionAsADifferenceThatMayBeNegative() {
        Tally earlier = new Tally();
        earlier.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, NOON, "i-1");
        Tally later = new Tally().merge(earlier);
        later.correct(SERIES, List.of(Group.ALL), null, Outcome.FAIL, Outcome.UNSURE);
        assertThat(numbers(counts(later.since(earlier), Group.ALL, SERIES)))
                .isEqualTo("0 judged, -1 of -1, kept 0 of 0");
    }

    /** What came late was named twice: once with its pane, once more with the difference. */
    @Test
    void namesOnlyNewFailuresInADifference() {
        Tally earlier = new Tally();
        earlier.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, NOON, "i-1");
        Tally later = new Tally().merge(earlier);
        later.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, NOON.plusMillis(1), "i-2");
        assertThat(exemplars(counts(later.since(earlier), Group.ALL, SERIES))).containsExactly("i-2");
        assertThat(exemplars(counts(later, Group.ALL, SERIES))).containsExactly("i-1", "i-2");
    }

    @Test
    void namesTheEarliestFailuresWhateverTheirOrder() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
        for (long seed = 0; seed < 50; seed++) {
            Collections.shuffle(order, new Random(seed));
            Tally here = new Tally();
            Tally there = new Tally();
            for (int i : order) {
                Tally tally = i % 2 == 0 ? here : there;
                tally.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, NOON.plusMillis(i / 2), "i-" + i);
            }
            assertThat(exemplars(counts(there.merge(here), Group.ALL, SERIES)))
                    .as("order %s", order)
                    .containsExactly("i-0", "i-1", "i-2");
        }
    }

    @Test
    void namesAFailureOnceHoweverManyVerdictsFindIt() {
        Tally tally = new Tally();
        for (int i = 0; i < 5; i++) {
            tally.count(SERIES, List.of(Group.ALL), null, Outcome.FAIL, true, NOON, "i-1");
        }
        tally.count(SERIES, List.of(Group.ALL), null, Outcome.PASS, true, NOON, "i-2");
        assertThat(exemplars(counts(tally, Group.ALL, SERIES))).containsExactly("i-1");
    }

    private static Tally random(long seed) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        for (int i = random.nextInt(20); i >= 0; i--) {
            List<Group> groups = random.nextBoolean() ? GROUPS : List.of(Group.ALL, new Group("locale", "en"));
            tally.see(groups);
            Outcome outcome = Outcome.values()[random.nextInt(3)];
            tally.count(
                    random.nextInt(3) == 0 ? OTHER : SERIES,
                    groups,
                    null,
                    outcome,
                    outcome.isTrial() && random.nextBoolean(),
                    NOON.plusMillis(random.nextInt(9)),
                    "i-" + random.nextInt(99));
        }
        return tally;
    }

    private static Counts counts(Tally tally, Group group, Series series) {
        return tally.slice(group).counts().getOrDefault(series, new Counts());
    }

    private static String numbers(Counts counts) {
        return "%d judged, %d of %d, kept %d of %d"
                .formatted(
                        counts.judged(),
                        counts.failures(),
                        counts.trials(),
                        counts.keptFailures(),
                        counts.keptTrials());
    }

    private static List<String> exemplars(Counts counts) {
        List<String> ids = new ArrayList<>();
        counts.exemplars().forEach(exemplar -> ids.add(exemplar.interactionId()));
        return ids;
    }

    /** Everything in a tally, to be compared. */
    private static Map<String, String> plain(Tally tally) {
        return describe(tally, true);
    }

    /** Everything but the names of failed interactions. */
    private static Map<String, String> counted(Tally tally) {
        return describe(tally, false);
    }

    private static Map<String, String> describe(Tally tally, boolean named) {
        Map<String, String> plain = new TreeMap<>();
        tally.slices().forEach((group, slice) -> {
            Map<String, String> series = new TreeMap<>();
            slice.counts()
                    .forEach((key, counts) -> series.put(
                            key.category() + " " + key.evaluator(),
                            numbers(counts) + (named ? " " + exemplars(counts) : "")));
            plain.put(group.toString(), "seen " + slice.seen() + " " + series);
        });
        return plain;
    }
}
