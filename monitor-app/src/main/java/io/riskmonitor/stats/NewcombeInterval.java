package io.riskmonitor.stats;

/**
 * Newcombe's hybrid score interval for the difference of two failure rates, group minus rest.
 *
 * <p>Answers "by how many percentage points does the group fail more?" It is put together from the {@link
 * WilsonInterval} of each rate, so that it stays useful where the normal interval collapses: with few or no failures.
 *
 * <pre>
 *   d − √((p₁ − l₁)² + (u₂ − p₂)²)   to   d + √((u₁ − p₁)² + (p₂ − l₂)²)        d = p₁ − p₂
 * </pre>
 *
 * <p>7 failures of 34 against 1 of 34 are a difference of 0.176, with [0.019, 0.340] at 95%.
 *
 * <p>Misleads for rare failures, where a tenfold risk is a small difference: then look at {@link WalterRatio}. And for one
 * look fixed in advance only: to page on a difference use {@link TwoByTwoMixture}.
 *
 * <p>R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions: comparison of
 * eleven methods", Statistics in Medicine 17(8), 873–890, method 10. The example is from M. W. Fagerland, S. Lydersen, P.
 * Laake (2015), "Recommended confidence intervals for two independent binomial proportions", Statistical Methods in
 * Medical Research 24(2), 224–254.
 *
 * @param difference rate of the group minus rate of the rest, in [−1, 1]
 * @param lower smallest plausible difference, in [−1, 1]
 * @param upper largest plausible difference, in [−1, 1]
 */
public record NewcombeInterval(double difference, double lower, double upper) {

    /**
     * The interval of a group with {@code failures} out of {@code trials} against a rest.
     *
     * @param z standard normal deviate of the confidence, positive; {@link WilsonInterval#Z_95} for 95% two-sided
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials} and a trial, and {@code z > 0}
     */
    public static NewcombeInterval of(long failures, long trials, long restFailures, long restTrials, double z) {
        WilsonInterval group = WilsonInterval.of(failures, trials, z);
        WilsonInterval rest = WilsonInterval.of(restFailures, restTrials, z);
        double groupRate = (double) failures / trials;
        double restRate = (double) restFailures / restTrials;
        double difference = groupRate - restRate;
        double down = root(groupRate - group.lower(), rest.upper() - restRate);
        double up = root(group.upper() - groupRate, restRate - rest.lower());
        return new NewcombeInterval(difference, Math.max(-1, difference - down), Math.min(1, difference + up));
    }

    private static double root(double a, double b) {
        return Math.sqrt(a * a + b * b);
    }
}
