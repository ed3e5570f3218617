package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.api.Test;

class BinomialTailTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("binomial-tail.csv");
        assertThat(table.rows()).hasSizeGreaterThan(150).allSatisfy(row -> {
            double expected = row.number("logAtLeast");
            assertThat(BinomialTail.logAtLeast(row.count("failures"), row.count("trials"), row.number("rate")))
                    .isCloseTo(expected, within(1e-11 * Math.max(1, Math.abs(expected))));
        });
    }

    @Test
    void equalsCommonsNumbersWhereThatDoesNotUnderflow() {
        long trials = 4_000_000_000L;
        for (long failures = 79_900_000; failures < 80_100_000; failures += 7_777) {
            double expected = RegularizedBeta.value(0.02, failures, trials - failures + 1.0);
            assertThat(Math.exp(BinomialTail.logAtLeast(failures, trials, 0.02)))
                    .isCloseTo(expected, within(1e-6 * expected));
        }
    }

    @Test
    void isZeroDotZeroNinePercentForThreeFailuresInTen() {
        assertThat(Math.exp(BinomialTail.logAtLeast(3, 10, 0.02))).isCloseTo(0.0009, within(5e-5));
    }

    @Test
    void keepsALogarithmWhereTheChanceWouldBeZero() {
        assertThat(BinomialTail.logAtLeast(1_000, 1_000, 1e-6)).isCloseTo(1_000 * Math.log(1e-6), within(1e-9));
    }

    @Test
    void isCertainOrImpossibleAtTheEnds() {
        assertThat(BinomialTail.logAtLeast(0, 0, 0.5)).isZero();
        assertThat(BinomialTail.logAtLeast(0, 10, 0)).isZero();
        assertThat(BinomialTail.logAtLeast(10, 10, 1)).isZero();
        assertThat(BinomialTail.logAtLeast(1, 10, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialTail.logAtLeast(6, 5, 0.1))
                .withMessageContaining("6 of 5");
        assertThatIllegalArgumentException().isThrownBy(() -> BinomialTail.logAtLeast(-1, 5, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> BinomialTail.logAtLeast(1, Long.MAX_VALUE, 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialTail.logAtLeast(1, 5, Double.NaN))
                .withMessageContaining("NaN");
    }
}
