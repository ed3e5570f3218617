package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class JensenShannonTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("histograms.csv");
        assertThat(table.rows()).hasSizeGreaterThan(80).allSatisfy(row -> assertThat(
                        JensenShannon.distance(row.counts("reference"), row.counts("window")))
                .isCloseTo(row.number("jensenShannon"), within(1e-9)));
    }

    @Test
    void isZeroForEqualSharesAndEndsAtTheRootOfLnTwo() {
        assertThat(JensenShannon.distance(new long[] {1, 2, 0}, new long[] {2_000_000_000_000L, 4_000_000_000_000L, 0}))
                .isCloseTo(0, within(1e-8));
        assertThat(JensenShannon.distance(new long[] {9, 0}, new long[] {0, 1}))
                .isCloseTo(Math.sqrt(Math.log(2)), within(1e-15))
                .isCloseTo(0.833, within(5e-4));
        assertThat(JensenShannon.distance(new long[] {25, 25, 25, 25}, new long[] {40, 30, 20, 10}))
                .isCloseTo(0.167, within(5e-4));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JensenShannon.distance(new long[] {1, 2}, new long[] {1}))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JensenShannon.distance(new long[] {0}, new long[] {1}))
                .withMessageContaining("empty");
    }
}
