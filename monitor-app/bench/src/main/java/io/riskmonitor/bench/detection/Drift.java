package io.riskmonitor.bench.detection;

import io.riskmonitor.stats.Calibrator;
import io.riskmonitor.stats.ChiSquaredHomogeneity;
import io.riskmonitor.stats.DivergenceEvidence;
import io.riskmonitor.stats.PopulationStability;
import io.riskmonitor.stats.WindowEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Windows of a distribution that has not moved, ten bins of equal shares, against a baseline of 2,000: by evidence and
 * PSI together, as a rule has to, and by what is usual.
 */
final class Drift {

    private static final int[] SIZES = {200, 500, 1_000, 2_000, 5_000, 10_000};
    private static final int BINS = 10;
    private static final int BASELINE = 2_000;
    private static final double UNLUCKY = 0.001;
    private static final double LARGE_ENOUGH = 0.1;

    /** Hours in 30 days. */
    private static final int THRESHOLD = 720;

    private static final int WINDOWS = 2 * THRESHOLD;

    private final Scale scale;
    private final Draws draws;

    Drift(Scale scale, Draws draws) {
        this.scale = scale;
        this.draws = draws;
    }

    /** What came out for one size of windows. */
    record Outcome(int size, Kept both, Kept twoSample, Kept sizeOnly) {}

    List<Outcome> all() {
        List<Outcome> all = new ArrayList<>();
        for (int size : SIZES) {
            all.add(outcome(size));
        }
        return all;
    }

    private Outcome outcome(int size) {
        String name = "drift, windows of " + size;
        long[] alarms = IntStream.range(0, scale.baselines())
                .parallel()
                .mapToObj(run -> alarms(draws.of(name, run), size))
                .reduce(new long[3], Drift::plus);
        return new Outcome(
                size, kept(name, alarms[0], true), kept(name, alarms[1], false), kept(name, alarms[2], false));
    }

    private Kept kept(String name, long alarms, boolean binding) {
        long windows = (long) scale.baselines() * WINDOWS;
        return new Kept(name, windows, (double) windows / THRESHOLD, alarms, binding);
    }

    /** Alarms of evidence and PSI, of a two-sample test, of PSI only. */
    private static long[] alarms(SplittableRandom random, int size) {
        long[] baseline = sample(random, BASELINE);
        double tolerance = DivergenceEvidence.tolerance(BINS, BASELINE, UNLUCKY);
        Running beyond = new Running((before, window) -> DivergenceEvidence.logE(before, window, tolerance));
        Running twoSample = new Running((before, window) ->
                Calibrator.logE(ChiSquaredHomogeneity.of(before, window).logP()));
        long[] alarms = new long[3];
        for (int i = 0; i < WINDOWS; i++) {
            long[] window = sample(random, size);
            double index = PopulationStability.index(baseline, window);
            boolean large = index - PopulationStability.expectedWithoutChange(BINS, BASELINE, size) > LARGE_ENOUGH;
            alarms[0] += beyond.alarms(baseline, window, large) ? 1 : 0;
            alarms[1] += twoSample.alarms(baseline, window, true) ? 1 : 0;
            alarms[2] += index > LARGE_ENOUGH ? 1 : 0;
        }
        return alarms;
    }

    /** Evidence that adds up until it alarms. */
    private static final class Running {
        private final ToDoubleBiFunction<long[], long[]> logE;
        private double logM = WindowEvidence.START;

        Running(ToDoubleBiFunction<long[], long[]> logE) {
            this.logE = logE;
        }

        boolean alarms(long[] baseline, long[] window, boolean largeEnough) {
            logM = WindowEvidence.next(logM, logE.applyAsDouble(baseline, window), 1);
            boolean alarms = largeEnough && logM >= Math.log(THRESHOLD);
            logM = alarms ? WindowEvidence.START : logM;
            return alarms;
        }
    }

    private static long[] sample(SplittableRandom random, int observations) {
        long[] counts = new long[BINS];
        for (int i = 0; i < observations; i++) {
            counts[random.nextInt(BINS)]++;
        }
        return counts;
    }

    private static long[] plus(long[] one, long[] other) {
        long[] sum = new long[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one[i] + other[i];
        }
        return sum;
    }
}
