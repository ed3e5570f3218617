package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class WalterRatioTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("two-rates.csv");
        assertThat(table.rows()).hasSizeGreaterThan(300).allSatisfy(row -> {
            WalterRatio ratio = WalterRatio.of(
                    row.count("failures"),
                    row.count("trials"),
                    row.count("restFailures"),
                    row.count("restTrials"),
                    row.number("z"));
            assertThat(ratio.lower()).isCloseTo(row.number("ratioLower"), withinPercentage(1e-5));
            assertThat(ratio.upper()).isCloseTo(row.number("ratioUpper"), withinPercentage(1e-5));
        });
    }

    @Test
    void isTheOnePublishedForSevenOfThirtyFourAgainstOne() {
        WalterRatio ratio = WalterRatio.of(7, 34, 1, 34, WilsonInterval.Z_95);
        assertThat(ratio.ratio()).isCloseTo(5, within(1e-12));
        assertThat(ratio.lower()).isCloseTo(0.92, within(5e-3));
        assertThat(ratio.upper()).isCloseTo(27, within(0.5));
    }

    @Test
    void turnsRoundWhenGroupAndRestChangePlaces() {
        WalterRatio one = WalterRatio.of(7, 34, 1, 50, WilsonInterval.Z_95);
        WalterRatio other = WalterRatio.of(1, 50, 7, 34, WilsonInterval.Z_95);
        assertThat(other.ratio() * one.ratio()).isCloseTo(1, within(1e-14));
        assertThat(other.lower() * one.upper()).isCloseTo(1, within(1e-14));
    }

    @Test
    void isUncertainWhereNothingOrEverythingFailed() {
        for (long trials : new long[] {1, 20}) {
            WalterRatio nothing = WalterRatio.of(0, trials, 0, trials, WilsonInterval.Z_95);
            assertThat(nothing.lower()).isBetween(0.0, 0.1);
            assertThat(nothing.upper()).isBetween(10.0, 1e3);
            WalterRatio everything = WalterRatio.of(trials, trials, trials, trials, WilsonInterval.Z_95);
            assertThat(everything.ratio()).isEqualTo(1);
            assertThat(everything.lower()).isLessThan(1);
            assertThat(everything.upper()).isGreaterThan(1);
        }
    }

    @Test
    void leavesOneOutHardlyEverWhereTheRatesAreEqual() {
        int runs = 4_000;
        int excluded = 0;
        SimulatedTraffic traffic = new SimulatedTraffic(1975);
        for (int run = 0; run < runs; run++) {
            WalterRatio ratio = WalterRatio.of(
                    traffic.failures(200, 0.02), 200, traffic.failures(1_000, 0.02), 1_000, WilsonInterval.Z_95);
            if (ratio.lower() > 1 || ratio.upper() < 1) {
                excluded++;
            }
        }
        assertThat((double) excluded / runs).isLessThan(0.06);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalterRatio.of(0, 0, 1, 5, 1.96))
                .withMessageContaining("0 of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalterRatio.of(1, 5, 6, 5, 1.96))
                .withMessageContaining("6 of 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalterRatio.of(1, 5, 1, 5, Double.NaN))
                .withMessageContaining("NaN");
    }
}
