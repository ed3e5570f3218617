package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ChiSquaredHomogeneityTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("histograms.csv");
        assertThat(table.rows()).hasSizeGreaterThan(80).allSatisfy(row -> {
            ChiSquaredHomogeneity test = ChiSquaredHomogeneity.of(row.counts("reference"), row.counts("window"));
            assertThat(test.degreesOfFreedom()).isEqualTo((int) row.count("df"));
            assertThat(test.statistic()).isCloseTo(row.number("chiSquared"), relativeTo(row.number("chiSquared")));
            assertThat(test.logP()).isCloseTo(row.number("logP"), relativeTo(row.number("logP")));
            assertThat(test.cramersV()).isCloseTo(row.number("cramersV"), within(1e-10));
        });
    }

    @Test
    void isSmallForTheWorkedExample() {
        ChiSquaredHomogeneity test = ChiSquaredHomogeneity.of(new long[] {25, 25, 25, 25}, new long[] {40, 30, 20, 10});
        assertThat(test.statistic()).isCloseTo(10.90, within(5e-3));
        assertThat(Math.exp(test.logP())).isCloseTo(0.0123, within(5e-5));
        assertThat(test.cramersV()).isCloseTo(0.233, within(5e-4));
    }

    @Test
    void countsRareBinsAsOne() {
        assertThat(ChiSquaredHomogeneity.of(new long[] {50, 50, 2, 3, 4, 1}, new long[] {50, 50, 3, 2, 1, 4}))
                .isEqualTo(ChiSquaredHomogeneity.of(new long[] {50, 50, 10}, new long[] {50, 50, 10}));
    }

    @Test
    void givesTheRarestBinToARestThatIsStillTooSmall() {
        assertThat(ChiSquaredHomogeneity.of(new long[] {50, 40, 1, 0}, new long[] {55, 30, 0, 2}))
                .isEqualTo(ChiSquaredHomogeneity.of(new long[] {50, 41}, new long[] {55, 32}));
    }

    @Test
    void seesNothingWhereOneBinIsLeft() {
        ChiSquaredHomogeneity nothing = new ChiSquaredHomogeneity(0, 0, 0, 0);
        assertThat(ChiSquaredHomogeneity.of(new long[] {9}, new long[] {3_000_000_000L}))
                .isEqualTo(nothing);
        assertThat(ChiSquaredHomogeneity.of(new long[] {1, 1, 1}, new long[] {1, 1, 1}))
                .isEqualTo(nothing);
        assertThat(ChiSquaredHomogeneity.of(new long[] {1_000, 1}, new long[] {1, 0}))
                .isEqualTo(nothing);
    }

    @Test
    void keepsALogarithmWhereThePValueWouldBeZero() {
        ChiSquaredHomogeneity test = ChiSquaredHomogeneity.of(new long[] {1_000_000, 0}, new long[] {0, 1_000_000});
        assertThat(test.logP()).isBetween(-1_000_010.0, -1_000_000.0);
        assertThat(test.cramersV()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChiSquaredHomogeneity.of(new long[] {1, 2}, new long[] {1}))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChiSquaredHomogeneity.of(new long[] {0, 0}, new long[] {1, 2}))
                .withMessageContaining("empty");
    }

    private static Offset<Double> relativeTo(double expected) {
        return within(1e-9 * Math.max(1e-3, Math.abs(expected)));
    }
}
