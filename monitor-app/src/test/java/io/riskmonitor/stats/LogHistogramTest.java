package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogHistogramTest {

    @Test
    void tellsTheQuantilesOfTheReferenceTableToOnePercent() {
        ReferenceTable table = ReferenceTable.read("quantiles.csv");
        assertThat(table.rows()).hasSize(6).allSatisfy(row -> {
            LogHistogram histogram = histogram(row.numbers("values"));
            double[] shares = row.numbers("shares");
            double[] quantiles = row.numbers("quantiles");
            for (int i = 0; i < shares.length; i++) {
                assertThat(histogram.quantile(shares[i]))
                        .hasValueCloseTo(quantiles[i], within(1.000001e-2 * Math.abs(quantiles[i])));
            }
        });
    }

    @Test
    void tellsEveryValueOfItsRangeToOnePercentAndKeepsTheirOrder() {
        int before = Integer.MIN_VALUE;
        for (double value = 1.0001e-9; value < 1e12; value *= 1.0071) {
            int bucket = LogHistogram.bucketOf(value);
            assertThat(LogHistogram.valueOf(bucket)).isCloseTo(value, withinPercentage(1.000001));
            assertThat(LogHistogram.upperEdge(bucket)).isCloseTo(value, withinPercentage(2.03));
            assertThat(LogHistogram.upperEdge(bucket)).isGreaterThan(value * (1 - 1e-12));
            assertThat(bucket).isGreaterThanOrEqualTo(before);
            assertThat(LogHistogram.bucketOf(-value)).isEqualTo(-bucket);
            assertThat(LogHistogram.upperEdge(-bucket)).isGreaterThan(-value * (1 + 1e-12));
            before = bucket;
        }
    }

    @Test
    void countsTheSmallestAsZeroAndTheLargestAsOne() {
        assertThat(LogHistogram.bucketOf(0)).isZero();
        assertThat(LogHistogram.bucketOf(-0.0)).isZero();
        assertThat(LogHistogram.bucketOf(1e-9)).isZero();
        assertThat(LogHistogram.bucketOf(-Double.MIN_VALUE)).isZero();
        assertThat(LogHistogram.valueOf(0)).isZero();
        assertThat(LogHistogram.bucketOf(1e12))
                .isEqualTo(2418)
                .isEqualTo(LogHistogram.bucketOf(1e300))
                .isEqualTo(LogHistogram.bucketOf(Double.MAX_VALUE));
        assertThat(LogHistogram.bucketOf(-Double.MAX_VALUE)).isEqualTo(-2418);
    }

    @Test
    void mergesInAnyOrderToTheSameBuckets() {
        List<LogHistogram> parts = new ArrayList<>();
        LogHistogram whole = new LogHistogram();
        Random random = new Random(2019);
        for (int part = 0; part < 7; part++) {
            LogHistogram histogram = new LogHistogram();
            for (int i = 0; i < 300; i++) {
                double value = Math.exp(4 * random.nextGaussian()) - 0.1;
                histogram.add(value);
                whole.add(value);
            }
            parts.add(histogram);
        }
        for (int order = 0; order < 10; order++) {
            Collections.shuffle(parts, random);
            LogHistogram merged = new LogHistogram();
            parts.forEach(merged::merge);
            assertThat(merged.buckets()).isEqualTo(whole.buckets());
            assertThat(merged.counts()).isEqualTo(whole.counts());
        }
        assertThat(whole.total()).isEqualTo(2_100);
    }

    @Test
    void subtractsAnEarlierStateOfItself() {
        LogHistogram histogram = histogram(1, 5, -3, 0);
        LogHistogram earlier = LogHistogram.of(histogram.buckets(), histogram.counts());
        histogram.add(5);
        histogram.add(900);
        LogHistogram since = histogram.since(earlier);
        assertThat(since.buckets()).isEqualTo(histogram(5, 900).buckets());
        assertThat(since.counts()).containsExactly(1, 1);
        assertThat(histogram.since(new LogHistogram()).counts()).isEqualTo(histogram.counts());
        assertThat(histogram.since(histogram).total()).isZero();
    }

    @Test
    void doesNotSubtractWhatItHasNotSeen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram(1, 5).since(histogram(5, 5)))
                .withMessageContaining("not an earlier state");
        assertThatIllegalArgumentException().isThrownBy(() -> histogram(1, 5).since(histogram(0)));
        assertThatIllegalArgumentException().isThrownBy(() -> histogram(1, 5).since(histogram(5, 7)));
    }

    @Test
    void hasNoQuantileWithoutValues() {
        assertThat(new LogHistogram().quantile(0.5)).isEmpty();
        assertThat(new LogHistogram().total()).isZero();
        assertThat(new LogHistogram()
                        .since(new LogHistogram())
                        .merge(histogram(3))
                        .quantile(0.5))
                .isPresent();
    }

    @Test
    void countsBeyondInts() {
        int bucket = LogHistogram.bucketOf(20);
        LogHistogram histogram = LogHistogram.of(new int[] {0, bucket}, new long[] {3_000_000_000L, 5_000_000_000L});
        histogram.merge(histogram);
        assertThat(histogram.total()).isEqualTo(16_000_000_000L);
        assertThat(histogram.quantile(0.3)).hasValue(0);
        assertThat(histogram.quantile(0.4)).hasValueCloseTo(20.0, within(0.2));
    }

    @Test
    void refusesWhatIsNoValueAndNoHistogram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogHistogram().add(Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new LogHistogram().add(Double.NEGATIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogHistogram.of(new int[] {1}, new long[] {}))
                .withMessageContaining("1 buckets and 0 counts");
        assertThatIllegalArgumentException().isThrownBy(() -> LogHistogram.of(new int[] {2, 1}, new long[] {1, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> LogHistogram.of(new int[] {2, 2}, new long[] {1, 1}));
        assertThatIllegalArgumentException().isThrownBy(() -> LogHistogram.of(new int[] {1}, new long[] {0}));
        assertThatIllegalArgumentException().isThrownBy(() -> LogHistogram.of(new int[] {2419}, new long[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogHistogram.of(new int[] {Integer.MIN_VALUE}, new long[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram(1).quantile(1.1))
                .withMessageContaining("1.1");
    }

    private static LogHistogram histogram(double... values) {
        LogHistogram histogram = new LogHistogram();
        for (double value : values) {
            histogram.add(value);
        }
        return histogram;
    }
}
