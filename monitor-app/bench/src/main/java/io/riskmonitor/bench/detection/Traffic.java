package io.riskmonitor.bench.detection;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What arrives, pane by pane. */
interface Traffic {

    /** What one pane has; may be nothing. */
    record Batch(int failures, int trials) {

        static final Batch NONE = new Batch(0, 0);

        Batch plus(Batch that) {
            return new Batch(failures + that.failures, trials + that.trials);
        }
    }

    Batch next();

    /** One verdict to a pane. */
    static Traffic steady(SplittableRandom random, double rate) {
        return () -> new Batch(random.nextDouble() < rate ? 1 : 0, 1);
    }

    /**
     * Verdicts that come in bursts: their number in a pane is negative binomial, or Poisson where the index is 1.
     *
     * @param mean verdicts per pane
     * @param dispersion index of dispersion, variance by mean, at least 1
     */
    static Traffic bursts(SplittableRandom random, double rate, double mean, double dispersion) {
        double[] atMost = cumulative(mean, dispersion);
        return () -> {
            int found = Arrays.binarySearch(atMost, random.nextDouble());
            int trials = found < 0 ? -found - 1 : found;
            return new Batch(Draws.failures(random, trials, rate), trials);
        };
    }

    /** Chances of at most 0, 1, 2 ... verdicts. */
    private static double[] cumulative(double mean, double dispersion) {
        double size = mean / (dispersion - 1);
        double chance = dispersion == 1 ? Math.exp(-mean) : Math.pow(dispersion, -size);
        double[] atMost = new double[20 + (int) (20 * mean * dispersion)];
        for (int trials = 0; trials < atMost.length; trials++) {
            atMost[trials] = chance + (trials == 0 ? 0 : atMost[trials - 1]);
            double next = dispersion == 1 ? mean : (trials + size) * (1 - 1 / dispersion);
            chance *= next / (trials + 1);
        }
        return atMost;
    }
}
