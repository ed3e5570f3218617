package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BernoulliCusumTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("cusum.csv");
        assertThat(table.rows()).hasSize(400);
        String stream = "";
        double sum = 0;
        for (ReferenceTable.Row row : table.rows()) {
            String current = row.word("direction") + " " + row.word("p0");
            if (!current.equals(stream)) {
                stream = current;
                sum = 0;
            }
            double p0 = row.number("p0");
            BernoulliCusum cusum =
                    row.word("direction").equals("rise") ? BernoulliCusum.rise(p0) : BernoulliCusum.fall(p0);
            sum = cusum.next(sum, row.count("failures"), row.count("trials"));
            assertThat(sum).as("%s", row).isCloseTo(row.number("sum"), within(1e-10));
        }
    }

    @Test
    void weighsOneFailureLikeThirtyFourSuccessesAtTwoPercent() {
        BernoulliCusum cusum = BernoulliCusum.rise(0.02);
        assertThat(cusum.next(0, 1, 1)).isCloseTo(0.693, within(5e-4));
        assertThat(cusum.next(1, 0, 1)).isCloseTo(1 - 0.0206, within(5e-5));
        assertThat(cusum.next(0, 1, 34)).isPositive();
        assertThat(cusum.next(0, 1, 35)).isZero();
    }

    @Test
    void startsOverWhileNothingPointsToAChange() {
        BernoulliCusum rise = BernoulliCusum.rise(0.02);
        double quiet = rise.next(0, 1, 100);
        double changed = rise.next(quiet, 5, 100);
        assertThat(BernoulliCusum.startsOver(quiet)).isTrue();
        assertThat(BernoulliCusum.startsOver(changed)).isFalse();
        assertThat(BernoulliCusum.startsOver(rise.next(changed, 0, 0)))
                .as("an empty pane changes nothing")
                .isFalse();
        assertThat(BernoulliCusum.startsOver(rise.next(changed, 0, 1_000))).isTrue();
    }

    @Test
    void pointsToAFallOnlyWhenFewerFail() {
        BernoulliCusum fall = BernoulliCusum.fall(0.2);
        assertThat(BernoulliCusum.startsOver(fall.next(0, 20, 100))).isTrue();
        assertThat(BernoulliCusum.startsOver(fall.next(0, 10, 100))).isFalse();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> BernoulliCusum.rise(0));
        assertThatIllegalArgumentException().isThrownBy(() -> BernoulliCusum.rise(0.995));
        assertThatIllegalArgumentException().isThrownBy(() -> BernoulliCusum.fall(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BernoulliCusum.rise(0.1).next(0, 2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BernoulliCusum.rise(0.1).next(0, -1, 1));
    }
}
