package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ECalibratorTest {

    @Test
    void isWorthLessThanWhatItIsMadeOf() {
        assertThat(Math.exp(ECalibrator.ofPValue(0.001))).isCloseTo(15.8, within(0.05));
        assertThat(Math.exp(ECalibrator.ofMaximum(Math.log(400)))).isCloseTo(19, within(1e-9));
    }

    @Test
    void hasMeanOneOverTheWorstDistributionOfEach() {
        // p uniform; and the largest value x with chance 1/x, so that its reciprocal is uniform
        assertThat(mean(u -> Math.exp(ECalibrator.ofPValue(u)))).isCloseTo(1, within(2e-3));
        assertThat(mean(u -> Math.exp(ECalibrator.ofMaximum(-Math.log(u))))).isCloseTo(1, within(2e-3));
    }

    @Test
    void goesToTheEnds() {
        assertThat(ECalibrator.ofPValue(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(ECalibrator.ofPValue(1)).isEqualTo(Math.log(0.5));
        assertThat(ECalibrator.ofMaximum(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(ECalibrator.ofMaximum(-5)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(ECalibrator.ofMaximum(10_000)).isCloseTo(5_000, within(1e-9));
        assertThat(ECalibrator.ofMaximum(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void refusesWhatCannotBe() {
        for (double nonsense : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ECalibrator.ofPValue(nonsense))
                    .withMessageContaining("p must");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ECalibrator.ofMaximum(Double.NaN));
    }

    /** Over the uniform distribution, by the middles of two million slices. */
    private static double mean(DoubleUnaryOperator e) {
        int slices = 2_000_000;
        double sum = 0;
        for (int slice = 0; slice < slices; slice++) {
            sum += e.applyAsDouble((slice + 0.5) / slices);
        }
        return sum / slices;
    }
}
