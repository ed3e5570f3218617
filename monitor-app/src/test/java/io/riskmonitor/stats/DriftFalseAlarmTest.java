package io.riskmonitor.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * False alarms of drift where nothing drifts, the baseline being learned: one in c windows, and the mean over baselines is
 * what counts.
 */
class DriftFalseAlarmTest {

    private static final double C = 200;
    private static final int BASELINES = 100;
    private static final int WINDOWS = 300;
    private static final int BINS = 10;
    private static final int LEARNED = 500;
    private static final int SEEN = 1_000;

    /** Evidence of a window against the baseline. */
    private interface Evidence {
        double logE(long[] baseline, long[] window);
    }

    @Test
    void keepsItsPromiseWithALearnedBaseline() {
        double tolerance = DivergenceEvidence.tolerance(BINS, LEARNED, 0.001);
        assertThat(alarmsInC((baseline, window) -> DivergenceEvidence.logE(baseline, window, tolerance)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void wouldNotKeepItWithATwoSampleTest() {
        assertThat(alarmsInC((baseline, window) -> Calibrator.logE(
                        ChiSquaredHomogeneity.of(baseline, window).logP())))
                .isGreaterThan(2);
    }

    private static double alarmsInC(Evidence evidence) {
        SplittableRandom random = new SplittableRandom(1904);
        int alarms = 0;
        for (int run = 0; run < BASELINES; run++) {
            long[] baseline = sample(random, LEARNED);
            double logM = WindowEvidence.START;
            for (int window = 0; window < WINDOWS; window++) {
                logM = WindowEvidence.next(logM, evidence.logE(baseline, sample(random, SEEN)), 1);
                if (logM >= Math.log(C)) {
                    alarms++;
                    logM = WindowEvidence.START;
                }
            }
        }
        return alarms * C / (BASELINES * WINDOWS);
    }

    private static long[] sample(SplittableRandom random, int observations) {
        long[] counts = new long[BINS];
        for (int i = 0; i < observations; i++) {
            counts[random.nextInt(BINS)]++;
        }
        return counts;
    }
}
