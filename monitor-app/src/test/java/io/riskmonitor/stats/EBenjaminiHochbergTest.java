package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EBenjaminiHochbergTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("e-benjamini-hochberg.csv");
        assertThat(table.rows()).hasSize(72).allSatisfy(row -> {
            double[] logE = Arrays.stream(row.word("logE").split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(marks(EBenjaminiHochberg.select(logE, row.number("alpha"))))
                    .isEqualTo(row.word("selected"));
        });
        assertThat(table.rows()).anyMatch(row -> row.word("selected").contains("x-"));
    }

    @Test
    void selectsThreeTogetherOfWhichTheWeakerTwoWouldNotDoAlone() {
        assertThat(select(0.05, 100, 45, 30, 2)).isEqualTo("xxx-");
        assertThat(select(0.05, 2, 30, 100, 45)).isEqualTo("-xxx");
        assertThat(select(0.05, 79, 39, 26, 2)).isEqualTo("----");
        assertThat(select(0.05, 79, 39, 27, 2)).isEqualTo("xxx-");
        assertThat(select(0.05, 79, 41, 26, 2)).isEqualTo("xx--");
    }

    @Test
    void selectsEqualEValuesTogetherOrNotAtAll() {
        assertThat(select(0.05, 30, 30, 30, 1)).isEqualTo("xxx-");
        assertThat(select(0.05, 30, 30, 1, 1)).isEqualTo("----");
        assertThat(select(0.05, 20.001, 20.001)).isEqualTo("xx");
    }

    @Test
    void takesNothingAndInfinity() {
        assertThat(select(0.05)).isEmpty();
        assertThat(select(0.05, 19.9)).isEqualTo("-");
        assertThat(select(0.05, 20.1)).isEqualTo("x");
        assertThat(EBenjaminiHochberg.select(
                        new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0}, 0.05))
                .containsExactly(true, false, false);
        assertThat(EBenjaminiHochberg.select(new double[] {Double.NEGATIVE_INFINITY}, 0.05))
                .containsExactly(false);
    }

    @Test
    void leavesItsArgumentAlone() {
        double[] logE = {5, 1, 9};
        EBenjaminiHochberg.select(logE, 0.05);
        assertThat(logE).containsExactly(5, 1, 9);
    }

    @Test
    void selectsFewWrongOnesThoughAllTheTrueOnesDependOnEachOther() {
        SplittableRandom random = new SplittableRandom(84);
        double alpha = 0.1;
        int runs = 4_000;
        double share = 0;
        for (int run = 0; run < runs; run++) {
            double[] logE = new double[20];
            // one draw for all of the true hypotheses: 40 with a chance of 1 in 40, else 0, so mean 1
            double p = random.nextDouble();
            double shared = p < 1.0 / 40 ? Math.log(40) : Double.NEGATIVE_INFINITY;
            Arrays.fill(logE, shared);
            logE[0] = 9;
            logE[1] = 9;
            boolean[] selected = EBenjaminiHochberg.select(logE, alpha);
            int wrong = 0;
            int all = 0;
            for (int i = 0; i < logE.length; i++) {
                all += selected[i] ? 1 : 0;
                wrong += selected[i] && i > 1 ? 1 : 0;
            }
            share += all == 0 ? 0 : (double) wrong / all;
        }
        assertThat(share / runs).isPositive().isLessThan(alpha);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> select(0, 1)).withMessageContaining("alpha");
        assertThatIllegalArgumentException().isThrownBy(() -> select(1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EBenjaminiHochberg.select(new double[] {1, Double.NaN, 3}, 0.05))
                .withMessageContaining("NaN");
    }

    private static String select(double alpha, double... e) {
        return marks(EBenjaminiHochberg.select(Arrays.stream(e).map(Math::log).toArray(), alpha));
    }

    private static String marks(boolean[] selected) {
        StringBuilder marks = new StringBuilder();
        for (boolean one : selected) {
            marks.append(one ? 'x' : '-');
        }
        return marks.toString();
    }
}
