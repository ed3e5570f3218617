package io.riskmonitor.stats;

import java.util.Arrays;

/**
 * The e-Benjamini–Hochberg procedure: which of many hypotheses to report, so that few of the reported are wrong.
 *
 * <p>Chosen because segments overlap, and this holds <em>however they depend on each other</em>, where the
 * Benjamini–Hochberg procedure for p values does not. Of K e-values it selects the k largest, for the largest k with
 *
 * <pre>
 *   k · e_(k) / K ≥ 1 / α        e_(1) ≥ e_(2) ≥ … ≥ e_(K)
 * </pre>
 *
 * <p>On average at most a share α of the selected is selected wrongly. An e-value has mean at most 1 while its hypothesis is
 * true; the evidence of {@link BetaMixture}, {@link TwoByTwo} and of {@link TwoByTwoMixture} without restarts is one at
 * every look. Equal e-values are selected together or not at all, for the second of two makes the condition easier.
 *
 * <p>Four e-values of 100, 45, 30 and 2 at α = 0.05: the third largest would do with 26.7, so three are selected;
 * the first two would not have been without it, for alone it takes 80, and two take 40.
 *
 * <p>Misleads with running maxima, of an alert that was raised once and kept for instance: a maximum is no
 * e-value, √maximum − 1 is one. The M of a detector that restarts is none either. And it is a promise about the
 * list, not about each line of it.
 *
 * <p>R. Wang, A. Ramdas (2022), "False discovery rate control with e-values", Journal of the Royal Statistical Society B
 * 84(3), 822–852, <a href="https://arxiv.org/abs/2009.02824">arXiv:2009.02824</a>.
 */
public final class EBenjaminiHochberg {

    private EBenjaminiHochberg() {}

    /**
     * Which hypotheses are selected.
     *
     * @param logE logarithms of the e-values, infinities included
     * @param alpha largest mean share of wrong ones among the selected, in (0, 1)
     * @return for every hypothesis, in the order given, whether it is selected
     * @throws IllegalArgumentException if {@code alpha} is outside its range or a logarithm is not a number
     */
    public static boolean[] select(double[] logE, double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1), got " + alpha);
        }
        double[] rising = logE.clone();
        Arrays.sort(rising);
        int count = rising.length;
        // sorted to the end
        if (count > 0 && Double.isNaN(rising[count - 1])) {
            throw new IllegalArgumentException("e-values must be numbers, got " + Arrays.toString(logE));
        }
        double least = Double.POSITIVE_INFINITY;
        boolean any = false;
        for (int k = count; k >= 1 && !any; k--) {
            least = rising[count - k];
            any = least >= StrictMath.log(count / (alpha * k));
        }
        boolean[] selected = new boolean[count];
        for (int i = 0; i < count; i++) {
            selected[i] = any && logE[i] >= least;
        }
        return selected;
    }
}
