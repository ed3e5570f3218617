package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    private static final ConfusionMatrix MATRIX = new ConfusionMatrix(40, 3, 10, 57);

    @Test
    void sharesFailuresAndSuccessesOfTheReference() {
        assertThat(MATRIX.failures()).isEqualTo(50);
        assertThat(MATRIX.successes()).isEqualTo(60);
        assertThat(MATRIX.sensitivity()).hasValue(0.8);
        assertThat(MATRIX.specificity()).hasValue(0.95);
    }

    @Test
    void givesItsErrorRatesAnInterval() {
        WilsonInterval missed = MATRIX.falseNegativeRate().orElseThrow();
        assertThat(1 - missed.upper()).isCloseTo(0.670, within(5e-4));
        assertThat(1 - missed.lower()).isCloseTo(0.888, within(5e-4));
        assertThat(MATRIX.falsePositiveRate()).hasValue(WilsonInterval.of(3, 60, WilsonInterval.Z_95));
    }

    @Test
    void knowsNothingOfAClassTheReferenceDoesNotHave() {
        assertThat(new ConfusionMatrix(0, 3, 0, 57).sensitivity()).isEmpty();
        assertThat(new ConfusionMatrix(0, 3, 0, 57).falseNegativeRate()).isEmpty();
        assertThat(new ConfusionMatrix(5, 0, 1, 0).specificity()).isEmpty();
        assertThat(new ConfusionMatrix(5, 0, 1, 0).falsePositiveRate()).isEmpty();
    }

    @Test
    void refusesNegativeCounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfusionMatrix(1, -2, 3, 4))
                .withMessageContaining("-2");
    }
}
