package io.riskmonitor.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Where a beta distribution leaves a given probability below or above, to the last digits of a double.
 *
 * <p>Bisects the tail that is asked for, so that a rate of one in a billion is as exact as one of a half. The inverse of
 * commons-statistics stops at an absolute 1e-9, which is too coarse for rare failures.
 *
 * <p>The incomplete beta function underneath is not computed with {@link StrictMath}: the last digits may differ between
 * processors. What is decided with such a bound is to be kept with the bound.
 */
final class BetaQuantile {

    /** With more trials the tails have fewer than five good digits. */
    static final long MOST_TRIALS = 1_000_000_000_000L;

    private BetaQuantile() {}

    /** The x with probability {@code tail} below it. */
    static double withBelow(double tail, double a, double b) {
        return bisect(x -> tail - RegularizedBeta.value(x, a, b));
    }

    /** The x with probability {@code tail} above it. */
    static double withAbove(double tail, double a, double b) {
        return bisect(x -> RegularizedBeta.complement(x, a, b) - tail);
    }

    static void requireCounts(long failures, long trials) {
        if (trials < 1 || failures < 0 || failures > trials) {
            throw new IllegalArgumentException(
                    "need 0 <= failures <= trials and a trial, got " + failures + " of " + trials);
        }
        if (trials > MOST_TRIALS) {
            throw new IllegalArgumentException("trials must be at most " + MOST_TRIALS + ", got " + trials);
        }
    }

    static void requireProbability(String name, double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1), got " + probability);
        }
    }

    /** The root in (0, 1) of a falling function. */
    private static double bisect(DoubleUnaryOperator falling) {
        double low = 0;
        double high = 1;
        double middle = 0.5;
        // ends when no double is left in between
        while (low < middle && middle < high) {
            if (falling.applyAsDouble(middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
            middle = low + (high - low) / 2;
        }
        return middle;
    }
}
