package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TwoByTwoFactorTest {

    private static final double[] RATES = {1e-9, 0.001, 0.02, 0.1, 0.3, 0.5, 0.8, 0.999};

    @Test
    void hasMeanAtMostOneUnderEveryCommonRate() {
        for (double group : RATES) {
            for (double rest : RATES) {
                for (double common : RATES) {
                    assertThat(mean(group, rest, 3, 5, common)).isLessThanOrEqualTo(1 + 1e-12);
                    assertThat(mean(group, rest, 1, 7, common)).isLessThanOrEqualTo(1 + 1e-12);
                }
            }
        }
    }

    @Test
    void hasMeanOneUnderTheCommonRateItComparesWithWhenBothSidesAreEquallyLarge() {
        double common = (0.02 + 0.08) / 2;
        assertThat(mean(0.08, 0.02, 1, 1, common)).isLessThanOrEqualTo(1).isCloseTo(1, within(0.01));
    }

    @Test
    void saysNothingWithoutOneOfTheSides() {
        assertThat(TwoByTwoFactor.log(0.5, 0.1, 3, 4, 0, 0)).isZero();
        assertThat(TwoByTwoFactor.log(0.5, 0.1, 0, 0, 3, 4)).isZero();
        assertThat(TwoByTwoFactor.log(0.5, 0.1, 0, 0, 0, 0)).isZero();
        assertThat(TwoByTwoFactor.log(0.3, 0.3, 2, 4, 3, 4)).isZero();
    }

    @Test
    void staysANumberForTheLargestCounts() {
        double nearest = TwoByTwoFactor.uncertain(1);
        double least = TwoByTwoFactor.uncertain(0);
        long most = Long.MAX_VALUE;
        assertThat(TwoByTwoFactor.log(nearest, least, most, most, 0, most))
                .isFinite()
                .isPositive();
        assertThat(TwoByTwoFactor.log(nearest, least, 0, most, most, most))
                .isFinite()
                .isNegative();
    }

    /** Mean of the factor over all outcomes of a batch whose trials fail at one rate. */
    private static double mean(double group, double rest, int groupTrials, int restTrials, double common) {
        double mean = 0;
        for (int k = 0; k <= groupTrials; k++) {
            for (int l = 0; l <= restTrials; l++) {
                double probability = binomial(k, groupTrials, common) * binomial(l, restTrials, common);
                mean += probability * Math.exp(TwoByTwoFactor.log(group, rest, k, groupTrials, l, restTrials));
            }
        }
        return mean;
    }

    private static double binomial(int failures, int trials, double rate) {
        double ways = 1;
        for (int i = 1; i <= failures; i++) {
            ways *= (double) (trials - failures + i) / i;
        }
        return ways * Math.pow(rate, failures) * Math.pow(1 - rate, trials - failures);
    }
}
