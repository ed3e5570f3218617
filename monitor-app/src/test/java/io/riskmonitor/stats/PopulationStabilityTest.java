package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PopulationStabilityTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("histograms.csv");
        assertThat(table.rows()).hasSizeGreaterThan(80).allSatisfy(row -> {
            long[] reference = row.counts("reference");
            long[] window = row.counts("window");
            assertThat(PopulationStability.index(reference, window)).isCloseTo(row.number("psi"), within(1e-12));
            assertThat(PopulationStability.contributions(reference, window))
                    .containsExactly(row.numbers("contributions"), within(1e-12));
        });
    }

    @Test
    void namesTheBinThatMovedMost() {
        long[] even = {25, 25, 25, 25};
        long[] tilted = {40, 30, 20, 10};
        assertThat(PopulationStability.index(even, tilted)).isCloseTo(0.218, within(5e-4));
        assertThat(PopulationStability.contributions(even, tilted)[3])
                .isCloseTo(0.130, within(5e-4))
                .isEqualTo(max(PopulationStability.contributions(even, tilted)));
    }

    @Test
    void isTheSameInBothDirections() {
        long[] one = {0, 5, 80, 3_000_000_000L};
        long[] other = {9, 0, 70, 20};
        assertThat(PopulationStability.index(one, other))
                .isCloseTo(PopulationStability.index(other, one), within(1e-12));
    }

    @Test
    void seesNothingInASingleBin() {
        assertThat(PopulationStability.index(new long[] {7}, new long[] {3_000_000_000L}))
                .isZero();
        assertThat(PopulationStability.expectedWithoutChange(1, 7, 3)).isZero();
    }

    @Test
    void isOnAverageWhatIsExpectedWithoutChange() {
        SplittableRandom random = new SplittableRandom(2020);
        double sum = 0;
        int samples = 4_000;
        for (int i = 0; i < samples; i++) {
            sum += PopulationStability.index(evenly(random, 200), evenly(random, 200));
        }
        assertThat(PopulationStability.expectedWithoutChange(10, 200, 200)).isCloseTo(0.09, within(1e-15));
        assertThat(sum / samples).isCloseTo(0.09, within(0.005));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[] {1, 2}, new long[] {1}))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[0], new long[0]))
                .withMessageContaining("at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[] {1, 2}, new long[] {0, 0}))
                .withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[] {1, -2}, new long[] {0, 1}))
                .withMessageContaining("-2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.expectedWithoutChange(10, 0, 5))
                .withMessageContaining("0 and 5");
    }

    private static double max(double[] values) {
        double max = values[0];
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static long[] evenly(SplittableRandom random, int observations) {
        long[] counts = new long[10];
        for (int i = 0; i < observations; i++) {
            counts[random.nextInt(10)]++;
        }
        return counts;
    }
}
