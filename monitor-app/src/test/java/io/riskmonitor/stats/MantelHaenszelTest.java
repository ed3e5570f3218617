package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.riskmonitor.stats.MantelHaenszel.Stratum;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MantelHaenszelTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("mantel-haenszel.csv");
        assertThat(table.rows()).hasSizeGreaterThan(40).allSatisfy(row -> {
            MantelHaenszel compared = MantelHaenszel.of(strata(row.word("strata")));
            assertClose(compared.statistic(), row.number("statistic"));
            assertClose(compared.pValue(), row.number("pValue"));
            assertClose(compared.oddsRatio(), row.number("oddsRatio"));
            assertClose(compared.riskRatio(), row.number("riskRatio"));
            assertClose(compared.logRiskRatioError(), row.number("logRiskRatioError"));
        });
    }

    @Test
    void isNotDeceivedByADifferentMix() {
        Stratum easy = new Stratum(10, 100, 1, 10);
        Stratum hard = new Stratum(5, 10, 50, 100);
        MantelHaenszel within = MantelHaenszel.of(List.of(easy, hard));
        assertThat(within.statistic()).isZero();
        assertThat(within.pValue()).isEqualTo(1);
        assertThat(within.oddsRatio()).isCloseTo(1, within(1e-12));
        assertThat(within.riskRatio()).isCloseTo(1, within(1e-12));
        MantelHaenszel mixed = MantelHaenszel.of(List.of(new Stratum(15, 110, 51, 110)));
        assertThat(mixed.pValue()).isLessThan(1e-6);
    }

    @Test
    void givesTheIntervalOfOneStratumThatKatzPublished() {
        // 7 of 34 against 1 of 34: (0.91, 54) in Fagerland, Lydersen, Laake 2015
        MantelHaenszel compared = MantelHaenszel.of(List.of(new Stratum(7, 34, 1, 34)));
        assertThat(compared.riskRatio()).isCloseTo(7, within(1e-12));
        assertThat(compared.lowerRiskRatio(WilsonInterval.Z_95)).isCloseTo(0.91, within(5e-3));
        assertThat(compared.upperRiskRatio(WilsonInterval.Z_95)).isCloseTo(54, within(0.5));
    }

    @Test
    void passesOverStrataThatSayNothing() {
        Stratum telling = new Stratum(7, 34, 1, 34);
        List<Stratum> mute = List.of(
                new Stratum(0, 0, 1, 5),
                new Stratum(1, 5, 0, 0),
                new Stratum(0, 9, 0, 9),
                new Stratum(9, 9, 4, 4),
                new Stratum(0, 0, 0, 0));
        assertThat(MantelHaenszel.of(
                        Stream.concat(mute.stream(), Stream.of(telling)).toList()))
                .isEqualTo(MantelHaenszel.of(List.of(telling)));
        for (List<Stratum> nothing : List.of(List.<Stratum>of(), mute)) {
            MantelHaenszel compared = MantelHaenszel.of(nothing);
            assertThat(compared.statistic()).isZero();
            assertThat(compared.pValue()).isEqualTo(1);
            assertThat(compared.riskRatio()).isNaN();
            assertThat(compared.upperRiskRatio(1.96)).isNaN();
        }
    }

    @Test
    void leavesEveryRatioOpenWhereASideNeverFails() {
        for (Stratum oneSided : List.of(new Stratum(3, 40, 0, 60), new Stratum(0, 40, 3, 60))) {
            MantelHaenszel compared = MantelHaenszel.of(List.of(oneSided));
            assertThat(compared.lowerRiskRatio(WilsonInterval.Z_95)).isZero();
            assertThat(compared.upperRiskRatio(WilsonInterval.Z_95)).isEqualTo(Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void findsADifferenceBetweenEqualRatesAboutAsSeldomAsItSays() {
        int runs = 2_000;
        int found = 0;
        SimulatedTraffic traffic = new SimulatedTraffic(1959);
        for (int run = 0; run < runs; run++) {
            List<Stratum> strata = Stream.of(0.01, 0.05, 0.2)
                    .map(rate -> new Stratum(traffic.failures(100, rate), 100, traffic.failures(400, rate), 400))
                    .toList();
            found += MantelHaenszel.of(strata).pValue() < 0.05 ? 1 : 0;
        }
        assertThat((double) found / runs).isBetween(0.02, 0.06);
    }

    @Test
    void refusesCountsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stratum(2, 1, 0, 0))
                .withMessageContaining("group, got 2 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stratum(0, 1, -1, 0))
                .withMessageContaining("rest");
    }

    private static List<Stratum> strata(String cell) {
        return Arrays.stream(cell.split(" "))
                .map(stratum -> {
                    long[] counts = Arrays.stream(stratum.split(":"))
                            .mapToLong(Long::parseLong)
                            .toArray();
                    return new Stratum(counts[0], counts[1], counts[2], counts[3]);
                })
                .toList();
    }

    private static void assertClose(double number, double expected) {
        if (Double.isInfinite(expected)) {
            assertThat(number).isEqualTo(expected);
        } else {
            assertThat(number).isCloseTo(expected, within(1e-12 + 1e-6 * expected));
        }
    }
}
