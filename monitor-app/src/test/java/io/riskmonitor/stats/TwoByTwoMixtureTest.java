package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TwoByTwoMixtureTest {

    private static final TwoByTwoMixture MIXTURE = new TwoByTwoMixture(10_000);

    @Test
    void equalsTheReferenceTableWithAndWithoutRestarts() {
        ReferenceTable table = ReferenceTable.read("two-by-two.csv");
        assertThat(table.rows()).hasSize(480);
        String stream = "";
        TwoByTwoMixture mixture = MIXTURE;
        double[] restarting = mixture.start();
        double[] once = mixture.startOnce();
        for (ReferenceTable.Row row : table.rows()) {
            if (!row.word("stream").equals(stream)) {
                stream = row.word("stream");
                mixture = new TwoByTwoMixture(row.number("halfLife"));
                restarting = mixture.start();
                once = mixture.startOnce();
            }
            update(mixture, restarting, row, row.count("panes"));
            update(mixture, once, row, 0);
            assertClose(mixture.logStatistic(restarting), row.number("logStatistic"), row);
            assertClose(mixture.logStatistic(once), row.number("logOnce"), row);
        }
    }

    @Test
    void findsAFourfoldRateWithinThreeHundredTrialsAsOftenAsMeasuredElsewhere() {
        // an independent simulation in numpy: 150 batches of 2 and 10, 20,000 runs
        assertThat(reached(MIXTURE.startOnce(), 0, 100, 0.08, 0.02)).isCloseTo(0.931, within(0.025));
        assertThat(reached(MIXTURE.start(), 1, 15_000, 0.08, 0.02)).isCloseTo(0.889, within(0.03));
    }

    @Test
    void seldomFindsWhatIsNotThereAtAnyLook() {
        assertThat(reached(MIXTURE.startOnce(), 0, 100, 0.02, 0.02)).isLessThan(0.01);
        assertThat(reached(MIXTURE.startOnce(), 0, 100, 0.3, 0.3)).isLessThan(0.01);
        assertThat(reached(MIXTURE.start(), 1, 15_000, 0.02, 0.02)).isLessThan(0.01);
    }

    @Test
    void keepsItsPromiseWhetherTheCommonRateIsRareFrequentOrMoving() {
        double c = 1_000;
        int panes = 100_000;
        assertThat(alarms(MIXTURE, panes, c, pane -> 0.02)).isBetween(30, 130);
        assertThat(alarms(MIXTURE, panes, c, pane -> 0.3)).isBetween(30, 130);
        assertThat(alarms(MIXTURE, panes, c, pane -> pane / 500 % 2 == 0 ? 0.005 : 0.2))
                .isLessThan(130);
        assertThat(alarms(new TwoByTwoMixture(50), panes, c, pane -> 0.02))
                .as("an estimate that hardly is one")
                .isLessThan(130);
    }

    @Test
    void findsAChangeLongAfterTheStartAsFastAsMeasuredElsewhere() {
        int runs = 101;
        long[] delays = new long[runs];
        for (int run = 0; run < runs; run++) {
            SimulatedTraffic traffic = new SimulatedTraffic(run);
            double[] state = MIXTURE.start();
            for (int pane = 0; pane < 2_000; pane++) {
                MIXTURE.update(state, traffic.failures(2, 0.02), 2, traffic.failures(10, 0.02), 10, 1);
            }
            do {
                MIXTURE.update(state, traffic.failures(2, 0.08), 2, traffic.failures(10, 0.02), 10, 1);
                delays[run]++;
            } while (MIXTURE.logStatistic(state) < Math.log(15_000));
        }
        Arrays.sort(delays);
        // the median of an independent simulation is 792 trials
        assertThat((double) delays[runs / 2]).isCloseTo(792.0 / 12, withinPercentage(25));
    }

    @Test
    void isSilentWhenBothGetWorseTogetherOrTheGroupGetsBetter() {
        double[] outage = MIXTURE.start();
        double[] better = MIXTURE.start();
        SimulatedTraffic traffic = new SimulatedTraffic(7);
        for (int pane = 0; pane < 500; pane++) {
            double rate = pane < 250 ? 0.02 : 0.5;
            MIXTURE.update(outage, traffic.failures(20, rate), 20, traffic.failures(100, rate), 100, 1);
            MIXTURE.update(better, 0, 20, traffic.failures(100, 0.1), 100, 1);
            assertThat(MIXTURE.logStatistic(outage)).isLessThan(Math.log(15_000));
            assertThat(MIXTURE.logStatistic(better)).isLessThan(1);
        }
    }

    @Test
    void catchesUpOverEmptyPanesAsIfItHadSeenEachOfThem() {
        double[] atOnce = MIXTURE.start();
        double[] oneByOne = MIXTURE.start();
        MIXTURE.update(atOnce, 1, 3, 0, 20, 1);
        MIXTURE.update(atOnce, 1, 4, 1, 20, 501);
        MIXTURE.update(oneByOne, 1, 3, 0, 20, 1);
        for (int pane = 0; pane < 500; pane++) {
            MIXTURE.update(oneByOne, 0, 0, 0, 0, 1);
        }
        MIXTURE.update(oneByOne, 1, 4, 1, 20, 1);
        assertThat(atOnce).containsExactly(oneByOne, within(1e-11));
    }

    @Test
    void startsAnewAfterAResetWithoutForgettingTheRest() {
        double[] state = MIXTURE.start();
        MIXTURE.update(state, 9, 9, 1, 50, 1);
        assertThat(MIXTURE.logStatistic(state)).isPositive();
        MIXTURE.reset(state);
        assertThat(MIXTURE.logStatistic(state)).isEqualTo(Double.NEGATIVE_INFINITY);
        double[] fresh = MIXTURE.start();
        MIXTURE.update(state, 3, 9, 1, 50, 1);
        MIXTURE.update(fresh, 3, 9, 1, 50, 1);
        assertThat(MIXTURE.logStatistic(state)).isNotEqualTo(MIXTURE.logStatistic(fresh));
    }

    @Test
    void staysANumberWhateverComes() {
        for (double[] state : new double[][] {MIXTURE.start(), MIXTURE.startOnce()}) {
            long most = Long.MAX_VALUE;
            for (int batch = 0; batch < 3; batch++) {
                MIXTURE.update(state, most, most, 0, most, most);
                assertThat(MIXTURE.logStatistic(state)).isFinite();
                MIXTURE.update(state, 0, most, most, most, 1);
                assertThat(MIXTURE.logStatistic(state)).isFinite();
                MIXTURE.update(state, most, most, most, most, 1);
                assertThat(MIXTURE.logStatistic(state)).isFinite();
            }
        }
    }

    @Test
    void refusesWhatCannotBeAndKeepsItsState() {
        double[] state = MIXTURE.start();
        MIXTURE.update(state, 1, 3, 2, 9, 1);
        double[] before = state.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.update(state, 4, 3, 0, 1, 1))
                .withMessageContaining("group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.update(state, 1, 3, 2, 1, 1))
                .withMessageContaining("rest");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.update(state, 1, 3, 0, 1, -1))
                .withMessageContaining("panes");
        assertThat(state).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MIXTURE.reset(new double[3]))
                .withMessageContaining("3 components");
        for (double nonsense : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TwoByTwoMixture(nonsense))
                    .withMessageContaining("halfLife");
        }
    }

    private static int alarms(TwoByTwoMixture mixture, int panes, double c, IntToDoubleFunction commonRate) {
        SimulatedTraffic traffic = new SimulatedTraffic(20220303);
        double[] state = mixture.start();
        int alarms = 0;
        for (int pane = 0; pane < panes; pane++) {
            double rate = commonRate.applyAsDouble(pane);
            mixture.update(state, traffic.failures(2, rate), 2, traffic.failures(10, rate), 10, 1);
            if (mixture.logStatistic(state) >= Math.log(c)) {
                alarms++;
                mixture.reset(state);
            }
        }
        return alarms;
    }

    /** How often M reaches c within 150 batches of 2 of the group and 10 of the rest. */
    private static double reached(double[] start, long panes, double c, double groupRate, double restRate) {
        int runs = 2_000;
        int reached = 0;
        SimulatedTraffic traffic = new SimulatedTraffic(2106);
        for (int run = 0; run < runs; run++) {
            double[] state = start.clone();
            boolean found = false;
            for (int batch = 0; batch < 150; batch++) {
                MIXTURE.update(state, traffic.failures(2, groupRate), 2, traffic.failures(10, restRate), 10, panes);
                found |= MIXTURE.logStatistic(state) >= Math.log(c);
            }
            reached += found ? 1 : 0;
        }
        return (double) reached / runs;
    }

    private static void update(TwoByTwoMixture mixture, double[] state, ReferenceTable.Row row, long panes) {
        mixture.update(
                state,
                row.count("groupFailures"),
                row.count("groupTrials"),
                row.count("restFailures"),
                row.count("restTrials"),
                panes);
    }

    private static void assertClose(double log, double expected, ReferenceTable.Row row) {
        assertThat(log).as("%s", row).isCloseTo(expected, within(1e-9 + 1e-11 * Math.abs(expected)));
    }
}
