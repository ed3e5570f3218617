package io.riskmonitor.stats;

/** Sums of numbers of which only the logarithms fit into a double; negative infinity is the logarithm of 0. */
final class LogSum {

    private LogSum() {}

    /** ln(eᵃ + eᵇ). */
    static double of(double a, double b) {
        double larger = Math.max(a, b);
        if (larger == Double.NEGATIVE_INFINITY) {
            return larger;
        }
        return larger + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - larger));
    }

    /** The logarithm of the sum of the exponentials of the first {@code count} logarithms. */
    static double of(double[] logs, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, logs[i]);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += StrictMath.exp(logs[i] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
