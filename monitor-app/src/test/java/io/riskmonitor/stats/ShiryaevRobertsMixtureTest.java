package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShiryaevRobertsMixtureTest {

    private static final double[] RATES = {1e-12, 1e-6, 0.005, 0.02, 0.1, 0.3, 0.5, 0.9, 0.994};

    @Test
    void equalsTheReferenceTable() {
        ReferenceTable table = ReferenceTable.read("shiryaev-roberts.csv");
        assertThat(table.rows()).hasSize(960);
        String stream = "";
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.5);
        double[] logM = mixture.start();
        for (ReferenceTable.Row row : table.rows()) {
            String current = row.word("direction") + " " + row.word("p0");
            if (!current.equals(stream)) {
                stream = current;
                double p0 = row.number("p0");
                mixture = row.word("direction").equals("rise")
                        ? ShiryaevRobertsMixture.rise(p0)
                        : ShiryaevRobertsMixture.fall(p0);
                logM = mixture.start();
            }
            mixture.update(logM, row.count("failures"), row.count("trials"), row.count("panes"));
            double expected = row.number("logStatistic");
            assertThat(logM).hasSize((int) row.count("components"));
            assertThat(mixture.logStatistic(logM))
                    .as("%s", row)
                    .isCloseTo(expected, within(1e-10 + 1e-12 * Math.abs(expected)));
        }
    }

    @Test
    void isFiftySevenAfterAFirstPaneOfThreeFailuresInTenAtTwoPercent() {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] logM = mixture.start();
        mixture.update(logM, 3, 10, 1);
        assertThat(Math.exp(mixture.logStatistic(logM))).isCloseTo(57.1, within(0.05));
    }

    @Test
    void catchesUpOverEmptyPanesAsIfItHadSeenEachOfThem() {
        for (ShiryaevRobertsMixture mixture : both(0.02)) {
            double[] atOnce = mixture.start();
            double[] oneByOne = mixture.start();
            mixture.update(atOnce, 2, 9, 1);
            mixture.update(atOnce, 1, 30, 501);
            mixture.update(oneByOne, 2, 9, 1);
            for (int pane = 0; pane < 500; pane++) {
                mixture.update(oneByOne, 0, 0, 1);
            }
            mixture.update(oneByOne, 1, 30, 1);
            assertThat(atOnce).containsExactly(oneByOne, within(1e-11));
        }
    }

    @Test
    void countsPanesWhileNothingIsSeen() {
        for (ShiryaevRobertsMixture mixture : both(0.3)) {
            double[] logM = mixture.start();
            mixture.update(logM, 0, 0, 4);
            mixture.update(logM, 0, 0, 3);
            assertThat(Math.exp(mixture.logStatistic(logM))).isCloseTo(7, within(1e-12));
        }
    }

    @Test
    void dependsOnlyOnTheCountsOfAPane() {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] whole = mixture.start();
        mixture.update(whole, 3, 10, 1);
        for (String order : new String[] {"XXX.......", ".......XXX", "..X.X..X.."}) {
            double evidence = 0;
            for (int i = 0; i < order.length(); i++) {
                evidence += LikelihoodRatio.against(1.25, 0.02).of(order.charAt(i) == 'X' ? 1 : 0, 1);
            }
            assertThat(whole[0]).as(order).isCloseTo(evidence, within(1e-14));
        }
    }

    @Test
    void sharesOneMixtureAmongCellsThatDoNotTouchEachOther() {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] failing = mixture.start();
        double[] quiet = mixture.start();
        mixture.update(failing, 50, 50, 1);
        assertThat(mixture.logStatistic(quiet)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(mixture.logStatistic(failing)).isGreaterThan(100);
    }

    @Test
    void goesOnFromAStoredStateAsIfNothingHadHappened() {
        double[] kept = ShiryaevRobertsMixture.rise(0.02).start();
        ShiryaevRobertsMixture.rise(0.02).update(kept, 3, 40, 2);
        double[] restored = kept.clone();
        ShiryaevRobertsMixture.rise(0.02).update(kept, 1, 7, 5);
        ShiryaevRobertsMixture.rise(0.02).update(restored, 1, 7, 5);
        assertThat(restored).isEqualTo(kept);
    }

    @Test
    void startsAnewAfterAReset() {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] logM = mixture.start();
        mixture.update(logM, 9, 9, 1);
        mixture.reset(logM);
        assertThat(logM).isEqualTo(mixture.start());
    }

    @Test
    void risesOnlyWithFailuresAndFallsOnlyWithSuccesses() {
        ShiryaevRobertsMixture rise = ShiryaevRobertsMixture.rise(0.1);
        ShiryaevRobertsMixture fall = ShiryaevRobertsMixture.fall(0.1);
        assertThat(afterOnePane(rise, 30, 100)).isGreaterThan(5);
        assertThat(afterOnePane(rise, 0, 100)).isNegative();
        assertThat(afterOnePane(fall, 30, 100)).isNegative();
        assertThat(afterOnePane(fall, 0, 100)).isGreaterThan(5);
    }

    @Test
    void hasFewerAlternativesWhereTheCapMakesThemOne() {
        assertThat(ShiryaevRobertsMixture.rise(0.02).start()).hasSize(6);
        assertThat(ShiryaevRobertsMixture.rise(0.3).start()).hasSize(5);
        assertThat(ShiryaevRobertsMixture.rise(0.9).start()).hasSize(1);
        assertThat(ShiryaevRobertsMixture.fall(0.9).start()).hasSize(6);
    }

    @Test
    void staysANumberForAMillionVerdictsPerPane() {
        long million = 1_000_000;
        for (double p0 : RATES) {
            for (ShiryaevRobertsMixture mixture : both(p0)) {
                double[] logM = mixture.start();
                for (long failures : new long[] {million, million, 0, 0, million, 1, Math.round(p0 * million), 0}) {
                    mixture.update(logM, failures, million, 1);
                    assertThat(mixture.logStatistic(logM)).isFinite();
                    mixture.update(logM, 0, 0, Long.MAX_VALUE);
                    assertThat(mixture.logStatistic(logM)).isFinite();
                }
            }
        }
    }

    @Test
    void staysANumberForTheLargestAndSmallestInputs() {
        for (double p0 : new double[] {Double.MIN_VALUE, Math.nextDown(0.995), 0.5}) {
            for (ShiryaevRobertsMixture mixture : both(p0)) {
                double[] logM = mixture.start();
                mixture.update(logM, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
                assertThat(mixture.logStatistic(logM)).isFinite();
                mixture.update(logM, 0, Long.MAX_VALUE, 1);
                assertThat(mixture.logStatistic(logM)).isFinite();
            }
        }
        ShiryaevRobertsMixture fall = ShiryaevRobertsMixture.fall(Math.nextDown(1.0));
        assertThat(afterOnePane(fall, 0, 1_000_000)).isFinite();
    }

    @Test
    void completesAnAlarmByTheClockWhereTrafficIsThin() {
        long day = 86_400;
        double logC = Math.log(90.0 * day);
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] logM = mixture.start();
        for (int verdict = 0; verdict < 29; verdict++) {
            mixture.update(logM, 0, 1, 3 * day);
        }
        assertThat(mixture.logStatistic(logM)).as("a success every third day").isLessThan(logC);
        mixture.update(logM, 1, 1, 3 * day);
        assertThat(mixture.logStatistic(logM)).as("then one failure").isGreaterThan(logC);

        mixture.reset(logM);
        for (int verdict = 0; verdict < 30; verdict++) {
            mixture.update(logM, 0, 1, 10 * day);
        }
        assertThat(mixture.logStatistic(logM)).as("a success every tenth day").isGreaterThan(logC);
    }

    @Test
    void refusesWhatCannotBeAndKeepsItsState() {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(0.02);
        double[] logM = mixture.start();
        mixture.update(logM, 1, 3, 1);
        double[] before = logM.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.update(logM, 4, 3, 1))
                .withMessageContaining("4 of 3");
        assertThatIllegalArgumentException().isThrownBy(() -> mixture.update(logM, -1, 3, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> mixture.update(logM, 0, -1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.update(logM, 1, 3, 0))
                .withMessageContaining("panes");
        assertThat(logM).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.logStatistic(new double[5]))
                .withMessageContaining("5 components");
    }

    @Test
    void refusesARateWithoutRoom() {
        for (double p0 : new double[] {-0.1, 0, 1, 2, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ShiryaevRobertsMixture.rise(p0))
                    .withMessageContaining("p0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ShiryaevRobertsMixture.fall(p0))
                    .withMessageContaining("p0");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ShiryaevRobertsMixture.rise(0.995));
    }

    private static double afterOnePane(ShiryaevRobertsMixture mixture, long failures, long trials) {
        double[] logM = mixture.start();
        mixture.update(logM, failures, trials, 1);
        return mixture.logStatistic(logM);
    }

    private static ShiryaevRobertsMixture[] both(double p0) {
        return new ShiryaevRobertsMixture[] {ShiryaevRobertsMixture.rise(p0), ShiryaevRobertsMixture.fall(p0)};
    }
}
