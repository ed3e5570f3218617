package io.riskmonitor.stats;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Mixture of Shiryaev–Roberts e-detectors: has a failure rate moved past {@code p0}, at any time, by any amount?
 *
 * <p>Chosen because its false-alarm promise holds for every sample size and at every look, is the same for rare and for
 * frequent failures, and because it restarts by itself: a long good past does not hide a bad present.
 *
 * <p>Every alternative q<sub>j</sub> keeps one number. A batch of n verdicts with k failures, one batch per pane,
 * turns it into
 *
 * <pre>
 *   M_j ← (M_j + g) · (q_j / p0)^k · ((1 − q_j) / (1 − p0))^(n − k)       M = mean of the M_j
 * </pre>
 *
 * <p>with g = 1 and M<sub>j</sub> = 0 at the start. An empty pane has likelihood ratio 1 and only adds 1, so panes
 * that were skipped are made good by a larger g.
 *
 * <p><b>The promise.</b> Alarm when M ≥ c. While the rate is on the harmless side of p0 (at or below it for a rise, at
 * or above it for a fall), the mean number of <em>panes</em> up to the first alarm is at least c, and the chance of an
 * alarm within T panes is at most T / c. Fewer panes in g than have passed is always allowed and keeps the promise.
 *
 * <p><b>Worked number.</b> With p0 = 0.02 a first pane of 3 failures in 10 verdicts gives M = 57.1.
 *
 * <p><b>Misleads</b> when verdicts depend on each other or when p0 is an estimate (see {@code docs/statistics.md}); and
 * where so few verdicts come that p0 lets expect only a failure or two within c panes. Then M grows by the panes that
 * pass more than by what is seen, and one failure, in the end none, completes an alarm: within the promise, but no
 * evidence. Asking for a minimum of failures as well can only remove alarms.
 *
 * <p>One mixture serves every cell with the same p0. The state of a cell is an array from {@link #start()}, to be
 * stored as it is; it holds logarithms, so negative infinity stands for 0. It belongs to its p0 and its direction: a
 * new p0 starts anew.
 *
 * <p>J. Shin, A. Ramdas, A. Rinaldo (2022), "E-detectors: a nonparametric framework for sequential change detection",
 * <a href="https://arxiv.org/abs/2203.03532">arXiv:2203.03532</a>.
 */
public final class ShiryaevRobertsMixture {

    private static final double[] RISES = {1.25, 1.5, 2, 3, 5, 10};
    private static final double[] FALLS = {0.8, 2.0 / 3, 0.5, 1.0 / 3, 0.2, 0.1};

    private final LikelihoodRatio[] alternatives;
    private final double logCount;

    private ShiryaevRobertsMixture(DoubleStream multiples, double p0) {
        this.alternatives = multiples
                .mapToObj(multiple -> LikelihoodRatio.against(multiple, p0))
                .toArray(LikelihoodRatio[]::new);
        this.logCount = StrictMath.log(alternatives.length);
    }

    /**
     * Detects a rise above {@code p0}. Alternatives are 1.25, 1.5, 2, 3, 5 and 10 times {@code p0}; those above 0.995
     * become one alternative of 0.995, so that a high {@code p0} has fewer.
     *
     * @param p0 highest harmless failure rate, in (0, 0.995)
     * @throws IllegalArgumentException if {@code p0} is outside that range
     */
    public static ShiryaevRobertsMixture rise(double p0) {
        LikelihoodRatio.requireRoomToRise(p0);
        return new ShiryaevRobertsMixture(
                Arrays.stream(RISES)
                        .map(multiple -> LikelihoodRatio.capped(multiple, p0))
                        .distinct(),
                p0);
    }

    /**
     * Detects a fall below {@code p0}, a recovery. Alternatives are 4/5, 2/3, 1/2, 1/3, 1/5 and 1/10 of {@code p0}.
     *
     * @param p0 lowest failure rate that is no recovery yet, in (0, 1)
     * @throws IllegalArgumentException if {@code p0} is outside that range
     */
    public static ShiryaevRobertsMixture fall(double p0) {
        LikelihoodRatio.requireRoomToFall(p0);
        return new ShiryaevRobertsMixture(Arrays.stream(FALLS), p0);
    }

    /** The state of a cell that has seen nothing: one logarithm per alternative. */
    public double[] start() {
        double[] logM = new double[alternatives.length];
        reset(logM);
        return logM;
    }

    /** Forgets what a cell has seen, as is due after an alarm. */
    public void reset(double[] logM) {
        requireOurs(logM);
        Arrays.fill(logM, Double.NEGATIVE_INFINITY);
    }

    /**
     * Takes in the batch of one pane. Allocates nothing; leaves the state alone when it throws.
     *
     * @param logM the cell's state, changed in place
     * @param failures failed verdicts in the pane
     * @param trials all verdicts in the pane; may be 0
     * @param panes panes passed since the last update, this one included, so at least 1; must not depend on outcomes
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials} and {@code panes >= 1}, or if the state
     *     has another number of alternatives
     */
    public void update(double[] logM, long failures, long trials, long panes) {
        requireOurs(logM);
        if (panes < 1) {
            throw new IllegalArgumentException("panes must be at least 1, got " + panes);
        }
        double logPanes = StrictMath.log((double) panes);
        for (int j = 0; j < logM.length; j++) {
            double evidence = alternatives[j].of(failures, trials);
            logM[j] = LogSum.of(logM[j], logPanes) + evidence;
        }
    }

    /**
     * ln M, to be compared with ln c; negative infinity before the first update. Logarithms, because M itself leaves
     * the range of a double after a few hundred failures.
     */
    public double logStatistic(double[] logM) {
        requireOurs(logM);
        return LogSum.of(logM, logM.length) - logCount;
    }

    private void requireOurs(double[] logM) {
        if (logM.length != alternatives.length) {
            throw new IllegalArgumentException(
                    "state has " + logM.length + " components, this mixture " + alternatives.length);
        }
    }
}
