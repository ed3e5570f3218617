package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantileBinsTest {

    @Test
    void sharesAContinuousReferenceAboutEqually() {
        LogHistogram reference = new LogHistogram();
        SplittableRandom random = new SplittableRandom(1942);
        double[] values = new double[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = -300 * Math.log(random.nextDouble());
            reference.add(values[i]);
        }
        Arrays.sort(values);
        QuantileBins bins = QuantileBins.of(reference, 10);
        long[] counts = bins.counts(reference, 0);
        assertThat(bins.size()).isEqualTo(11);
        for (int bin = 0; bin < 10; bin++) {
            assertThat(counts[bin]).isBetween(850L, 1_150L);
            if (bin > 0) {
                assertThat(bins.lower(bin)).isCloseTo(values[1_000 * bin], withinPercentage(2.1));
            }
        }
        assertThat(bins.lower(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(bins.upper(9)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void cutsOneToAHundredAtTheTens() {
        QuantileBins bins = QuantileBins.of(histogram(hundred()), 10);
        assertThat(bins.counts(histogram(hundred()), 0)).startsWith(10, 10, 10).endsWith(0);
        assertThat(bins.size()).isEqualTo(11);
        assertThat(bins.binOf(10)).isZero();
        assertThat(bins.binOf(11)).isEqualTo(1);
        assertThat(bins.binOf(96)).isEqualTo(9);
    }

    @Test
    void givesAPointMassItsOwnBin() {
        double[] values = hundred();
        Arrays.fill(values, 45, 75, 60.0);
        QuantileBins bins = QuantileBins.of(histogram(values), 10);
        long[] counts = bins.counts(histogram(values), 0);
        assertThat(counts[bins.binOf(60)]).isEqualTo(30);
        assertThat(bins.binOf(58)).isEqualTo(bins.binOf(60) - 1);
        assertThat(bins.binOf(62)).isEqualTo(bins.binOf(60) + 1);
    }

    @Test
    void leavesABinOnEitherSideOfAConstant() {
        double[] sevens = new double[100];
        Arrays.fill(sevens, 7);
        QuantileBins bins = QuantileBins.of(histogram(sevens), 10);
        assertThat(bins.counts(histogram(sevens), 5)).containsExactly(0, 100, 0, 5);
        assertThat(bins.binOf(6.8)).isZero();
        assertThat(bins.binOf(7)).isEqualTo(1);
        assertThat(bins.binOf(1e300)).isEqualTo(2);
    }

    @Test
    void leavesABinBetweenTwoPointMasses() {
        QuantileBins bins = QuantileBins.of(histogram(0, 0, 0, 1, 1), 10);
        assertThat(bins.counts(histogram(0, 0, 0, 1, 1), 0)).containsExactly(0, 3, 0, 2, 0, 0);
        assertThat(bins.binOf(-1)).isZero();
        assertThat(bins.binOf(0)).isEqualTo(1);
        assertThat(bins.binOf(0.5)).isEqualTo(2);
        assertThat(bins.binOf(1)).isEqualTo(3);
    }

    @Test
    void joinsASliverToItsNeighbour() {
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            // ten spread out, a sliver of two, a point mass of fourteen, fourteen spread out
            values[i] = i < 10 ? 20 + i : i < 12 ? 50 : i < 26 ? 100 : 10 * i;
        }
        QuantileBins bins = QuantileBins.of(histogram(values), 4);
        assertThat(bins.counts(histogram(values), 0)).containsExactly(12, 14, 14, 0);
    }

    @Test
    void hasABinForWhatHasNoValue() {
        QuantileBins bins = QuantileBins.of(histogram(hundred()), 10);
        assertThat(bins.binOf(Double.NaN)).isEqualTo(bins.missing()).isEqualTo(bins.size() - 1);
        assertThat(bins.binOf(Double.POSITIVE_INFINITY)).isEqualTo(bins.missing());
        assertThat(bins.counts(new LogHistogram(), 3)).hasSize(11).endsWith(3);
    }

    @Test
    void isItsEdges() {
        QuantileBins bins = QuantileBins.of(histogram(hundred()), 10);
        QuantileBins again = QuantileBins.ofEdges(bins.edges());
        assertThat(again.edges()).isEqualTo(bins.edges());
        for (double value : hundred()) {
            assertThat(again.binOf(value)).isEqualTo(bins.binOf(value));
        }
    }

    @Test
    void countsEveryValueExactlyOnceWhateverTheReference() {
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 2_000; run++) {
            double[] values = new double[1 + random.nextInt(60)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 100 * random.nextDouble() - 30;
            }
            LogHistogram reference = histogram(values);
            QuantileBins bins = QuantileBins.of(reference, 2 + random.nextInt(12));
            long[] counted = new long[bins.size()];
            for (double value : values) {
                counted[bins.binOf(value)]++;
            }
            assertThat(bins.counts(reference, 0)).isEqualTo(counted);
            QuantileBins.ofEdges(bins.edges());
        }
    }

    @Test
    void refusesTooLittleAndTheWrongOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuantileBins.of(new LogHistogram(), 10))
                .withMessageContaining("0 values");
        assertThatIllegalArgumentException().isThrownBy(() -> QuantileBins.of(histogram(1, 2), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuantileBins.ofEdges(new int[] {3, 3}))
                .withMessageContaining("3 after 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuantileBins.ofEdges(new int[] {3}).upper(2))
                .withMessageContaining("0 to 1");
    }

    private static double[] hundred() {
        double[] values = new double[100];
        Arrays.setAll(values, i -> i + 1);
        return values;
    }

    private static LogHistogram histogram(double... values) {
        LogHistogram histogram = new LogHistogram();
        for (double value : values) {
            histogram.add(value);
        }
        return histogram;
    }
}
