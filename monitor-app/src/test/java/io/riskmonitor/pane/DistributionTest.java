package io.riskmonitor.pane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.pane.Tally.Facet;
import io.riskmonitor.pane.Tally.SliceKey;
import io.riskmonitor.segment.Feature;
import io.riskmonitor.segment.Group;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final Facet INTENT = new Facet(Feature.label("intent"), null);
    private static final Facet LATENCY = new Facet(Feature.measure("latency_ms"), null);
    private static final SliceKey ALL = new SliceKey(Group.ALL, "m@1");
    private static final SliceKey GERMAN = new SliceKey(new Group("locale", "de"), "m@1");
    private static final List<SliceKey> SLICES = List.of(ALL, GERMAN);

    @Test
    void countsCategoriesAndWhatHasNone() {
        Distribution intents = new Distribution();
        intents.addLabel("refund");
        intents.addLabel("order");
        intents.addLabel("refund");
        intents.addLabel(null);

        assertThat(intents.categories()).containsExactly(entry("order", 1L), entry("refund", 2L));
        assertThat(intents.missing()).isEqualTo(1);
        assertThat(intents.total()).isEqualTo(4);
    }

    @Test
    void tellsScoresApartNearOneAsWellAsNearZero() {
        for (double score : new double[] {0, 0.001, 0.01, 0.3, 0.5, 0.7, 0.99, 0.999, 0.9999, 1}) {
            Distribution scores = new Distribution();
            scores.addScore(score);
            double read = Distribution.scoreOf(scores.values().quantile(0.5).orElseThrow());

            assertThat(read).as("score").isEqualTo(score, within(0.011 * score));
            assertThat(1 - read).as("distance from 1").isEqualTo(1 - score, within(0.011 * (1 - score) + 1e-11));
        }
    }

    @Test
    void isCountedOnlyInTheSlicesThatAreAskedFor() {
        Tally tally = new Tally();
        tally.observe(INTENT, SLICES, new int[] {0}, seen -> seen.addLabel("refund"));
        tally.observe(LATENCY, SLICES, new int[] {0, 1}, seen -> seen.addMeasure(812.0));

        assertThat(tally.slice(ALL).distributions()).containsOnlyKeys(INTENT, LATENCY);
        assertThat(tally.slice(GERMAN).distributions()).containsOnlyKeys(LATENCY);
    }

    @Test
    void talliesMergeInAnyOrderToTheSame() {
        Tally a = random(1, 100);
        Tally b = random(2, 100);
        Tally c = random(3, 100);

        assertThat(plain(new Tally().merge(a).merge(b).merge(c)))
                .isEqualTo(plain(new Tally().merge(c).merge(a).merge(b)));
    }

    @Test
    void whatATallyHasSinceAnEarlierOneMakesItWhole() {
        Tally earlier = random(7, 100);
        Tally later = random(7, 250);
        Tally difference = later.since(earlier);

        assertThat(Objects.requireNonNull(difference.slice(ALL).distributions().get(INTENT))
                        .total())
                .isEqualTo(150);
        assertThat(plain(new Tally().merge(earlier).merge(difference))).isEqualTo(plain(later));
        assertThat(later.since(later).slices()).isEmpty();
    }

    private static Tally random(long seed, int interactions) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        for (int i = 0; i < interactions; i++) {
            String category = random.nextInt(10) == 0 ? null : "c" + random.nextInt(20);
            Double value = random.nextInt(10) == 0 ? null : random.nextGaussian() * 100;
            tally.observe(INTENT, SLICES, new int[] {0, 1}, seen -> seen.addLabel(category));
            tally.observe(LATENCY, SLICES, new int[] {0}, seen -> seen.addMeasure(value));
        }
        return tally;
    }

    private static String plain(Tally tally) {
        StringBuilder plain = new StringBuilder();
        for (SliceKey key : SLICES) {
            for (Facet facet : List.of(INTENT, LATENCY)) {
                Distribution seen = tally.slice(key).distributions().getOrDefault(facet, new Distribution());
                plain.append(key).append(facet).append(seen.categories()).append(seen.missing());
                for (int bucket : seen.values().buckets()) {
                    plain.append(' ').append(bucket);
                }
                for (long count : seen.values().counts()) {
                    plain.append(' ').append(count);
                }
            }
        }
        return plain.toString();
    }
}
