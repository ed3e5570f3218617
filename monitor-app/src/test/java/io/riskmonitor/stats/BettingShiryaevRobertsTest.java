package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BettingShiryaevRobertsTest {

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("betting.csv");
        assertThat(table.rows()).hasSize(600);
        String stream = "";
        BettingShiryaevRoberts mixture = BettingShiryaevRoberts.rise(0.5);
        double[] logM = mixture.start();
        for (ReferenceTable.Row row : table.rows()) {
            if (!stream.equals(row.word("direction") + row.word("m0"))) {
                stream = row.word("direction") + row.word("m0");
                mixture = row.word("direction").equals("rise")
                        ? BettingShiryaevRoberts.rise(row.number("m0"))
                        : BettingShiryaevRoberts.fall(row.number("m0"));
                logM = mixture.start();
            }
            mixture.update(logM, row.number("y"), row.count("panes"));
            assertThat(logM).hasSize((int) row.count("bets"));
            double expected = row.number("logStatistic");
            if (Double.isInfinite(expected)) {
                assertThat(mixture.logStatistic(logM)).isEqualTo(expected);
            } else {
                assertThat(mixture.logStatistic(logM))
                        .as("%s", row)
                        .isCloseTo(expected, within(1e-10 + 1e-12 * Math.abs(expected)));
            }
        }
    }

    @Test
    void isOneHundredAndFortyTwoAfterAWholeAndAHalfFailureAtTwoPercent() {
        BettingShiryaevRoberts mixture = BettingShiryaevRoberts.rise(0.02);
        double[] logM = mixture.start();
        mixture.update(logM, 1, 1);
        mixture.update(logM, 0.5, 1);
        assertThat(Math.exp(mixture.logStatistic(logM))).isCloseTo(142, within(0.5));
    }

    @Test
    void takesManyUnitsOfOneValueAsOneAfterTheOther() {
        BettingShiryaevRoberts mixture = BettingShiryaevRoberts.rise(0.02);
        double[] together = mixture.start();
        mixture.update(together, 0.3, 5, 2);
        mixture.update(together, 0.1, 0, 1);
        double[] apart = mixture.start();
        for (int unit = 0; unit < 5; unit++) {
            mixture.update(apart, 0.3, unit == 0 ? 2 : 0);
        }
        for (int j = 0; j < apart.length; j++) {
            // an empty update is a pane that has passed
            assertThat(Math.exp(together[j])).isCloseTo(Math.exp(apart[j]) + 1, within(1e-9));
        }
    }

    @Test
    void datesPlainFailuresLikeTheCumulativeSum() {
        for (double m0 : new double[] {0.001, 0.02, 0.4}) {
            assertThat(BettingShiryaevRoberts.rise(m0).logGain(1))
                    .isCloseTo(BernoulliCusum.rise(m0).next(0, 1, 1), within(1e-12));
            assertThat(BettingShiryaevRoberts.fall(m0).logGain(0))
                    .isCloseTo(BernoulliCusum.fall(m0).next(0, 0, 1), within(1e-12));
        }
    }

    @Test
    void betsOnPlainFailuresLikeTheLikelihoodRatiosOfTheOtherDetector() {
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(0.02);
        ShiryaevRobertsMixture plain = ShiryaevRobertsMixture.rise(0.02);
        double[] bets = betting.start();
        double[] ratios = plain.start();
        SimulatedTraffic traffic = new SimulatedTraffic(3);
        for (int pane = 0; pane < 200; pane++) {
            int failures = traffic.failures(1, 0.1);
            betting.update(bets, failures, 1);
            plain.update(ratios, failures, 1, 1);
            for (int j = 0; j < ratios.length; j++) {
                assertThat(bets[j]).isCloseTo(ratios[j], within(1e-10));
            }
        }
    }

    @Test
    void keepsItsPromiseWhereFailuresComeTogetherAndTheOtherDetectorDoesNot() {
        double m0 = 0.02;
        double logC = Math.log(1_000);
        int conversations = 100_000;
        int verdicts = 20;
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(m0);
        ShiryaevRobertsMixture plain = ShiryaevRobertsMixture.rise(m0);
        double[] bets = betting.start();
        double[] ratios = plain.start();
        SplittableRandom random = new SplittableRandom(20);
        SimulatedTraffic traffic = new SimulatedTraffic(21);
        int alarms = 0;
        int alarmsOfOther = 0;
        for (int conversation = 0; conversation < conversations; conversation++) {
            // one in five conversations fails at 10%, the others never
            int failures = random.nextInt(5) == 0 ? traffic.failures(verdicts, 5 * m0) : 0;
            betting.update(bets, (double) failures / verdicts, 1);
            if (betting.logStatistic(bets) >= logC) {
                alarms++;
                betting.reset(bets);
            }
            plain.update(ratios, failures, verdicts, 1);
            if (plain.logStatistic(ratios) >= logC) {
                alarmsOfOther++;
                plain.reset(ratios);
            }
        }
        // 100 are promised on average; three standard deviations more
        assertThat(alarms).isBetween(20, 130);
        assertThat(alarmsOfOther).isGreaterThan(300);
    }

    @Test
    void findsARiseOfALossThatVariesLittle() {
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(0.003);
        double[] logM = betting.start();
        SimulatedTraffic traffic = new SimulatedTraffic(100);
        int panes = 0;
        while (betting.logStatistic(logM) < Math.log(1e5)) {
            // a harm of weight 3 in 100, twice as often as is harmless
            betting.update(logM, 0.03 * traffic.failures(1, 0.2), 1);
            panes++;
        }
        assertThat(panes).isLessThan(500);
    }

    @Test
    void takesSeveralUnitsOfOnePaneAndCatchesUpOverEmptyOnes() {
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(0.1);
        double[] logM = betting.start();
        betting.update(logM, 0.1, 4);
        assertThat(Math.exp(betting.logStatistic(logM))).isCloseTo(4, within(1e-12));
        betting.update(logM, 0.1, 0);
        assertThat(Math.exp(betting.logStatistic(logM))).isCloseTo(4, within(1e-12));
        betting.update(logM, 0.1, 3);
        assertThat(Math.exp(betting.logStatistic(logM))).isCloseTo(7, within(1e-12));
    }

    @Test
    void staysANumberAtTheEnds() {
        for (double m0 : new double[] {Double.MIN_NORMAL, 1e-9, 0.5, Math.nextDown(0.995)}) {
            BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(m0);
            double[] logM = betting.start();
            for (int pane = 0; pane < 2_000; pane++) {
                betting.update(logM, pane < 1_000 ? 1 : 0, Long.MAX_VALUE);
                assertThat(betting.logStatistic(logM)).isFinite();
            }
        }
    }

    @Test
    void startsAnewAfterAReset() {
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(0.1);
        double[] logM = betting.start();
        betting.update(logM, 1, 1);
        betting.reset(logM);
        assertThat(logM).isEqualTo(betting.start());
    }

    @Test
    void refusesWhatCannotBeAndKeepsItsState() {
        BettingShiryaevRoberts betting = BettingShiryaevRoberts.rise(0.1);
        double[] logM = betting.start();
        betting.update(logM, 0.7, 1);
        double[] before = logM.clone();
        for (double nonsense : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> betting.update(logM, nonsense, 1))
                    .withMessageContaining("y must");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> betting.update(logM, 0.5, -1))
                .withMessageContaining("panes");
        assertThat(logM).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> betting.logStatistic(new double[2]))
                .withMessageContaining("2 components");
        for (double nonsense : new double[] {0, 0.995, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BettingShiryaevRoberts.rise(nonsense))
                    .withMessageContaining("m0");
        }
    }
}
