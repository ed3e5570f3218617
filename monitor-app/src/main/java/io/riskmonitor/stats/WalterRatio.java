package io.riskmonitor.stats;

/**
 * Walter's interval for the ratio of two failure rates, group over rest.
 *
 * <p>Answers "how many times as often does the group fail?" Half a failure and half a trial are added to each side, so
 * that there is an answer without failures too, where the plain logarithmic interval (Katz) has none:
 *
 * <pre>
 *   ln((k₁ + ½)/(n₁ + ½)) − ln((k₂ + ½)/(n₂ + ½)) ± z √(1/(k₁ + ½) − 1/(n₁ + ½) + 1/(k₂ + ½) − 1/(n₂ + ½))
 * </pre>
 *
 * <p>7 failures of 34 against 1 of 34 are a ratio of 5 after the halves, with [0.92, 27] at 95%: the difference is more
 * certain than its size. If everything failed on both sides, half a failure is taken away on both, for the width would
 * otherwise be 0.
 *
 * <p>Misleads when only the ratio is looked at: with equal rates of 2% and 200 trials a group looks better or worse by a
 * quarter most of the time. Ask that the interval excludes the ratio that is tolerated. It is for the ratio of
 * <em>failures</em>; the four-fifths rule is for the ratio of successes, which for rare failures is always near 1. And for
 * one look fixed in advance only: to page on a ratio use {@link TwoByTwoMixture}.
 *
 * <p>S. D. Walter (1975), "The distribution of Levin's measure of attributable risk", Biometrika 62(2), 371–372. The
 * example is from M. W. Fagerland, S. Lydersen, P. Laake (2015), "Recommended confidence intervals for two independent
 * binomial proportions", Statistical Methods in Medical Research 24(2), 224–254.
 *
 * @param ratio rate of the group over rate of the rest after the halves are added, positive
 * @param lower smallest plausible ratio, positive
 * @param upper largest plausible ratio
 */
public record WalterRatio(double ratio, double lower, double upper) {

    /**
     * The interval of a group with {@code failures} out of {@code trials} against a rest.
     *
     * @param z standard normal deviate of the confidence, positive; {@link WilsonInterval#Z_95} for 95% two-sided
     * @throws IllegalArgumentException unless both have {@code 0 <= failures <= trials} and a trial, and {@code z > 0}
     */
    public static WalterRatio of(long failures, long trials, long restFailures, long restTrials, double z) {
        requireCounts(failures, trials);
        requireCounts(restFailures, restTrials);
        if (!(z > 0 && z < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("z must be positive and finite, got " + z);
        }
        double half = failures == trials && restFailures == restTrials ? 0 : 0.5;
        double k1 = failures + half;
        double k2 = restFailures + half;
        double n1 = trials + 0.5;
        double n2 = restTrials + 0.5;
        double log = StrictMath.log(k1 / n1) - StrictMath.log(k2 / n2);
        double margin = z * Math.sqrt((n1 - k1) / (k1 * n1) + (n2 - k2) / (k2 * n2));
        return new WalterRatio(StrictMath.exp(log), StrictMath.exp(log - margin), StrictMath.exp(log + margin));
    }

    private static void requireCounts(long failures, long trials) {
        if (trials < 1 || failures < 0 || failures > trials) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials and a trial, got " + failures + " of " + trials);
        }
    }
}
