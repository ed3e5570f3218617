package io.riskmonitor.bench.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever loses against a contestant that is wrong has not lost. */
final class ContestantsTest {

    @ParameterizedTest
    @CsvSource({"3, 3369", "5, 28846"})
    void theCusumHasTheRunLengthOfItsMarkovChain(double threshold, double verdicts) {
        assertThat(runLength(new KnowingCusum(0.02, 0.04, threshold), 0.02, 20_000_000))
                .isCloseTo(verdicts, withinPercentage(10));
    }

    @Test
    void aRollingThresholdCountsWhatIsInItsWindow() {
        // the first failure has left when the third one comes
        assertThat(firstAlarm(new RollingThreshold(3, 2), "100101")).isEqualTo(6);
        assertThat(firstAlarm(new RollingThreshold(3, 2), "10010001")).isZero();
    }

    @Test
    void aCopyGoesOnOnItsOwn() {
        RollingThreshold original = new RollingThreshold(3, 2);
        assertThat(firstAlarm(original, "01")).isZero();
        Detector copy = original.copy();

        assertThat(firstAlarm(original, "000")).isZero();
        assertThat(firstAlarm(copy, "1")).isEqualTo(1);
    }

    @Test
    void pageHinkleyAddsUpWhatExceedsTheMean() {
        // 99 successes, then failures: each adds a little less than 1
        assertThat(firstAlarm(new PageHinkley(0.001, 2.5), "0".repeat(99) + "1111"))
                .isEqualTo(102);
        assertThat(firstAlarm(new PageHinkley(0.001, 2.5), "0".repeat(1_000))).isZero();
    }

    @Test
    void adwinSeesARiseAndForgetsWhatWasBefore() {
        Adwin adwin = new Adwin(Math.log(1 / 0.002));
        assertThat(firstAlarm(adwin, "0".repeat(3_200))).isZero();
        // (2/3)(1/32 + 1/3,200) ln(2 ln(3,232) / 0.002) and the variance's part are far below a difference of 1
        assertThat(firstAlarm(adwin, "1".repeat(64))).isEqualTo(32);
        for (int i = 0; i < 640; i++) {
            adwin.alarms(true);
        }
        assertThat(firstAlarm(adwin, "1".repeat(3_200))).as("this is usual now").isZero();
    }

    @Test
    void adwinDoesNotCallAFallAnAlarm() {
        assertThat(firstAlarm(new Adwin(Math.log(1 / 0.002)), "1".repeat(3_200) + "0".repeat(3_200)))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "15"})
    void burstsHaveTheirMeanAndTheirIndexOfDispersion(double dispersion) {
        Traffic traffic = Traffic.bursts(new SplittableRandom(3), 0.5, 3, dispersion);
        double[] trials = IntStream.range(0, 300_000)
                .mapToDouble(pane -> traffic.next().trials())
                .toArray();

        double mean = IntStream.range(0, trials.length)
                .mapToDouble(i -> trials[i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, trials.length)
                .mapToDouble(i -> (trials[i] - mean) * (trials[i] - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(3, withinPercentage(2));
        assertThat(squares / mean).isCloseTo(dispersion, withinPercentage(3));
    }

    @ParameterizedTest
    @CsvSource({"0", "0.02", "0.1"})
    void conversationsHaveTheirRateAndTheVarianceOfTheirCorrelation(double correlation) {
        // all failures of n verdicts of a conversation: variance n p (1 − p) (1 + (n − 1) ρ)
        SplittableRandom random = new SplittableRandom(4);
        int conversations = 100_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < conversations; i++) {
            int failures = 0;
            for (int verdict = 0; verdict < 20; verdict++) {
                failures += random.nextDouble() < Conversations.chance(0.1, correlation, failures, verdict) ? 1 : 0;
            }
            sum += failures;
            squares += (double) failures * failures;
        }
        double mean = sum / conversations;
        assertThat(mean).isCloseTo(2, withinPercentage(2));
        assertThat(squares / conversations - mean * mean)
                .isCloseTo(20 * 0.1 * 0.9 * (1 + 19 * correlation), withinPercentage(4));
    }

    /** Verdicts per alarm. */
    private static double runLength(Detector detector, double rate, int verdicts) {
        SplittableRandom random = new SplittableRandom(5);
        long alarms = 0;
        for (int verdict = 0; verdict < verdicts; verdict++) {
            alarms += detector.alarms(random.nextDouble() < rate) ? 1 : 0;
        }
        return (double) verdicts / alarms;
    }

    /** Which verdict raises the first alarm, from 1; 0 if none does. Failures are 1. */
    private static int firstAlarm(Detector detector, String verdicts) {
        for (int i = 0; i < verdicts.length(); i++) {
            if (detector.alarms(verdicts.charAt(i) == '1')) {
                return i + 1;
            }
        }
        return 0;
    }
}
