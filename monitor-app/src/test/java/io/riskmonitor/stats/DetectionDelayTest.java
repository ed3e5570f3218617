package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How soon {@link ShiryaevRobertsMixture} sees a rise, after a long harmless past. */
class DetectionDelayTest {

    private static final double P0 = 0.02;
    private static final double C = 1e5;
    private static final int RUNS = 401;

    @Test
    void findsADoublingAndAQuadruplingAsFastAsMeasuredElsewhere() {
        // medians of an independent simulation, in verdicts, one verdict to a pane
        assertThat(medianDelay(2 * P0)).isCloseTo(666, withinPercentage(25));
        assertThat(medianDelay(4 * P0)).isCloseTo(139, withinPercentage(25));
    }

    @ParameterizedTest
    @CsvSource({"300, 1", "1000, 1", "300, 10", "1000, 10", "1000, 100", "5000, 100"})
    void findsTheSmallestDetectableRateAboutAsLikelyAsNotOrMoreOften(int trials, int trialsPerPane) {
        double rate = SmallestDetectable.rate(P0, trials, C).orElseThrow();
        long found = Arrays.stream(delays(rate, trialsPerPane))
                .filter(panes -> panes * trialsPerPane <= trials)
                .count();
        assertThat((double) found / RUNS).isBetween(0.4, 0.95);
    }

    private static double medianDelay(double rate) {
        return delays(rate, 1)[RUNS / 2];
    }

    /** Panes from the change to the alarm, sorted, one for each run. */
    private static long[] delays(double rate, int trialsPerPane) {
        ShiryaevRobertsMixture mixture = ShiryaevRobertsMixture.rise(P0);
        double logC = Math.log(C);
        long[] delays = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            SimulatedTraffic traffic = new SimulatedTraffic(run);
            double[] logM = mixture.start();
            for (int before = 0; before < 2_000; before += trialsPerPane) {
                mixture.update(logM, traffic.failures(trialsPerPane, P0), trialsPerPane, 1);
                if (mixture.logStatistic(logM) >= logC) {
                    mixture.reset(logM);
                }
            }
            do {
                mixture.update(logM, traffic.failures(trialsPerPane, rate), trialsPerPane, 1);
                delays[run]++;
            } while (mixture.logStatistic(logM) < logC);
        }
        Arrays.sort(delays);
        return delays;
    }
}
