package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JeffreysIntervalTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("exact-intervals.csv");
        assertThat(table.rows().stream().filter(row -> row.word("method").equals("jeffreys")))
                .hasSizeGreaterThan(200)
                .allSatisfy(row -> {
                    long failures = row.count("failures");
                    long trials = row.count("trials");
                    double alpha = row.number("alpha");
                    JeffreysInterval interval = JeffreysInterval.of(failures, trials, alpha);
                    assertClose(interval.lower(), row.number("lower"));
                    assertClose(interval.upper(), row.number("upper"));
                    assertClose(JeffreysInterval.upper(failures, trials, 1 - alpha), row.number("oneSidedUpper"));
                });
    }

    @Test
    void isAboutAHalfToTwentyOnePercentForOneFailureInTwenty() {
        JeffreysInterval interval = JeffreysInterval.of(1, 20, 0.05);
        assertThat(interval.lower()).isCloseTo(0.005, within(5e-4));
        assertThat(interval.upper()).isCloseTo(0.211, within(5e-4));
        assertThat(JeffreysInterval.upper(10, 1_000, 0.975)).isCloseTo(0.0177, within(5e-5));
    }

    @Test
    void startsAtZeroWithoutFailuresAndEndsAtOneWithoutSuccesses() {
        for (long trials : new long[] {1, 2, 20, 5_000_000_000L}) {
            assertThat(JeffreysInterval.of(0, trials, 0.05).lower()).isZero();
            assertThat(JeffreysInterval.of(0, trials, 0.05).upper()).isBetween(0.0, 0.999);
            assertThat(JeffreysInterval.of(trials, trials, 0.05).upper()).isEqualTo(1);
            assertThat(JeffreysInterval.upper(trials, trials, 0.975)).isEqualTo(1);
        }
    }

    @Test
    void mirrorsFailuresAndSuccesses() {
        JeffreysInterval few = JeffreysInterval.of(3, 50, 0.05);
        JeffreysInterval many = JeffreysInterval.of(47, 50, 0.05);
        assertThat(many.lower()).isCloseTo(1 - few.upper(), within(1e-14));
        assertThat(many.upper()).isCloseTo(1 - few.lower(), within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02, 0.1})
    void isTooLowAsABaselineAboutAsOftenAsItSays(double rate) {
        int runs = 20_000;
        int tooLow = 0;
        double[] upper = new double[200];
        SimulatedTraffic traffic = new SimulatedTraffic(1946);
        for (int run = 0; run < runs; run++) {
            int failures = traffic.failures(1_000, rate);
            if (upper[failures] == 0) {
                upper[failures] = JeffreysInterval.upper(failures, 1_000, 0.975);
            }
            if (upper[failures] < rate) {
                tooLow++;
            }
        }
        assertThat((double) tooLow / runs).isBetween(0.01, 0.045);
    }

    @Test
    void holdsTheRateForATrillionTrialsAndRefusesMore() {
        JeffreysInterval interval = JeffreysInterval.of(250_000_000_000L, 1_000_000_000_000L, 0.05);
        assertThat(interval.lower()).isCloseTo(0.25 - 1.959964 * Math.sqrt(0.1875e-12), within(1e-11));
        assertThat(interval.upper()).isCloseTo(0.25 + 1.959964 * Math.sqrt(0.1875e-12), within(1e-11));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JeffreysInterval.of(0, 1_000_000_000_001L, 0.05))
                .withMessageContaining("at most");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JeffreysInterval.of(0, 0, 0.05))
                .withMessageContaining("0 of 0");
        assertThatIllegalArgumentException().isThrownBy(() -> JeffreysInterval.of(-1, 5, 0.05));
        assertThatIllegalArgumentException().isThrownBy(() -> JeffreysInterval.of(6, 5, 0.05));
        for (double nonsense : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JeffreysInterval.of(1, 5, nonsense))
                    .withMessageContaining("alpha");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JeffreysInterval.upper(1, 5, nonsense))
                    .withMessageContaining("confidence");
        }
    }

    private static void assertClose(double bound, double expected) {
        assertThat(bound).isCloseTo(expected, within(1e-15 + 1e-9 * expected));
    }
}
