package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NewcombeIntervalTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("two-rates.csv");
        assertThat(table.rows()).hasSizeGreaterThan(300).allSatisfy(row -> {
            NewcombeInterval interval = NewcombeInterval.of(
                    row.count("failures"),
                    row.count("trials"),
                    row.count("restFailures"),
                    row.count("restTrials"),
                    row.number("z"));
            assertThat(interval.lower()).isCloseTo(row.number("differenceLower"), within(1e-9));
            assertThat(interval.upper()).isCloseTo(row.number("differenceUpper"), within(1e-9));
        });
    }

    @Test
    void isTheOnePublishedForSevenOfThirtyFourAgainstOne() {
        NewcombeInterval interval = NewcombeInterval.of(7, 34, 1, 34, WilsonInterval.Z_95);
        assertThat(interval.difference()).isCloseTo(0.176, within(5e-4));
        assertThat(interval.lower()).isCloseTo(0.019, within(5e-4));
        assertThat(interval.upper()).isCloseTo(0.340, within(5e-4));
    }

    @Test
    void turnsRoundWhenGroupAndRestChangePlaces() {
        NewcombeInterval one = NewcombeInterval.of(7, 34, 1, 50, WilsonInterval.Z_95);
        NewcombeInterval other = NewcombeInterval.of(1, 50, 7, 34, WilsonInterval.Z_95);
        assertThat(other.difference()).isEqualTo(-one.difference());
        assertThat(other.lower()).isCloseTo(-one.upper(), within(1e-15));
        assertThat(other.upper()).isCloseTo(-one.lower(), within(1e-15));
    }

    @Test
    void leavesADifferenceOpenWhereNothingFailedYet() {
        NewcombeInterval nothing = NewcombeInterval.of(0, 20, 0, 1_000, WilsonInterval.Z_95);
        assertThat(nothing.lower()).isNegative();
        assertThat(nothing.upper()).isCloseTo(0.161, within(5e-4));
        NewcombeInterval opposite = NewcombeInterval.of(1, 1, 0, 1, WilsonInterval.Z_95);
        assertThat(opposite.upper()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewcombeInterval.of(0, 0, 1, 5, 1.96))
                .withMessageContaining("0 of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewcombeInterval.of(1, 5, 6, 5, 1.96))
                .withMessageContaining("6 of 5");
        assertThatIllegalArgumentException().isThrownBy(() -> NewcombeInterval.of(1, 5, 1, 5, 0));
    }
}
