package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;

class IncompleteGammaTest {

    private static final double[] SHAPES = {0.5, 1, 4.5, 5, 10, 17.5, 250};
    private static final double[] MULTIPLES = {1e-3, 0.5, 0.9, 1, 1.1, 1.5, 3};

    @Test
    void equalsCommonsNumbersWhereThatDoesNotUnderflow() {
        for (double a : SHAPES) {
            for (double multiple : MULTIPLES) {
                double x = a * multiple;
                assertThat(Math.exp(IncompleteGamma.logUpper(a, x)))
                        .as("Q(%s, %s)", a, x)
                        .isCloseTo(RegularizedGamma.Q.value(a, x), within(1e-12));
            }
        }
    }

    @Test
    void sumsTheSeriesOfTheLowerPart() {
        for (double a : SHAPES) {
            for (double multiple : MULTIPLES) {
                double x = a * multiple;
                double sum = 1;
                double term = 1;
                for (int j = 1; j < 5_000; j++) {
                    term *= x / (a + j);
                    sum += term;
                }
                assertThat(IncompleteGamma.logSeries(a, x)).isCloseTo(Math.log(sum), within(1e-12));
            }
        }
    }

    @Test
    void startsAtOne() {
        assertThat(IncompleteGamma.logUpper(3, 0)).isZero();
        assertThat(IncompleteGamma.logSeries(3, 0)).isZero();
    }
}
