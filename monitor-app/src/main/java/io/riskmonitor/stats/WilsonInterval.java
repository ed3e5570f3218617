package io.riskmonitor.stats;

/**
 * Wilson score interval for a failure rate: what to show beside {@code failures / trials}.
 *
 * <p>Used instead of the normal approximation because segments are small and failure rates sit near zero, where the
 * normal interval collapses. One failure in 20 gives [0.009, 0.236] at 95%; none in 20 gives [0, 0.161].
 *
 * <pre>
 *   (r + z²/2n ± z √(r(1 − r)/n + z²/4n²)) / (1 + z²/n)     r = failures / trials, n = trials
 * </pre>
 *
 * <p>Misleads when read as a test that is repeated: it covers the true rate at one look fixed in advance. Looked at
 * pane after pane it excludes the true rate sooner or later. To decide, use {@link ShiryaevRobertsMixture}.
 *
 * <p>E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the
 * American Statistical Association 22(158), 209–212.
 *
 * @param lower smallest plausible failure rate, in [0, 1]; exactly 0 without failures
 * @param upper largest plausible failure rate, in [0, 1]; exactly 1 without successes
 */
public record WilsonInterval(double lower, double upper) {

    /** Standard normal deviate of a two-sided 95% interval. */
    public static final double Z_95 = 1.959963984540054;

    /**
     * The interval of {@code failures} out of {@code trials}.
     *
     * @param z standard normal deviate of the confidence, positive; {@link #Z_95} for 95% two-sided
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, {@code trials >= 1} and {@code z > 0}
     */
    public static WilsonInterval of(long failures, long trials, double z) {
        if (trials < 1 || failures < 0 || failures > trials) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials and a trial, got " + failures + " of " + trials);
        }
        if (!(z > 0 && z < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("z must be positive and finite, got " + z);
        }
        double n = trials;
        double rate = failures / n;
        double z2 = z * z;
        double shrink = 1 + z2 / n;
        double centre = (rate + z2 / (2 * n)) / shrink;
        double margin = z / shrink * Math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n));
        // at the ends centre and margin cancel, up to rounding
        return new WilsonInterval(
                failures == 0 ? 0 : Math.max(0, centre - margin),
                failures == trials ? 1 : Math.min(1, centre + margin));
    }
}
