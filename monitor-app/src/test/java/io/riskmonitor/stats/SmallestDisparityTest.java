package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SmallestDisparityTest {

    @Test
    void equalsWhatWasFoundElsewhere() {
        // 200 bisections of the formula in Python
        assertThat(SmallestDisparity.rate(0.02, 300, 1_500, 15_000))
                .hasValueCloseTo(0.07259003712319911, within(1e-12));
        assertThat(SmallestDisparity.rate(0.02, 300, 1_500, 100)).hasValueCloseTo(0.053524416258734234, within(1e-12));
        assertThat(SmallestDisparity.rate(0.1, 1_000, 1_000, 1e6)).hasValueCloseTo(0.18121452024185983, within(1e-12));
        assertThat(SmallestDisparity.rate(0.001, 50_000, 1e6, 1e7))
                .hasValueCloseTo(0.0019352429913983154, within(1e-12));
    }

    @Test
    void isNothingWhereASideIsMissingOrTooSmall() {
        assertThat(SmallestDisparity.rate(0.02, 5, 5, 1e6)).isEmpty();
        assertThat(SmallestDisparity.rate(0.02, 0, 1e9, 100)).isEmpty();
        assertThat(SmallestDisparity.rate(0.02, 1e9, 0, 100)).isEmpty();
    }

    @Test
    void isNoBetterThanAKnownRateOfTheRest() {
        double known = SmallestDetectable.rate(0.02, 1_000, 1e5).orElseThrow();
        assertThat(SmallestDisparity.rate(0.02, 1_000, 1e12, 1e5).orElseThrow()).isCloseTo(known, within(1e-4));
        assertThat(SmallestDisparity.rate(0.02, 1_000, 1_000, 1e5).orElseThrow())
                .isGreaterThan(known);
    }

    @Test
    void refusesArgumentsOutsideTheirRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDisparity.rate(0, 10, 10, 100))
                .withMessageContaining("rate of the rest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDisparity.rate(0.1, -1, 10, 100))
                .withMessageContaining("trials");
        assertThatIllegalArgumentException().isThrownBy(() -> SmallestDisparity.rate(0.1, Double.NaN, 10, 100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDisparity.rate(0.1, 10, 10, 1))
                .withMessageContaining("threshold");
    }
}
