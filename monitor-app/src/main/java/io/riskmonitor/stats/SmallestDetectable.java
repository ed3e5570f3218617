package io.riskmonitor.stats;

import java.util.OptionalDouble;

/**
 * The smallest failure rate above {@code p0} that an amount of traffic would reveal: how much silence is worth.
 *
 * <p>The rate q at which n verdicts are expected to carry enough evidence to lift a likelihood ratio against p0 from 1
 * to the threshold c:
 *
 * <pre>
 *   n · KL(q ‖ p0) = ln c        KL(q ‖ p0) = q ln(q / p0) + (1 − q) ln((1 − q) / (1 − p0))
 * </pre>
 *
 * <p>With p0 = 0.02 and c = 100,000, 1,000 verdicts reveal a rate of 0.0446 and 10,000 one of 0.0271; two reveal
 * nothing, even if both fail.
 *
 * <p>Misleads as a promise: it is a mean, so such a rate is found about as likely as not within n verdicts, more often
 * where panes hold few verdicts and less often where they hold many. And it is the mean of a detector that knows q:
 * {@link ShiryaevRobertsMixture} looks up to ten times p0, so beyond that it needs more verdicts than this says.
 *
 * <p>G. Lorden (1971), "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42(6),
 * 1897–1908: the delay of the best detector is ln c / KL for large c.
 */
public final class SmallestDetectable {

    private SmallestDetectable() {}

    /**
     * The smallest detectable failure rate.
     *
     * @param p0 harmless failure rate, in (0, 1)
     * @param trials verdicts, at least 0
     * @param threshold c of the detector, above 1
     * @return a rate in (p0, 1]; empty if even failure of everything would not be detected
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static OptionalDouble rate(double p0, long trials, double threshold) {
        requireRange(p0, threshold);
        if (trials < 0) {
            throw new IllegalArgumentException("trials must be at least 0, got " + trials);
        }
        double needed = StrictMath.log(threshold) / trials;
        if (divergence(1, p0) < needed) {
            return OptionalDouble.empty();
        }
        double tooSmall = p0;
        double enough = 1;
        double middle = (tooSmall + enough) / 2;
        // the divergence grows with the rate; ends when no double is left in between
        while (tooSmall < middle && middle < enough) {
            if (divergence(middle, p0) < needed) {
                tooSmall = middle;
            } else {
                enough = middle;
            }
            middle = (tooSmall + enough) / 2;
        }
        return OptionalDouble.of(enough);
    }

    /**
     * How many verdicts reveal a failure rate: ln c / KL(q ‖ p0), the other way round.
     *
     * @param p0 harmless failure rate, in (0, 1)
     * @param rate failure rate, in (p0, 1]
     * @param threshold c of the detector, above 1
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static double trials(double p0, double rate, double threshold) {
        requireRange(p0, threshold);
        if (!(rate > p0 && rate <= 1)) {
            throw new IllegalArgumentException("rate must be in (p0, 1], got " + rate);
        }
        return StrictMath.log(threshold) / divergence(rate, p0);
    }

    private static void requireRange(double p0, double threshold) {
        if (!(p0 > 0 && p0 < 1)) {
            throw new IllegalArgumentException("p0 must be in (0, 1), got " + p0);
        }
        if (!(threshold > 1 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("threshold must be above 1 and finite, got " + threshold);
        }
    }

    /** KL(q ‖ p0) of two Bernoulli distributions, in nats; 0 ln 0 is 0. */
    static double divergence(double q, double p0) {
        double failing = q * StrictMath.log(q / p0);
        return q == 1 ? failing : failing + (1 - q) * StrictMath.log((1 - q) / (1 - p0));
    }
}
