package io.riskmonitor.stats;

/**
 * Chance of at least so many failures, in logarithms.
 *
 * <p>For a guard before a ratio is believed: with a budget of 2%, 3 failures in 10 verdicts are a burn of 15, and have a
 * chance of 0.09% where nothing is wrong.
 *
 * <p>The point probability is C. Loader's, exact for billions of trials, where differences of log factorials have no
 * digits left; the tail is the sum of its ratios. That takes time with the square root of the trials: a few
 * milliseconds at 10¹⁰.
 *
 * <p>Misleads when repeated: at one look in ten thousand a chance below 10⁻⁴ is what to expect of no change at all.
 *
 * <p>C. Loader (2000), "Fast and accurate computation of binomial probabilities", Lucent Technologies.
 */
public final class BinomialTail {

    private static final double PRECISION = 1e-17;
    private static final long MOST_TRIALS = 1_000_000_000_000L;

    private BinomialTail() {}

    /**
     * ln P(X ≥ {@code failures}) for X of {@code trials} that fail with probability {@code rate} each.
     *
     * @param trials at most 10¹²
     * @param rate in [0, 1]
     * @return at most 0; negative infinity for what cannot happen
     * @throws IllegalArgumentException unless {@code 0 <= failures <= trials}, or if an argument is outside its range
     */
    public static double logAtLeast(long failures, long trials, double rate) {
        if (failures < 0 || failures > trials || trials > MOST_TRIALS) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials <= " + MOST_TRIALS + ", got " + failures + " of " + trials);
        }
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("rate must be in [0, 1], got " + rate);
        }
        if (failures == 0 || rate == 1) {
            return 0;
        }
        if (rate == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double n = trials;
        if (failures > n * rate) {
            return logUpper(failures, n, rate, 1 - rate);
        }
        // fewer failures are the same as more successes
        return StrictMath.log1p(-StrictMath.exp(logUpper(n - failures + 1, n, 1 - rate, rate)));
    }

    /** For a count above the mean, where every term is smaller than the one before. */
    private static double logUpper(double count, double n, double rate, double other) {
        double odds = rate / other;
        double sum = 1;
        double term = 1;
        for (double x = count; x < n && term > sum * PRECISION; x++) {
            term *= (n - x) / (x + 1) * odds;
            sum += term;
        }
        return logPoint(count, n, rate, other) + StrictMath.log(sum);
    }

    private static double logPoint(double count, double n, double rate, double other) {
        double rest = n - count;
        if (rest == 0) {
            return n * (other < 0.5 ? StrictMath.log1p(-other) : StrictMath.log(rate));
        }
        return SaddlePoint.stirlingError(n)
                - SaddlePoint.stirlingError(count)
                - SaddlePoint.stirlingError(rest)
                - SaddlePoint.halfDeviance(count, n * rate)
                - SaddlePoint.halfDeviance(rest, n * other)
                - 0.5 * (SaddlePoint.LOG_TWO_PI + StrictMath.log(count * (rest / n)));
    }
}
