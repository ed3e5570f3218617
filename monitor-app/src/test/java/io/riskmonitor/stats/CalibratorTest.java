package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibratorTest {

    @Test
    void halvesTheDigitsOfP() {
        assertThat(Calibrator.logE(Math.log(0.01))).isCloseTo(Math.log(5), within(1e-12));
        assertThat(Calibrator.logE(Math.log(1e-8))).isCloseTo(Math.log(5_000), within(1e-12));
        assertThat(Calibrator.logE(0)).isCloseTo(Math.log(0.5), within(1e-15));
        assertThat(Calibrator.logE(-1e6)).isCloseTo(500_000, within(1.0));
        assertThat(Calibrator.logE(Double.NEGATIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    /** Of uniform p, by the midpoint rule on p = u⁴, which has no pole. */
    @Test
    void isOneOnAverageForUniformP() {
        double mean = 0;
        int steps = 10_000;
        for (int i = 0; i < steps; i++) {
            double u = (i + 0.5) / steps;
            mean += Math.exp(Calibrator.logE(4 * Math.log(u))) * 4 * u * u * u / steps;
        }
        assertThat(mean).isCloseTo(1, within(1e-7));
    }

    @Test
    void refusesWhatIsNoLogarithmOfAChance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibrator.logE(0.1))
                .withMessageContaining("0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> Calibrator.logE(Double.NaN));
    }
}
