package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DivergenceEvidenceTest {

    private static final long[] THREE_IN_TEN = {30, 70};

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("divergence-evidence.csv");
        assertThat(table.rows()).hasSizeGreaterThan(130).allSatisfy(row -> {
            if (row.word("kind").equals("tolerance")) {
                double expected = row.number("tolerance");
                assertThat(DivergenceEvidence.tolerance(
                                (int) row.count("bins"), row.count("observations"), row.number("chance")))
                        .isCloseTo(expected, within(1e-12 * expected));
            } else {
                // an optimizer's precision
                double expected = row.number("logE");
                assertThat(DivergenceEvidence.logE(
                                row.counts("reference"), row.counts("window"), row.number("tolerance")))
                        .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            }
        });
    }

    @Test
    void isAtMostOneOnAverageForEveryToleratedDistributionAndAboveBeyond() {
        double tolerance = 0.02;
        int tolerated = 0;
        double beyond = 0;
        for (double q = 0.005; q < 1; q += 0.005) {
            double divergence = 0.3 * Math.log(0.3 / q) + 0.7 * Math.log(0.7 / (1 - q));
            for (int n : new int[] {1, 7, 60}) {
                double mean = meanE(n, q, tolerance);
                if (divergence <= tolerance) {
                    tolerated++;
                    assertThat(mean).as("n = %s, q = %s", n, q).isLessThanOrEqualTo(1);
                } else {
                    beyond = Math.max(beyond, mean);
                }
            }
        }
        assertThat(tolerated).isGreaterThan(50);
        assertThat(beyond).isGreaterThan(1e6);
    }

    /** The mean over all windows of n observations, with the probability of each. */
    private static double meanE(int n, double q, double tolerance) {
        double mean = 0;
        double probability = Math.pow(1 - q, n);
        for (int k = 0; k <= n; k++) {
            mean += probability * Math.exp(DivergenceEvidence.logE(THREE_IN_TEN, new long[] {k, n - k}, tolerance));
            probability *= (n - k) / (k + 1.0) * q / (1 - q);
        }
        return mean;
    }

    @Test
    void givesTheWorkedNumber() {
        assertThat(Math.exp(DivergenceEvidence.logE(new long[] {50, 50}, new long[] {80, 20}, 0.05)))
                .isCloseTo(6.24, within(5e-3));
        assertThat(DivergenceEvidence.tolerance(10, 2_000, 0.001)).isCloseTo(0.0126, within(5e-5));
    }

    @Test
    void isSilentWithinTheToleranceAndWithoutObservations() {
        assertThat(DivergenceEvidence.logE(THREE_IN_TEN, new long[] {33, 67}, 0.02))
                .isCloseTo(-Math.log(2), within(1e-15));
        assertThat(DivergenceEvidence.logE(THREE_IN_TEN, new long[] {0, 0}, 0.02))
                .isZero();
        assertThat(DivergenceEvidence.logE(new long[] {9}, new long[] {5_000_000_000L}, 0))
                .isZero();
        assertThat(DivergenceEvidence.tolerance(1, 9, 0.001)).isZero();
    }

    @Test
    void toleratesSomeOfWhatTheReferenceNeverHadUnlessNothingIsTolerated() {
        long[] reference = {100, 100, 0};
        assertThat(DivergenceEvidence.logE(reference, new long[] {99, 99, 2}, 0.02))
                .isNegative();
        assertThat(DivergenceEvidence.logE(reference, new long[] {50, 50, 100}, 0.02))
                .isBetween(20.0, 1_000.0);
        assertThat(DivergenceEvidence.logE(reference, new long[] {99, 99, 2}, 0))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void growsWithTheWindowBeyondAllDoubles() {
        assertThat(DivergenceEvidence.logE(THREE_IN_TEN, new long[] {6_000_000_000L, 4_000_000_000L}, 0.02))
                .isBetween(1e8, 1e10);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DivergenceEvidence.logE(THREE_IN_TEN, new long[] {1}, 0.02))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DivergenceEvidence.logE(new long[] {0, 0}, THREE_IN_TEN, 0.02))
                .withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DivergenceEvidence.logE(THREE_IN_TEN, new long[] {1, -1}, 0.02))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DivergenceEvidence.logE(THREE_IN_TEN, THREE_IN_TEN, -0.1))
                .withMessageContaining("tolerance");
        assertThatIllegalArgumentException().isThrownBy(() -> DivergenceEvidence.tolerance(10, 0, 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DivergenceEvidence.tolerance(10, 5, 1))
                .withMessageContaining("chance of 1");
    }
}
