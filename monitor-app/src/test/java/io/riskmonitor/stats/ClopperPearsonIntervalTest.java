package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;
import org.junit.jupiter.api.Test;

class ClopperPearsonIntervalTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("exact-intervals.csv");
        assertThat(table.rows().stream().filter(row -> row.word("method").equals("clopper-pearson")))
                .hasSizeGreaterThan(200)
                .allSatisfy(row -> {
                    long failures = row.count("failures");
                    long trials = row.count("trials");
                    double alpha = row.number("alpha");
                    ClopperPearsonInterval interval = ClopperPearsonInterval.of(failures, trials, alpha);
                    assertClose(interval.lower(), row.number("lower"));
                    assertClose(interval.upper(), row.number("upper"));
                    assertClose(ClopperPearsonInterval.upper(failures, trials, 1 - alpha), row.number("oneSidedUpper"));
                });
    }

    @Test
    void equalsCommonsStatisticsWhereCountsAreInts() {
        for (int failures = 0; failures <= 60; failures++) {
            Interval expected = BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(60, failures, 0.05);
            ClopperPearsonInterval interval = ClopperPearsonInterval.of(failures, 60, 0.05);
            assertThat(interval.lower()).isCloseTo(expected.getLowerBound(), within(1e-9));
            assertThat(interval.upper()).isCloseTo(expected.getUpperBound(), within(1e-9));
        }
    }

    @Test
    void followsTheRuleOfThreeWithoutFailures() {
        assertThat(ClopperPearsonInterval.upper(0, 100, 0.95)).isCloseTo(0.0295, within(5e-5));
        for (long trials : new long[] {1, 30, 1_000, 3_000_000_000L}) {
            double upper = ClopperPearsonInterval.upper(0, trials, 0.95);
            assertThat(upper).isCloseTo(-Math.expm1(Math.log(0.05) / trials), withinPercentage(1e-9));
        }
        assertThat(ClopperPearsonInterval.upper(0, 3_000_000_000L, 0.95)).isCloseTo(1e-9, withinPercentage(0.2));
    }

    @Test
    void missesTheRateNoMoreOftenThanItSays() {
        for (double rate : new double[] {0.001, 0.02, 0.3}) {
            int trials = 60;
            double missed = 0;
            double probability = Math.pow(1 - rate, trials);
            for (int failures = 0; failures <= trials; failures++) {
                ClopperPearsonInterval interval = ClopperPearsonInterval.of(failures, trials, 0.05);
                if (rate < interval.lower() || rate > interval.upper()) {
                    missed += probability;
                }
                probability *= (trials - failures) / (failures + 1.0) * rate / (1 - rate);
            }
            assertThat(missed).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void startsAtZeroWithoutFailuresAndEndsAtOneWithoutSuccesses() {
        for (long trials : new long[] {1, 2, 20, 5_000_000_000L}) {
            assertThat(ClopperPearsonInterval.of(0, trials, 0.05).lower()).isZero();
            assertThat(ClopperPearsonInterval.of(trials, trials, 0.05).upper()).isEqualTo(1);
            assertThat(ClopperPearsonInterval.upper(trials, trials, 0.95)).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearsonInterval.of(0, 0, 0.05));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearsonInterval.of(6, 5, 0.05))
                .withMessageContaining("6 of 5");
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearsonInterval.of(1, 5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearsonInterval.upper(1, 5, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearsonInterval.upper(0, 1L << 60, 0.95));
    }

    private static void assertClose(double bound, double expected) {
        assertThat(bound).isCloseTo(expected, within(1e-15 + 1e-9 * expected));
    }
}
