package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoganGladenTest {

    private static final ConfusionMatrix JUDGE = new ConfusionMatrix(40, 3, 10, 57);

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("rogan-gladen.csv");
        assertThat(table.rows()).hasSizeGreaterThan(45).allSatisfy(row -> {
            Optional<RoganGladen> corrected = RoganGladen.of(
                    row.count("failures"),
                    row.count("trials"),
                    new ConfusionMatrix(
                            row.count("truePositives"),
                            row.count("falsePositives"),
                            row.count("falseNegatives"),
                            row.count("trueNegatives")));
            if (row.word("rate").isEmpty()) {
                assertThat(corrected).isEmpty();
                return;
            }
            RoganGladen found = corrected.orElseThrow();
            assertThat(found.rate()).isCloseTo(row.number("rate"), within(1e-12));
            assertThat(found.standardError()).isCloseTo(row.number("standardError"), within(1e-12));
            assertThat(found.lower()).isCloseTo(row.number("lower"), within(1e-12));
            assertThat(found.upper()).isCloseTo(row.number("upper"), within(1e-12));
        });
    }

    @Test
    void owesMostOfItsErrorToTheJudge() {
        RoganGladen corrected = RoganGladen.of(120, 1_000, JUDGE).orElseThrow();
        assertThat(corrected.rate()).isCloseTo(0.093, within(5e-4));
        assertThat(corrected.standardError()).isCloseTo(0.037, within(5e-4));
    }

    @Test
    void isCutWhereFewerAreReportedThanFalseAlarmsAlone() {
        RoganGladen corrected = RoganGladen.of(10, 1_000, JUDGE).orElseThrow();
        assertThat(corrected.rate()).isZero();
        assertThat(corrected.lower()).isZero();
        assertThat(corrected.upper()).isPositive();
    }

    @Test
    void saysNothingWhereASingleSuccessIsKnown() {
        RoganGladen corrected = RoganGladen.of(5, 1_000, new ConfusionMatrix(1_000, 0, 9_000, 1))
                .orElseThrow();
        assertThat(corrected.rate()).isCloseTo(0.05, within(1e-12));
        assertThat(corrected.lower()).isZero();
        assertThat(corrected.upper()).isEqualTo(1);
    }

    @Test
    void isAbsentWhereNothingCanBeCorrected() {
        assertThat(RoganGladen.of(0, 0, JUDGE)).isEmpty();
        assertThat(RoganGladen.of(1, 10, new ConfusionMatrix(0, 1, 0, 50)))
                .as("no failures known")
                .isEmpty();
        assertThat(RoganGladen.of(1, 10, new ConfusionMatrix(5, 0, 1, 0)))
                .as("no successes known")
                .isEmpty();
        assertThat(RoganGladen.of(1, 10, new ConfusionMatrix(5, 5, 5, 5)))
                .as("a coin")
                .isEmpty();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoganGladen.of(2, 1, JUDGE))
                .withMessageContaining("2 of 1");
    }
}
