package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TwoByTwoTest {

    private static final TwoByTwo TEST = new TwoByTwo();

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("two-by-two.csv");
        assertThat(table.rows()).hasSize(480);
        String stream = "";
        double[] state = TEST.start();
        for (ReferenceTable.Row row : table.rows()) {
            if (!row.word("stream").equals(stream)) {
                stream = row.word("stream");
                state = TEST.start();
            }
            TEST.update(
                    state,
                    row.count("groupFailures"),
                    row.count("groupTrials"),
                    row.count("restFailures"),
                    row.count("restTrials"));
            double expected = row.number("logE");
            assertThat(TEST.logE(state)).as("%s", row).isCloseTo(expected, within(1e-9 + 1e-11 * Math.abs(expected)));
        }
    }

    @Test
    void learnsNothingFromTheFirstBatchAndALittleFromTheSecond() {
        double[] state = TEST.start();
        TEST.update(state, 1, 5, 0, 5);
        assertThat(TEST.logE(state)).isZero();
        TEST.update(state, 1, 5, 0, 5);
        assertThat(Math.exp(TEST.logE(state))).isCloseTo(1.585, within(5e-4));
    }

    @Test
    void treatsBothSidesAlike() {
        double[] one = TEST.start();
        double[] other = TEST.start();
        for (int batch = 0; batch < 20; batch++) {
            TEST.update(one, batch % 3, 4, 0, 9);
            TEST.update(other, 0, 9, batch % 3, 4);
        }
        assertThat(TEST.logE(other)).isCloseTo(TEST.logE(one), within(1e-12)).isPositive();
    }

    @Test
    void remembersABatchOfOneSideThoughItIsNoEvidence() {
        double[] state = TEST.start();
        TEST.update(state, 0, 0, 0, 100);
        assertThat(TEST.logE(state)).isZero();
        double[] fresh = TEST.start();
        TEST.update(state, 1, 1, 0, 10);
        TEST.update(fresh, 1, 1, 0, 10);
        assertThat(TEST.logE(state)).isGreaterThan(TEST.logE(fresh));
    }

    @Test
    void seldomFindsWhatIsNotThereAtAnyLookAndMostlyWhatIs() {
        assertThat(reaches(100, 0.02, 0.02)).isLessThan(0.01);
        assertThat(reaches(20, 0.1, 0.1)).isLessThan(0.05);
        // an independent simulation in numpy reached 0.888
        assertThat(reaches(100, 0.08, 0.02)).isCloseTo(0.888, within(0.03));
    }

    @Test
    void staysANumberWhateverComes() {
        double[] state = TEST.start();
        for (int batch = 0; batch < 5; batch++) {
            TEST.update(state, Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE);
            assertThat(TEST.logE(state)).isFinite();
        }
        TEST.update(state, 0, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(TEST.logE(state)).isFinite();
    }

    @Test
    void refusesWhatCannotBeAndKeepsItsState() {
        double[] state = TEST.start();
        TEST.update(state, 1, 3, 2, 9);
        double[] before = state.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.update(state, 4, 3, 0, 1))
                .withMessageContaining("group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.update(state, 1, 3, -1, 1))
                .withMessageContaining("rest");
        assertThat(state).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.logE(new double[3]))
                .withMessageContaining("3 components");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TwoByTwo(0, 1))
                .withMessageContaining("prior");
        assertThatIllegalArgumentException().isThrownBy(() -> new TwoByTwo(1, Double.NaN));
    }

    /** How often E reaches c within 150 batches of 2 of the group and 10 of the rest. */
    private static double reaches(double c, double groupRate, double restRate) {
        int runs = 2_000;
        int reached = 0;
        SimulatedTraffic traffic = new SimulatedTraffic(2106);
        for (int run = 0; run < runs; run++) {
            double[] state = TEST.start();
            boolean found = false;
            for (int batch = 0; batch < 150; batch++) {
                TEST.update(state, traffic.failures(2, groupRate), 2, traffic.failures(10, restRate), 10);
                found |= TEST.logE(state) >= Math.log(c);
            }
            reached += found ? 1 : 0;
        }
        return (double) reached / runs;
    }
}
