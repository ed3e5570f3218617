package io.riskmonitor.stats;

/**
 * Regularized incomplete gamma function in logarithms, so that a tail of 10⁻¹⁰⁰⁰⁰ is a number and not 0.
 *
 * <p>Not taken from Commons Numbers, with which it is compared in the tests: that ends at 10⁻³⁰⁸, and its logarithms
 * may differ in the last bit between processors.
 *
 * <p>NIST Digital Library of Mathematical Functions, 8.9.2 (continued fraction, by W. J. Lentz's method) and 8.11.4
 * (series).
 */
final class IncompleteGamma {

    private static final double PRECISION = 1e-16;
    private static final double TINY = 1e-300;

    private IncompleteGamma() {}

    /** ln Q(a, x): of the chance that a gamma variable of shape a is at least x; a above 0, x at least 0. */
    static double logUpper(double a, double x) {
        if (x == 0) {
            return 0;
        }
        if (x < a + 1) {
            return StrictMath.log1p(-StrictMath.exp(logPoint(a, x) + logSeries(a, x)));
        }
        return logPoint(a, x) + StrictMath.log(a * fraction(a, x));
    }

    /** ln of the series 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + …, which is P(a, x) without its leading factor. */
    static double logSeries(double a, double x) {
        if (x >= a + 1) {
            return StrictMath.log1p(-StrictMath.exp(logUpper(a, x))) - logPoint(a, x);
        }
        double sum = 1;
        double term = 1;
        for (double j = 1; term > sum * PRECISION; j++) {
            term *= x / (a + j);
            sum += term;
        }
        return StrictMath.log(sum);
    }

    /** ln of xᵃ e⁻ˣ / Γ(a + 1). */
    private static double logPoint(double a, double x) {
        return -SaddlePoint.stirlingError(a)
                - SaddlePoint.halfDeviance(a, x)
                - 0.5 * (SaddlePoint.LOG_TWO_PI + StrictMath.log(a));
    }

    /** Q(a, x) without xᵃ e⁻ˣ / Γ(a), for x ≥ a + 1. */
    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double value = d;
        double change = 0;
        for (double i = 1; Math.abs(change - 1) > PRECISION; i++) {
            double numerator = -i * (i - a);
            b += 2;
            d = numerator * d + b;
            d = 1 / (Math.abs(d) < TINY ? TINY : d);
            c = b + numerator / c;
            c = Math.abs(c) < TINY ? TINY : c;
            change = c * d;
            value *= change;
        }
        return value;
    }
}
