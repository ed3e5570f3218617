package io.riskmonitor.stats;

/**
 * How much better two failure rates explain a batch than one common rate does, in logarithms.
 *
 * <p>A batch has k<sub>g</sub> failures in n<sub>g</sub> trials of a group and k<sub>r</sub> in n<sub>r</sub> of the
 * rest. Two alternatives, chosen before the batch is seen, are compared with their mean weighted by the trials:
 *
 * <pre>
 *   (q_g/q₀)^k_g ((1−q_g)/(1−q₀))^(n_g−k_g) · (q_r/q₀)^k_r ((1−q_r)/(1−q₀))^(n_r−k_r)     q₀ = (n_g q_g + n_r q_r)/(n_g + n_r)
 * </pre>
 *
 * <p><b>Why that is an e-value.</b> If both fail at one rate p, each trial of x ∈ {g, r} has mean f<sub>x</sub> = p
 * q<sub>x</sub>/q₀ + (1 − p)(1 − q<sub>x</sub>)/(1 − q₀). By the choice of q₀ the mean of the f weighted by the trials is
 * p + (1 − p) = 1, so by the inequality of means f<sub>g</sub>^n<sub>g</sub> f<sub>r</sub>^n<sub>r</sub> ≤ 1. This holds for
 * <em>every</em> p: the common rate need not be known and may be another one in every batch. A batch with one of the two
 * empty says nothing and has factor 1.
 */
final class TwoByTwoFactor {

    /** Keeps every logarithm finite; a rate nearer to 0 or 1 is not told apart from it. */
    private static final double NEAREST_TO_CERTAIN = 1e-15;

    private TwoByTwoFactor() {}

    static void requireBatch(long groupFailures, long groupTrials, long restFailures, long restTrials) {
        if (groupFailures < 0 || groupFailures > groupTrials) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials in the group, got " + groupFailures + " of " + groupTrials);
        }
        if (restFailures < 0 || restFailures > restTrials) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials in the rest, got " + restFailures + " of " + restTrials);
        }
    }

    /** The nearest rate that is neither 0 nor 1. */
    static double uncertain(double rate) {
        return Math.min(1 - NEAREST_TO_CERTAIN, Math.max(NEAREST_TO_CERTAIN, rate));
    }

    /** The logarithm of the factor; 0 if the group or the rest is empty. Both rates in (0, 1). */
    static double log(
            double groupRate,
            double restRate,
            long groupFailures,
            long groupTrials,
            long restFailures,
            long restTrials) {
        if (groupTrials == 0 || restTrials == 0) {
            return 0;
        }
        double trials = (double) groupTrials + restTrials;
        double common = (groupTrials / trials) * groupRate + (restTrials / trials) * restRate;
        return side(groupRate, common, groupFailures, groupTrials) + side(restRate, common, restFailures, restTrials);
    }

    private static double side(double rate, double common, long failures, long trials) {
        return failures * (StrictMath.log(rate) - StrictMath.log(common))
                + (trials - failures) * (StrictMath.log1p(-rate) - StrictMath.log1p(-common));
    }
}
