package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaMixtureTest {

    private static final BetaMixture MIXTURE = new BetaMixture();

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("beta-mixture.csv");
        assertThat(table.rows()).hasSize(117).allSatisfy(row -> {
            BetaMixture mixture = new BetaMixture(row.number("a"), row.number("b"));
            long failures = row.count("failures");
            long trials = row.count("trials");
            if (!row.word("logE").isEmpty()) {
                double expected = row.number("logE");
                double logE = mixture.logE(failures, trials, row.number("p0"));
                if (logE == Double.NEGATIVE_INFINITY) {
                    assertThat(expected).as("certainly no evidence").isLessThan(-4);
                } else {
                    assertThat(logE).isCloseTo(expected, within(1e-8 + 1e-11 * Math.abs(expected)));
                }
            }
            BetaMixture.Interval interval = mixture.interval(failures, trials, row.number("alpha"));
            assertThat(interval.lower()).isCloseTo(row.number("lower"), within(1e-15 + 1e-6 * row.number("lower")));
            assertThat(interval.upper()).isCloseTo(row.number("upper"), within(1e-6 * row.number("upper")));
        });
    }

    @Test
    void isWiderThanTheIntervalForASingleLook() {
        assertThat(Math.exp(MIXTURE.logE(60, 1_200, 0.02))).isCloseTo(7.7e6, within(5e4));
        BetaMixture.Interval interval = MIXTURE.interval(60, 1_200, 0.05);
        assertThat(interval.lower()).isCloseTo(0.0302, within(5e-5));
        assertThat(interval.upper()).isCloseTo(0.0766, within(5e-5));
        WilsonInterval once = WilsonInterval.of(60, 1_200, WilsonInterval.Z_95);
        assertThat(interval.lower()).isLessThan(once.lower());
        assertThat(interval.upper()).isGreaterThan(once.upper());
    }

    @Test
    void hasMeanOneUnderTheHighestHarmlessRateAndLessBelow() {
        for (int trials : new int[] {1, 5, 40}) {
            assertThat(mean(trials, 0.1, 0.1)).isCloseTo(1, within(1e-10));
            assertThat(mean(trials, 0.1, 0.07)).isLessThan(1);
            assertThat(mean(trials, 0.1, 0.13)).isGreaterThan(1);
        }
    }

    @Test
    void seldomLosesTheTrueRateAtAnyOfManyLooks() {
        double rate = 0.05;
        int runs = 400;
        int lost = 0;
        int accused = 0;
        int lostByWilson = 0;
        SimulatedTraffic traffic = new SimulatedTraffic(1970);
        for (int run = 0; run < runs; run++) {
            long failures = 0;
            boolean out = false;
            boolean above = false;
            boolean outOfWilson = false;
            for (int trials = 20; trials <= 4_000; trials += 20) {
                failures += traffic.failures(20, rate);
                BetaMixture.Interval interval = MIXTURE.interval(failures, trials, 0.05);
                WilsonInterval wilson = WilsonInterval.of(failures, trials, WilsonInterval.Z_95);
                out |= rate < interval.lower() || rate > interval.upper();
                above |= MIXTURE.logE(failures, trials, rate) >= Math.log(20);
                outOfWilson |= rate < wilson.lower() || rate > wilson.upper();
            }
            lost += out ? 1 : 0;
            accused += above ? 1 : 0;
            lostByWilson += outOfWilson ? 1 : 0;
        }
        assertThat((double) lost / runs).isLessThan(0.05);
        assertThat((double) accused / runs).isLessThan(0.05);
        assertThat((double) lostByWilson / runs)
                .as("an interval for a single look")
                .isGreaterThan(0.2);
    }

    @Test
    void startsAtZeroWithoutFailuresAndEndsAtOneWithoutSuccesses() {
        assertThat(MIXTURE.interval(0, 0, 0.05)).isEqualTo(new BetaMixture.Interval(0, 1));
        assertThat(MIXTURE.logE(0, 0, 0.02)).isZero();
        for (long trials : new long[] {1, 20, 5_000_000_000L}) {
            assertThat(MIXTURE.interval(0, trials, 0.05).lower()).isZero();
            assertThat(MIXTURE.interval(0, trials, 0.05).upper()).isLessThan(1);
            assertThat(MIXTURE.interval(trials, trials, 0.05).upper()).isEqualTo(1);
            assertThat(MIXTURE.interval(trials, trials, 0.05).lower()).isPositive();
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.logE(3, 2, 0.1))
                .withMessageContaining("3 of 2");
        assertThatIllegalArgumentException().isThrownBy(() -> MIXTURE.interval(-1, 2, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> MIXTURE.interval(0, 1L << 60, 0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.logE(1, 2, 0))
                .withMessageContaining("p0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.interval(1, 2, 1))
                .withMessageContaining("alpha");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BetaMixture(0, 1))
                .withMessageContaining("prior");
    }

    /** Mean of the evidence over the number of failures. */
    private static double mean(int trials, double p0, double rate) {
        double mean = 0;
        double probability = Math.pow(1 - rate, trials);
        for (int failures = 0; failures <= trials; failures++) {
            mean += probability * Math.exp(MIXTURE.logE(failures, trials, p0));
            probability *= (trials - failures) / (failures + 1.0) * rate / (1 - rate);
        }
        return mean;
    }
}
