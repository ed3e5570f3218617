package io.riskmonitor.stats;

/**
 * Jeffreys interval for a failure rate: the quantiles of Beta(k + ½, n − k + ½) for k failures in n trials.
 *
 * <p>Used where one side is needed, as for the p0 of a baseline and for bands of risk: its upper bound is exceeded by the
 * true rate about as often as it says, on each side separately, where the bound of {@link WilsonInterval} is too low
 * for rare failures. And it is shorter than {@link ClopperPearsonInterval}.
 *
 * <p>One failure in 20 gives [0.005, 0.211] at 95%. Ten failures in a baseline of 1,000 give 0.0177 as the rate that
 * the true one exceeds with a chance of 2.5%.
 *
 * <p>Misleads as a guarantee: it holds on average over the rates, at some rates a little less often than it says. And
 * like every interval for a fixed sample it does not survive repeated looks; see {@link BetaMixture}.
 *
 * <p>L. D. Brown, T. T. Cai, A. DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science
 * 16(2), 101–133.
 *
 * @param lower smallest plausible failure rate, in [0, 1]; exactly 0 without failures
 * @param upper largest plausible failure rate, in [0, 1]; exactly 1 without successes
 */
public record JeffreysInterval(double lower, double upper) {

    /**
     * The two-sided interval.
     *
     * @param trials from 1 to 10<sup>12</sup>
     * @param alpha chance of missing the rate, half of it on each side, in (0, 1); 0.05 for 95%
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public static JeffreysInterval of(long failures, long trials, double alpha) {
        BetaQuantile.requireCounts(failures, trials);
        BetaQuantile.requireProbability("alpha", alpha);
        double lower = failures == 0 ? 0 : BetaQuantile.withBelow(alpha / 2, failures + 0.5, trials - failures + 0.5);
        return new JeffreysInterval(lower, above(failures, trials, alpha / 2));
    }

    /**
     * The one-sided upper bound.
     *
     * @param trials from 1 to 10<sup>12</sup>
     * @param confidence chance that the rate is not above the bound, in (0, 1); 0.975 for a baseline
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public static double upper(long failures, long trials, double confidence) {
        BetaQuantile.requireCounts(failures, trials);
        BetaQuantile.requireProbability("confidence", confidence);
        return above(failures, trials, 1 - confidence);
    }

    private static double above(long failures, long trials, double tail) {
        return failures == trials ? 1 : BetaQuantile.withAbove(tail, failures + 0.5, trials - failures + 0.5);
    }
}
