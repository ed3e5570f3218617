package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CohenKappaTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("kappa.csv");
        assertThat(table.rows()).hasSizeGreaterThan(12).allSatisfy(row -> {
            Optional<CohenKappa> kappa = CohenKappa.of(new ConfusionMatrix(
                    row.count("bothFail"), row.count("onlyJudge"), row.count("onlyReference"), row.count("bothPass")));
            if (row.word("kappa").isEmpty()) {
                assertThat(kappa).isEmpty();
                return;
            }
            CohenKappa found = kappa.orElseThrow();
            assertThat(found.kappa()).isCloseTo(row.number("kappa"), within(1e-12));
            assertThat(found.standardError()).isCloseTo(row.number("standardError"), within(1e-8));
            assertThat(found.lower()).isCloseTo(Math.max(-1, row.number("lower")), within(2e-8));
            assertThat(found.upper()).isCloseTo(Math.min(1, row.number("upper")), within(2e-8));
        });
    }

    @Test
    void isZeroForAJudgeThatNeverReportsAFailure() {
        CohenKappa kappa = CohenKappa.of(new ConfusionMatrix(0, 0, 20, 980)).orElseThrow();
        assertThat(kappa.kappa()).isCloseTo(0, within(1e-15));
    }

    @Test
    void isOneForPerfectAgreementInBothClasses() {
        assertThat(CohenKappa.of(new ConfusionMatrix(3, 0, 0, 2))).hasValue(new CohenKappa(1, 0, 1, 1));
    }

    @Test
    void isUndefinedWithoutItemsAndWhereBothKnowTheSameClassOnly() {
        assertThat(CohenKappa.of(new ConfusionMatrix(0, 0, 0, 0))).isEmpty();
        assertThat(CohenKappa.of(new ConfusionMatrix(9, 0, 0, 0))).isEmpty();
        assertThat(CohenKappa.of(new ConfusionMatrix(0, 0, 0, 9))).isEmpty();
    }
}
