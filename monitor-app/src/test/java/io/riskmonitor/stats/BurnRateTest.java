package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurnRateTest {

    @Test
    void isTheFailureRateOverTheBudget() {
        assertThat(BurnRate.of(1, 6, 0.02)).hasValueCloseTo(8.33, within(5e-3));
        assertThat(BurnRate.of(0, 6, 0.02)).hasValue(0);
        assertThat(BurnRate.of(3_000_000_000L, 100_000_000_000L, 0.02)).hasValueCloseTo(1.5, within(1e-12));
    }

    @Test
    void isAbsentWithoutVerdicts() {
        assertThat(BurnRate.of(0, 0, 0.02)).isEmpty();
    }

    /** Burns of the table in the book, at objectives of 99.9%, 98%, 95%, 90% and 80%. */
    @ParameterizedTest
    @CsvSource({
        "14.4, 0.001, true",
        "14.4, 0.02, true",
        "14.4, 0.05, true",
        "14.4, 0.1, false",
        "6, 0.1, true",
        "6, 0.2, false",
        "1, 0.8, true",
        "1, 0.81, false"
    })
    void canFireWhileItsRateIsAtMostEightyPercent(double burn, double budget, boolean canFire) {
        assertThat(BurnRate.canFire(burn, budget)).isEqualTo(canFire);
    }

    /** Chances by scipy's binom.sf: 3.4e-5, below, 7.0e-11 and 2.1e-2. */
    @Test
    void believesTenFailuresOrMoreWhereTheyAreUnlikely() {
        assertThat(BurnRate.isCredible(10, 100, 0.02, 1)).isTrue();
        assertThat(BurnRate.isCredible(10, 100, 0.02, 2)).isFalse();
        assertThat(BurnRate.isCredible(9, 20, 0.02, 1)).as("nine").isFalse();
        assertThat(BurnRate.isCredible(30, 1_000, 0.02, 1)).as("30 of 1,000").isFalse();
        assertThat(BurnRate.isCredible(0, 0, 0.02, 1)).as("nothing").isFalse();
    }

    @Test
    void believesNothingWhereTheFloorItselfFailsAlways() {
        assertThat(BurnRate.isCredible(100, 100, 0.2, 14.4)).isFalse();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BurnRate.of(2, 1, 0.02))
                .withMessageContaining("2 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BurnRate.of(0, 1, 0))
                .withMessageContaining("budget");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BurnRate.canFire(0, 0.02))
                .withMessageContaining("burn");
        assertThatIllegalArgumentException().isThrownBy(() -> BurnRate.canFire(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> BurnRate.isCredible(1, 0, 0.02, 1));
    }
}
