package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConditionalOddsRatioTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("conditional-odds-ratio.csv");
        assertThat(table.rows()).hasSize(25);
        for (ReferenceTable.Row row : table.rows()) {
            double logE = ConditionalOddsRatio.logE(
                    row.count("failures"), row.count("trials"), row.count("restFailures"), row.count("restTrials"));
            double expected = row.number("logE");
            assertThat(logE).as("%s", row).isCloseTo(expected, within(1e-9 + 1e-11 * Math.abs(expected)));
        }
    }

    @Test
    void threeTimesAsManyFailuresOfAThousandAreEvidenceOfThirtySix() {
        assertThat(Math.exp(ConditionalOddsRatio.logE(30, 1_000, 10, 1_000))).isCloseTo(36, within(0.5));
    }

    @Test
    void treatsBothSidesAndBothOutcomesAlike() {
        double worse = ConditionalOddsRatio.logE(70, 900, 40, 1_300);
        assertThat(ConditionalOddsRatio.logE(40, 1_300, 70, 900)).isCloseTo(worse, within(1e-9));
        assertThat(ConditionalOddsRatio.logE(830, 900, 1_260, 1_300)).isCloseTo(worse, within(1e-9));
    }

    /** The promise: with the failures of both given, every way in which they may fall has its chance times E. */
    @Test
    void hasMeanOneWhileBothFailAtTheSameRate() {
        assertThat(meanOverAllWays(12, 40, 90)).isCloseTo(1, within(1e-9));
        assertThat(meanOverAllWays(3, 500, 20)).isCloseTo(1, within(1e-9));
    }

    private static double meanOverAllWays(int failures, int trials, int restTrials) {
        double chance = 1; // that none of the failures is in the group
        for (int i = 0; i < failures; i++) {
            chance *= (double) (restTrials - i) / (trials + restTrials - i);
        }
        double mean = 0;
        for (int x = 0; x <= Math.min(trials, failures); x++) {
            mean += chance * Math.exp(ConditionalOddsRatio.logE(x, trials, failures - x, restTrials));
            chance *= (double) (trials - x) * (failures - x) / ((x + 1.0) * (restTrials - failures + x + 1));
        }
        return mean;
    }

    @Test
    void countsOfMillionsStayFinite() {
        double exactlyKnown = 1e7 * (0.2 * Math.log(0.2 / 0.15) + 0.8 * Math.log(0.8 / 0.85))
                + 1e7 * (0.1 * Math.log(0.1 / 0.15) + 0.9 * Math.log(0.9 / 0.85));
        assertThat(ConditionalOddsRatio.logE(2_000_000, 10_000_000, 1_000_000, 10_000_000))
                .as("a little less than to know both rates would give")
                .isBetween(0.95 * exactlyKnown, exactlyKnown);
        assertThat(ConditionalOddsRatio.logE(1_000_000, 10_000_000, 1_000_000, 10_000_000))
                .isNegative();
    }

    @Test
    void refusesMoreFailuresThanTrials() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConditionalOddsRatio.logE(2, 1, 0, 1));
    }
}
