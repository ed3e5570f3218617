package io.riskmonitor.stats;

/**
 * The two terms that give point probabilities, and with them tails, to full precision for any counts.
 *
 * <p>Differences of logarithms of factorials lose every digit for a count of billions. Written like this, nothing large
 * is subtracted from something large.
 *
 * <p>C. Loader (2000), "Fast and accurate computation of binomial probabilities", Lucent Technologies.
 */
final class SaddlePoint {

    static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    private SaddlePoint() {}

    /** What Stirling's formula lacks: ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for x above 0. */
    static double stirlingError(double x) {
        double small = 0;
        double large = x;
        while (large < 16) {
            small += (large + 0.5) * StrictMath.log1p(1 / large) - 1;
            large++;
        }
        double r = 1 / (large * large);
        return small + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - r / 1188) * r) * r) * r) / large;
    }

    /** Half the deviance of a Poisson count: count ln(count / mean) + mean − count, for count at least 0. */
    static double halfDeviance(double count, double mean) {
        if (count == 0) {
            return mean;
        }
        if (Math.abs(count - mean) >= 0.1 * (count + mean)) {
            return count * StrictMath.log(count / mean) + mean - count;
        }
        double v = (count - mean) / (count + mean);
        double sum = (count - mean) * v;
        double power = 2 * count * v;
        for (int j = 1; ; j++) {
            power *= v * v;
            double next = sum + power / (2 * j + 1);
            if (next == sum) {
                return sum;
            }
            sum = next;
        }
    }
}
