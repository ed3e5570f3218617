package io.riskmonitor.stats;

/**
 * Shiryaev–Roberts e-detector over windows: the evidence of successive windows that something has moved, at any time.
 *
 * <p>Like {@link ShiryaevRobertsMixture}, but for any e-value per window. One number is kept, as a logarithm:
 *
 * <pre>
 *   M ← (M + g) · e        g windows since the last update, M = 0 at the start and after an alarm
 * </pre>
 *
 * <p><b>The promise.</b> Alarm when M ≥ c. While each e-value is at most 1 on average, whatever the windows before
 * were, the mean number of windows up to the first alarm is at least c, and the chance of an alarm within T windows is
 * at most T / c. Windows must not overlap.
 *
 * <p>Two windows with e = 2 and 3 give M = (1 · 2 + 1) · 3 = 9.
 *
 * <p>Misleads when the average of e is 1 only over all baselines that might have been learned, and not over the windows
 * that follow the one that was: see {@link DivergenceEvidence}.
 *
 * <p>J. Shin, A. Ramdas, A. Rinaldo (2022), "E-detectors: a nonparametric framework for sequential change detection",
 * <a href="https://arxiv.org/abs/2203.03532">arXiv:2203.03532</a>.
 */
public final class WindowEvidence {

    /** ln M before the first window and after an alarm. */
    public static final double START = Double.NEGATIVE_INFINITY;

    private WindowEvidence() {}

    /**
     * ln M after one more window, to be compared with ln c.
     *
     * @param logM ln M before it; {@link #START} at first
     * @param logE ln of the window's e-value; negative infinity for 0
     * @param windows passed since the last update, this one included, so at least 1; must not depend on outcomes
     * @throws IllegalArgumentException if {@code windows} is below 1 or another argument is not a number
     */
    public static double next(double logM, double logE, long windows) {
        if (windows < 1) {
            throw new IllegalArgumentException("windows must be at least 1, got " + windows);
        }
        if (Double.isNaN(logM) || Double.isNaN(logE)) {
            throw new IllegalArgumentException("need numbers, got ln M = " + logM + " and ln e = " + logE);
        }
        if (logM == Double.POSITIVE_INFINITY) {
            return logM;
        }
        double logWindows = StrictMath.log((double) windows);
        double larger = Math.max(logM, logWindows);
        return larger + StrictMath.log1p(StrictMath.exp(Math.min(logM, logWindows) - larger)) + logE;
    }
}
