package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CategoryBinsTest {

    @Test
    void everyFrequentCategoryHasItsOwnBinTheMostFrequentFirst() {
        CategoryBins bins = CategoryBins.of(counts("refund", 120, "order", 400, "cancel", 120, "hello", 60), 300);

        assertThat(bins.own()).containsExactly("order", "cancel", "refund", "hello");
        assertThat(bins.size()).isEqualTo(7);
        assertThat(bins.reference()).containsExactly(400, 120, 120, 60, 0, 0, 300);
    }

    @Test
    void rareCategoriesShareABinAndNewOnesHaveTheirs() {
        CategoryBins bins = CategoryBins.of(counts("a", 980, "b", 15, "c", 5), 0);

        assertThat(bins.own()).containsExactly("a", "b");
        assertThat(bins.reference()).containsExactly(980, 15, 5, 0, 0);
        assertThat(bins.counts(counts("a", 7, "c", 3, "new", 2, "newer", 1), 4)).containsExactly(7, 0, 3, 3, 4);
    }

    @Test
    void categoriesSeenOnceTellHowManyAreNotSeenYet() {
        // the example of the class
        CategoryBins bins = CategoryBins.of(counts("a", 90, "b", 8, "c", 1, "d", 1), 0);

        assertThat(bins.reference()[bins.unseen()]).isEqualTo(2);
        assertThat(bins.reference()[bins.rare()]).isZero();
        assertThat(bins.counts(counts("c", 1), 0)[bins.rare()]).isEqualTo(1);
    }

    @Test
    void whatIsExpectedOfALongTailComesTrue() {
        // shares fall like 1 / rank, over 2,000 categories
        SplittableRandom random = new SplittableRandom(1953);
        long expected = 0;
        long found = 0;
        for (int run = 0; run < 50; run++) {
            CategoryBins bins = CategoryBins.of(zipf(random, 1_000), 0);
            expected += bins.reference()[bins.unseen()];
            found += bins.counts(zipf(random, 1_000), 0)[bins.unseen()];
        }
        // about 180 in each run, so both sums are known to 1.5 %
        assertThat((double) found / expected).isEqualTo(1, within(0.08));
        assertThat(expected / 50).isBetween(100L, 300L);
    }

    private static SortedMap<String, Long> zipf(SplittableRandom random, int observations) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < observations; i++) {
            // the inverse of ln(rank) / ln(2,000)
            int rank = (int) Math.exp(random.nextDouble() * Math.log(2_000));
            counts.merge("c" + rank, 1L, Long::sum);
        }
        return counts;
    }

    @Test
    void tooManyFrequentOnesShareTheBinOfTheRare() {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            counts.put("c" + i, 100L + i);
        }
        CategoryBins bins = CategoryBins.of(counts, 0);

        assertThat(bins.own()).hasSize(20).startsWith("c29", "c28").endsWith("c10");
        // 100 to 109
        assertThat(bins.reference()[bins.rare()]).isEqualTo(1_045);
    }

    @Test
    void aReferenceWithoutCategoriesHasOnlySharedBins() {
        CategoryBins bins = CategoryBins.of(new TreeMap<>(), 10);

        assertThat(bins.reference()).containsExactly(0, 0, 10);
        assertThat(bins.counts(new TreeMap<>(Map.of("a", 3L)), 1)).containsExactly(0, 3, 1);
    }

    private static SortedMap<String, Long> counts(Object... pairs) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            counts.put((String) pairs[i], ((Integer) pairs[i + 1]).longValue());
        }
        return counts;
    }
}
