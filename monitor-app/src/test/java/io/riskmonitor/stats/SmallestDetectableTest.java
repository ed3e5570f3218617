package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SmallestDetectableTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("smallest-detectable.csv");
        assertThat(table.rows()).hasSizeGreaterThan(200).allSatisfy(row -> {
            OptionalDouble rate =
                    SmallestDetectable.rate(row.number("p0"), row.count("trials"), row.number("threshold"));
            if (row.word("rate").isEmpty()) {
                assertThat(rate).isEmpty();
            } else {
                assertThat(rate.orElseThrow()).isCloseTo(row.number("rate"), withinPercentage(1e-7));
            }
        });
    }

    @Test
    void fallsFromNothingToJustAboveTheHarmlessRateAsTrafficGrows() {
        assertThat(SmallestDetectable.rate(0.02, 0, 1e5)).isEmpty();
        assertThat(SmallestDetectable.rate(0.02, 2, 1e5)).isEmpty();
        assertThat(SmallestDetectable.rate(0.02, 1_000, 1e5)).hasValueCloseTo(0.0446, within(5e-5));
        assertThat(SmallestDetectable.rate(0.02, 10_000, 1e5)).hasValueCloseTo(0.0271, within(5e-5));
        assertThat(SmallestDetectable.rate(0.02, Long.MAX_VALUE, 1e5).orElseThrow())
                .isGreaterThan(0.02)
                .isCloseTo(0.02, within(1e-6));
    }

    @Test
    void theTrialsThatRevealARateAreTheOtherWayRound() {
        // ln 100,000 over 0.04 ln 2 + 0.96 ln (0.96 / 0.98)
        assertThat(SmallestDetectable.trials(0.02, 0.04, 1e5))
                .isCloseTo(11.512925 / (0.04 * 0.693147 - 0.96 * 0.020619), within(0.1));
        double rate = SmallestDetectable.rate(0.02, 1_000, 1e5).orElseThrow();
        assertThat(SmallestDetectable.trials(0.02, rate, 1e5)).isCloseTo(1_000, within(1e-6));
        assertThatIllegalArgumentException().isThrownBy(() -> SmallestDetectable.trials(0.02, 0.02, 1e5));
        assertThatIllegalArgumentException().isThrownBy(() -> SmallestDetectable.trials(0.02, 1.01, 1e5));
    }

    @Test
    void refusesArgumentsOutsideTheirRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDetectable.rate(0, 10, 100))
                .withMessageContaining("p0");
        assertThatIllegalArgumentException().isThrownBy(() -> SmallestDetectable.rate(1, 10, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> SmallestDetectable.rate(Double.NaN, 10, 100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDetectable.rate(0.1, -1, 100))
                .withMessageContaining("trials");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDetectable.rate(0.1, 10, 1))
                .withMessageContaining("threshold");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallestDetectable.rate(0.1, 10, Double.POSITIVE_INFINITY));
    }
}
