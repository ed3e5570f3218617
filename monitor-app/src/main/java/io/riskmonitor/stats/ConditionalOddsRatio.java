package io.riskmonitor.stats;

/**
 * Evidence, from one look, that two groups fail at different rates: an e-value that knows nothing of the common rate.
 *
 * <p>Chosen to compare two weeks: {@link TwoByTwoMixture} learns the common rate batch by batch, and from two whole weeks there
 * is nothing to learn it from before. Given how many failed in both together, only the odds ratio r says how they fall to
 * the two (R. A. Fisher's exact test rests on the same). So the common rate drops out, and
 *
 * <pre>
 *   E = mean over r of P_r(x) / P_1(x)       P_r(x) ∝ C(n, x) · C(m, k − x) · r^x       k: failures of both
 * </pre>
 *
 * <p>with x of the n trials of the group failed, m trials of the rest, and r = 1.25, 1.5, 2, 3, 5, 10 and their
 * reciprocals: worse and better alike.
 *
 * <p><b>The promise.</b> While both fail at the same rate, whatever it is, E has mean exactly 1. So the chance that it is c or
 * more is at most 1 / c, and it is what {@link EBenjaminiHochberg} takes. Nothing is approximated.
 *
 * <p><b>Worked number.</b> 30 failures in 1,000 against 10 in 1,000: E = 36.
 *
 * <p><b>Misleads</b> when trials depend on each other, as those of one conversation do: count the first verdict of each
 * conversation only. And it is for one look: looked at while counts grow it is no e-process.
 *
 * <p>P. Grünwald, R. de Heide, W. Koolen (2024), "Safe testing", Journal of the Royal Statistical Society B 86(5),
 * 1091–1128, <a href="https://arxiv.org/abs/1906.07801">arXiv:1906.07801</a>, for likelihood ratios as e-values; R. A. Fisher
 * (1935), "The logic of inductive inference", Journal of the Royal Statistical Society 98(1), 39–82, for the distribution.
 */
public final class ConditionalOddsRatio {

    private static final double[] ODDS_RATIOS = {
        1 / 10.0, 1 / 5.0, 1 / 3.0, 1 / 2.0, 1 / 1.5, 1 / 1.25, 1.25, 1.5, 2, 3, 5, 10
    };
    private static final double LOG_COUNT = StrictMath.log(ODDS_RATIOS.length);

    /** What is smaller than this share of a sum does not change it. */
    private static final double NEGLIGIBLE = 1e-18;

    /** Sums are divided by it before they overflow. */
    private static final double LARGE = 1e200;

    private static final double LOG_LARGE = StrictMath.log(LARGE);

    private ConditionalOddsRatio() {}

    /**
     * ln E, to be compared with ln c; 0 where one side has no trials.
     *
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials}
     */
    public static double logE(long failures, long trials, long restFailures, long restTrials) {
        TwoByTwoFactor.requireBatch(failures, trials, restFailures, restTrials);
        double same = logPoint(failures, trials, restFailures, restTrials, 1);
        double[] logs = new double[ODDS_RATIOS.length];
        for (int j = 0; j < logs.length; j++) {
            logs[j] = logPoint(failures, trials, restFailures, restTrials, ODDS_RATIOS[j]) - same;
        }
        return LogSum.of(logs, logs.length) - LOG_COUNT;
    }

    /** ln P_r(x) = −ln Σ_y w(y) / w(x), from x to both sides by the ratios of neighbours. */
    private static double logPoint(
            double failures, double trials, double restFailures, double restTrials, double ratio) {
        double more = logOthers(failures, trials, restFailures, restTrials, ratio);
        double fewer = logOthers(restFailures, restTrials, failures, trials, 1 / ratio);
        return -LogSum.of(LogSum.of(0, more), fewer);
    }

    /** ln of the sum of w(y) / w(x) over all y above x. */
    private static double logOthers(
            double failures, double trials, double restFailures, double restTrials, double ratio) {
        double sum = 0;
        double term = 1;
        double logScale = 0;
        double passes = trials - failures;
        double restPasses = restTrials - restFailures;
        double most = Math.min(passes, restFailures);
        for (double i = 0; i < most; i++) {
            double step = (passes - i) * (restFailures - i) / ((failures + i + 1) * (restPasses + i + 1)) * ratio;
            term *= step;
            sum += term;
            if (step < 1 && term < sum * NEGLIGIBLE) {
                break;
            }
            if (sum > LARGE) {
                sum /= LARGE;
                term /= LARGE;
                logScale += LOG_LARGE;
            }
        }
        return StrictMath.log(sum) + logScale;
    }
}
