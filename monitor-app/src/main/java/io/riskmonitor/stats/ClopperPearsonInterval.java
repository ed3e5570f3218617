package io.riskmonitor.stats;

/**
 * Clopper–Pearson interval for a failure rate: the rates under which the count seen is not in an extreme tail of the
 * binomial distribution.
 *
 * <p>Used only where a guarantee is demanded: it never misses the rate more often than it says, whatever the rate is.
 * The price is length; {@link JeffreysInterval} is shorter and right on average.
 *
 * <p>One failure in 20 gives [0.001, 0.249] at 95%. No failure in n trials gives 1 − (1 − confidence)<sup>1/n</sup> as
 * one-sided bound, about 3 / n at 95%, the <em>rule of three</em>: none in 100 leaves rates up to 0.0295 open.
 *
 * <p>Misleads under repeated looks: the guarantee is for one look fixed in advance; see {@link BetaMixture}.
 *
 * <p>C. J. Clopper, E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26(4), 404–413.
 *
 * @param lower smallest plausible failure rate, in [0, 1]; exactly 0 without failures
 * @param upper largest plausible failure rate, in [0, 1]; exactly 1 without successes
 */
public record ClopperPearsonInterval(double lower, double upper) {

    /**
     * The two-sided interval.
     *
     * @param trials from 1 to 10<sup>12</sup>
     * @param alpha largest chance of missing the rate, half of it on each side, in (0, 1); 0.05 for 95%
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public static ClopperPearsonInterval of(long failures, long trials, double alpha) {
        BetaQuantile.requireCounts(failures, trials);
        BetaQuantile.requireProbability("alpha", alpha);
        double lower = failures == 0 ? 0 : BetaQuantile.withBelow(alpha / 2, failures, trials - failures + 1.0);
        return new ClopperPearsonInterval(lower, above(failures, trials, alpha / 2));
    }

    /**
     * The one-sided upper bound.
     *
     * @param trials from 1 to 10<sup>12</sup>
     * @param confidence smallest chance that the rate is not above the bound, in (0, 1)
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or outside those ranges
     */
    public static double upper(long failures, long trials, double confidence) {
        BetaQuantile.requireCounts(failures, trials);
        BetaQuantile.requireProbability("confidence", confidence);
        return above(failures, trials, 1 - confidence);
    }

    private static double above(long failures, long trials, double tail) {
        return failures == trials ? 1 : BetaQuantile.withAbove(tail, failures + 1.0, trials - failures);
    }
}
