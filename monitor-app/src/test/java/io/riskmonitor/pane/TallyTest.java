package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.pane.Tally.Strand;
import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Series SERIES = new Series(RiskCategory.HALLUCINATION, "judge-a");
    private static final Series OTHER = new Series(RiskCategory.TOXICITY_ABUSE, "judge-b");
    private static final Group GERMAN = new Group("locale", "de");
    private static final Strand STRAND = new Strand(SERIES, null);
    private static final List<SliceKey> ALL = slices(Group.ALL);
    private static final List<SliceKey> SLICES = slices(Group.ALL, GERMAN);

    @Test
    void countsAnInteractionInEachOfItsGroups() {
        Tally tally = new Tally();
        tally.see(SLICES);
        tally.see(ALL);
        assertThat(tally.seen(Group.ALL)).isEqualTo(2);
        assertThat(tally.seen(GERMAN)).isEqualTo(1);
    }

    @Test
    void countsTrialsFailuresAndWhatFeedsTheDetectorsApart() {
        Tally tally = new Tally();
        tally.count(STRAND, SLICES, Outcome.PASS, Standing.FIRST, NOON, "i-1");
        tally.count(STRAND, SLICES, Outcome.FAIL, Standing.KEPT, NOON, "i-2");
        tally.count(STRAND, SLICES, Outcome.FAIL, Standing.SHOWN, NOON, "i-3");
        tally.count(STRAND, SLICES, Outcome.FAIL, Standing.FIRST, NOON, "i-4");
        String counted = "seen 0 {HALLUCINATION judge-a=4 judged, 3 of 4, kept 2 of 3, first 1 of 2 [i-2, i-3, i-4]}";
        assertThat(plain(tally)).isEqualTo(Map.of("all traffic", counted, "locale=de", counted));
    }

    @Test
    void countsAnUnsureVerdictAsJudgedButNotAsATrial() {
        Tally tally = new Tally();
        tally.count(STRAND, ALL, Outcome.UNSURE, Standing.FIRST, NOON, "i-1");
        assertThat(plain(tally))
                .isEqualTo(Map.of(
                        "all traffic",
                        "seen 0 {HALLUCINATION judge-a=1 judged, 0 of 0, kept 0 of 0, first 0 of 0 []}"));
    }

    @Test
    void correctsWhatIsShownButNeverFeedsADetectorAgain() {
        assertThat(corrected(Outcome.FAIL, Outcome.PASS)).isEqualTo("1 judged, 0 of 1, kept 1 of 1, first 1 of 1");
        assertThat(corrected(Outcome.PASS, Outcome.FAIL)).isEqualTo("1 judged, 1 of 1, kept 0 of 1, first 0 of 1");
        assertThat(corrected(Outcome.FAIL, Outcome.UNSURE)).isEqualTo("1 judged, 0 of 0, kept 1 of 1, first 1 of 1");
        assertThat(corrected(Outcome.PASS, Outcome.UNSURE)).isEqualTo("1 judged, 0 of 0, kept 0 of 1, first 0 of 1");
        assertThat(corrected(Outcome.UNSURE, Outcome.FAIL)).isEqualTo("1 judged, 1 of 1, kept 0 of 0, first 0 of 0");
        assertThat(corrected(Outcome.UNSURE, Outcome.PASS)).isEqualTo("1 judged, 0 of 1, kept 0 of 0, first 0 of 0");
    }

    private static String corrected(Outcome from, Outcome to) {
        Tally tally = new Tally();
        tally.count(STRAND, ALL, from, Standing.FIRST, NOON, "i-1");
        tally.correct(STRAND, ALL, from, to);
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
        total.count(STRAND, SLICES, Outcome.FAIL, Standing.KEPT, Instant.EPOCH, "earliest");
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
        earlier.count(STRAND, ALL, Outcome.FAIL, Standing.FIRST, NOON, "i-1");
        Tally later = new Tally().merge(earlier);
        later.correct(STRAND, ALL, Outcome.FAIL, Outcome.UNSURE);
        assertThat(numbers(counts(later.since(earlier), Group.ALL, SERIES)))
                .isEqualTo("0 judged, -1 of -1, kept 0 of 0, first 0 of 0");
    }

    @Test
    void keepsWhatChangesInEarlierPanesApart() {
        long noon = NOON.toEpochMilli();
        Tally earlier = new Tally();
        earlier.correctionOf(noon).correct(STRAND, ALL, Outcome.FAIL, Outcome.PASS);
        Tally later = new Tally().merge(earlier);
        assertThat(later.since(earlier).corrections()).isEmpty();
        later.correctionOf(noon).correct(STRAND, ALL, Outcome.FAIL, Outcome.UNSURE);
        later.correctionOf(0).correct(STRAND, ALL, Outcome.PASS, Outcome.FAIL);
        assertThat(later.slices()).isEmpty();
        SortedMap<Long, Tally> news = later.since(earlier).corrections();
        assertThat(numbers(counts(news.get(0L), Group.ALL, SERIES)))
                .isEqualTo("0 judged, 1 of 0, kept 0 of 0, first 0 of 0");
        assertThat(numbers(counts(news.get(noon), Group.ALL, SERIES)))
                .isEqualTo("0 judged, -1 of -1, kept 0 of 0, first 0 of 0");
        assertThat(numbers(
                        counts(earlier.merge(later.since(earlier)).corrections().get(noon), Group.ALL, SERIES)))
                .isEqualTo("0 judged, -2 of -1, kept 0 of 0, first 0 of 0");
    }

    /** What came late was named twice: once with its pane, once more with the difference. */
    @Test
    void namesOnlyNewFailuresInADifference() {
        Tally earlier = new Tally();
        earlier.count(STRAND, ALL, Outcome.FAIL, Standing.FIRST, NOON, "i-1");
        Tally later = new Tally().merge(earlier);
        later.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, NOON.plusMillis(1), "i-2");
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
                tally.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, NOON.plusMillis(i / 2), "i-" + i);
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
            tally.count(STRAND, ALL, Outcome.FAIL, Standing.KEPT, NOON, "i-1");
        }
        tally.count(STRAND, ALL, Outcome.PASS, Standing.KEPT, NOON, "i-2");
        assertThat(exemplars(counts(tally, Group.ALL, SERIES))).containsExactly("i-1");
    }

    @Test
    void hasEveryReleaseAndVersionAsAGroupOfAllTraffic() {
        Tally tally = new Tally();
        count(tally, "m@1", "3", Outcome.FAIL, "i-1");
        count(tally, "m@1", "4", Outcome.PASS, "i-2");
        count(tally, "m@2", "4", Outcome.FAIL, "i-3");
        count(tally, null, null, Outcome.PASS, "i-4");
        Map<String, String> cells = new LinkedHashMap<>();
        tally.cells()
                .byCell()
                .forEach((cell, counts) -> cells.put(
                        cell.group().toString(),
                        counts.total().failures() + " of " + counts.total().trials()));
        assertThat(cells)
                .containsExactly(
                        entry("all traffic", "2 of 4"),
                        entry("evaluator=judge-a@3", "1 of 1"),
                        entry("evaluator=judge-a@4", "1 of 2"),
                        entry("locale=de", "2 of 4"),
                        entry("release=m@1", "1 of 2"),
                        entry("release=m@2", "1 of 1"));
    }

    @Test
    void tellsWhatEveryVariantHasOfACell() {
        Tally tally = new Tally();
        count(tally, "m@1", "3", Outcome.FAIL, "i-1");
        count(tally, "m@1", "4", Outcome.PASS, "i-2");
        count(tally, "m@2", "4", Outcome.FAIL, "i-3");
        count(tally, null, null, Outcome.PASS, "i-4");
        assertThat(variants(tally, GERMAN))
                .isEqualTo(variants(tally, Group.ALL))
                .containsExactly(
                        entry(new Variant(null, null), "0 of 1"),
                        entry(new Variant("m@1", "3"), "1 of 1"),
                        entry(new Variant("m@1", "4"), "0 of 1"),
                        entry(new Variant("m@2", "4"), "1 of 1"));
        assertThat(variants(tally, Group.version("judge-a", "4")))
                .containsExactly(entry(new Variant("m@1", "4"), "0 of 1"), entry(new Variant("m@2", "4"), "1 of 1"));
        assertThat(variants(tally, new Group(Group.RELEASE, "m@2")))
                .containsExactly(entry(new Variant("m@2", "4"), "1 of 1"));
    }

    @Test
    void seesAGroupOverAllReleases() {
        Tally tally = new Tally();
        tally.see(List.of(new SliceKey(Group.ALL, "m@1"), new SliceKey(GERMAN, "m@1")));
        tally.see(List.of(new SliceKey(Group.ALL, "m@2")));
        tally.see(ALL);
        assertThat(tally.seen(Group.ALL)).isEqualTo(3);
        assertThat(tally.seen(GERMAN)).isEqualTo(1);
        assertThat(tally.seen(new Group("locale", "en"))).isZero();
    }

    @Test
    void leavesAStrandAloneThatTheCorrectedVerdictDidNotCountIn() {
        Tally tally = new Tally();
        tally.count(STRAND, ALL, Outcome.FAIL, Standing.FIRST, NOON, "i-1");
        tally.correct(new Strand(SERIES, "3"), ALL, Outcome.FAIL, Outcome.PASS);
        assertThat(numbers(counts(tally, Group.ALL, SERIES))).isEqualTo("1 judged, 1 of 1, kept 1 of 1, first 1 of 1");
    }

    private static void count(
            Tally tally, @Nullable String release, @Nullable String version, Outcome outcome, String id) {
        tally.count(
                new Strand(SERIES, version),
                List.of(new SliceKey(Group.ALL, release), new SliceKey(GERMAN, release)),
                outcome,
                Standing.KEPT,
                NOON,
                id);
    }

    private static Map<Variant, String> variants(Tally tally, Group group) {
        Map<Variant, String> variants = new LinkedHashMap<>();
        Objects.requireNonNull(tally.cells().get(new Cell(SERIES, group)))
                .variants()
                .forEach((variant, counts) -> variants.put(variant, counts.failures() + " of " + counts.trials()));
        return variants;
    }

    private static List<SliceKey> slices(Group... groups) {
        return Arrays.stream(groups).map(group -> new SliceKey(group, null)).toList();
    }

    private static Tally random(long seed) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        for (int i = random.nextInt(20); i >= 0; i--) {
            String release = random.nextBoolean() ? null : "m@" + random.nextInt(2);
            Group group = random.nextBoolean() ? GERMAN : new Group("locale", "en");
            List<SliceKey> slices = List.of(new SliceKey(Group.ALL, release), new SliceKey(group, release));
            tally.see(slices);
            Outcome outcome = Outcome.values()[random.nextInt(3)];
            tally.count(
                    new Strand(random.nextInt(3) == 0 ? OTHER : SERIES, random.nextBoolean() ? null : "3"),
                    slices,
                    outcome,
                    Standing.values()[random.nextInt(3)],
                    NOON.plusMillis(random.nextInt(9)),
                    "i-" + random.nextInt(99));
        }
        return tally;
    }

    private static Counts counts(Tally tally, Group group, Series series) {
        PaneCells.CellCounts cell = tally.cells().get(new Cell(series, group));
        return cell == null ? new Counts() : cell.total();
    }

    private static String numbers(Counts counts) {
        return "%d judged, %d of %d, kept %d of %d, first %d of %d"
                .formatted(
                        counts.judged(),
                        counts.failures(),
                        counts.trials(),
                        counts.keptFailures(),
                        counts.keptTrials(),
                        counts.firstFailures(),
                        counts.firstTrials());
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
        tally.slices().forEach((key, slice) -> {
            Map<String, String> series = new TreeMap<>();
            slice.counts()
                    .forEach((strand, counts) -> series.put(
                            strand.series().category() + " " + strand.series().evaluator()
                                    + (strand.version() == null ? "" : "@" + strand.version()),
                            numbers(counts) + (named ? " " + exemplars(counts) : "")));
            plain.put(
                    key.group() + (key.release() == null ? "" : " of " + key.release()),
                    "seen " + slice.seen() + " " + series);
        });
        return plain;
    }
}
