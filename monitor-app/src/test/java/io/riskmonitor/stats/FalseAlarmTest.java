package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of {@link ShiryaevRobertsMixture}: at most one alarm in c panes while the rate is harmless. */
class FalseAlarmTest {

    private static final int PANES = 300_000;
    private static final double C = 1_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02, 0.1})
    void riseKeepsItsPromiseUpToTheHarmlessRateAndBreaksItAbove(double p0) {
        ShiryaevRobertsMixture rise = ShiryaevRobertsMixture.rise(p0);
        int atP0 = alarms(rise, p0);
        assertThat(atLeastPerPane(atP0)).isLessThanOrEqualTo(1 / C);
        assertThat(alarms(rise, 0.7 * p0)).as("below p0").isLessThanOrEqualTo(atP0);
        assertThat(atP0).as("it does alarm").isGreaterThan((int) (0.3 * PANES / C));
        assertThat(atLeastPerPane(alarms(rise, 1.5 * p0))).as("above p0").isGreaterThan(1 / C);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.005, 0.02, 0.1})
    void fallKeepsItsPromiseDownToTheHarmfulRateAndBreaksItBelow(double p0) {
        ShiryaevRobertsMixture fall = ShiryaevRobertsMixture.fall(p0);
        int atP0 = alarms(fall, p0);
        assertThat(atLeastPerPane(atP0)).isLessThanOrEqualTo(1 / C);
        assertThat(alarms(fall, 1.4 * p0)).as("above p0").isLessThanOrEqualTo(atP0);
        assertThat(atP0).as("it does alarm").isGreaterThan((int) (0.3 * PANES / C));
        assertThat(atLeastPerPane(alarms(fall, p0 / 1.5))).as("below p0").isGreaterThan(1 / C);
    }

    /** As a stage feeds it: only panes with verdicts, catching up over the empty ones; starting anew after an alarm. */
    private static int alarms(ShiryaevRobertsMixture mixture, double rate) {
        SimulatedTraffic traffic = new SimulatedTraffic(20220303);
        double[] logM = mixture.start();
        int alarms = 0;
        long panes = 0;
        for (int pane = 0; pane < PANES; pane++) {
            panes++;
            int trials = traffic.trials();
            if (trials == 0) {
                continue;
            }
            mixture.update(logM, traffic.failures(trials, rate), trials, panes);
            panes = 0;
            if (mixture.logStatistic(logM) >= Math.log(C)) {
                alarms++;
                mixture.reset(logM);
            }
        }
        return alarms;
    }

    /** Lower end of the 99% Clopper-Pearson interval of the alarms per pane. */
    private static double atLeastPerPane(int alarms) {
        return BinomialConfidenceInterval.CLOPPER_PEARSON
                .fromErrorRate(PANES, alarms, 0.01)
                .getLowerBound();
    }
}
