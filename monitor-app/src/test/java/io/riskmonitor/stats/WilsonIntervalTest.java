package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;
import org.junit.jupiter.api.Test;

class WilsonIntervalTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("wilson.csv");
        assertThat(table.rows()).hasSizeGreaterThan(150).allSatisfy(row -> {
            WilsonInterval interval = WilsonInterval.of(row.count("failures"), row.count("trials"), row.number("z"));
            assertThat(interval.lower()).isCloseTo(row.number("lower"), within(1e-14));
            assertThat(interval.upper()).isCloseTo(row.number("upper"), within(1e-14));
        });
    }

    @Test
    void equalsCommonsStatisticsWhereCountsAreInts() {
        for (int failures = 0; failures <= 60; failures++) {
            Interval expected = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(60, failures, 0.05);
            WilsonInterval interval = WilsonInterval.of(failures, 60, WilsonInterval.Z_95);
            assertThat(interval.lower()).isCloseTo(expected.getLowerBound(), within(1e-12));
            assertThat(interval.upper()).isCloseTo(expected.getUpperBound(), within(1e-12));
        }
    }

    @Test
    void isAboutOneToTwentyFourPercentForOneFailureInTwenty() {
        WilsonInterval interval = WilsonInterval.of(1, 20, WilsonInterval.Z_95);
        assertThat(interval.lower()).isCloseTo(0.009, within(5e-4));
        assertThat(interval.upper()).isCloseTo(0.236, within(5e-4));
    }

    @Test
    void startsAtZeroWithoutFailuresAndEndsAtOneWithoutSuccesses() {
        for (long trials = 1; trials < 2_000; trials++) {
            assertThat(WilsonInterval.of(0, trials, WilsonInterval.Z_95).lower())
                    .isZero();
            assertThat(WilsonInterval.of(trials, trials, WilsonInterval.Z_95).upper())
                    .isEqualTo(1);
        }
        assertThat(WilsonInterval.of(0, 20, WilsonInterval.Z_95).upper()).isCloseTo(0.161, within(5e-4));
    }

    @Test
    void holdsTheRateForCountsBeyondInts() {
        WilsonInterval interval = WilsonInterval.of(Long.MAX_VALUE / 4, Long.MAX_VALUE, WilsonInterval.Z_95);
        assertThat(interval.lower()).isCloseTo(0.25, within(1e-9)).isLessThanOrEqualTo(0.25);
        assertThat(interval.upper()).isCloseTo(0.25, within(1e-9)).isGreaterThanOrEqualTo(0.25);
    }

    @Test
    void refusesCountsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WilsonInterval.of(0, 0, WilsonInterval.Z_95))
                .withMessageContaining("0 of 0");
        assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(-1, 5, WilsonInterval.Z_95));
        assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(6, 5, WilsonInterval.Z_95));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WilsonInterval.of(1, 5, Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(1, 5, 0));
    }
}
